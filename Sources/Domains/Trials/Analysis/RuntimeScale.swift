import Numerics

/// On which scale runtimes are compared, and why.
struct RuntimeScale: Sendable, Equatable {
  /// As they are, or as natural logarithms.
  enum Scale: String, Sendable {
    case raw, log
  }

  let scale: Scale
  /// The skewness of the reference's runtimes; nil without variance.
  let reference: Double?
  /// The skewness of the treatment's runtimes; nil without variance.
  let treatment: Double?
  /// What was decided, and by what.
  let reason: String

  /// Applies the registered rule to the runtimes of the complete pairs.
  ///
  /// It looks at each variant alone, and so not at what is tested.
  init(_ pairs: PairedScores, _ settings: AnalysisSettings) {
    let references = pairs.complete.map(\.reference.runtime)
    let treatments = pairs.complete.map(\.treatment.runtime)
    reference = Descriptive.skewness(references).value
    treatment = Descriptive.skewness(treatments).value
    switch settings.runtimeScale {
    case .log: (scale, reason) = (.log, "the parameter runtime_scale asks for logarithms")
    case .raw: (scale, reason) = (.raw, "the parameter runtime_scale asks for seconds")
    case .bySkewness:
      let limit = settings.skewnessLimit
      let isSkewed = [reference, treatment].contains { $0.map { abs($0) > limit } ?? false }
      if !isSkewed {
        (scale, reason) = (.raw, "neither variant's runtimes have a skewness beyond \(limit)")
      } else if (references + treatments).allSatisfy({ $0 > 0 }) {
        (scale, reason) = (.log, "a variant's runtimes have a skewness beyond \(limit)")
      } else {
        (scale, reason) = (.raw, "skewed, but a runtime of zero has no logarithm")
      }
    }
  }
}
