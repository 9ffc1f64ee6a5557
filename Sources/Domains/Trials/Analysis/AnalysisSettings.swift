import Codecs
import StageKit

/// What the analysis was registered with; the study's parameters may say otherwise.
struct AnalysisSettings: Sendable, Equatable {
  /// The level of significance, on both sides.
  var alpha = 0.05
  /// The pairs that every task needs.
  var minimumPairs = 10
  /// The power that a test should have.
  var power = 0.80
  /// The smallest difference that matters, as a share.
  var practicalDifference = 0.15
  /// From which reproducibility on a run counts as reproducible.
  var reproducibility = 0.90
  /// The share of runs that have to be.
  var reproducibleShare = 0.80
  /// The mean reproducibility below which the study should not go on.
  var reproducibilityStop = 0.70
  /// The distance from the mean, in standard deviations, beyond which a value is an outlier.
  var outlierLimit = 3.0
  /// How runtimes are compared.
  var runtimeScale = RuntimeRule.bySkewness
  /// The skewness of a variant's runtimes beyond which they are compared as logarithms.
  var skewnessLimit = 1.0

  /// The registered rule for the scale on which runtimes are compared.
  enum RuntimeRule: String, CaseIterable, Sendable {
    /// Logarithms when either variant's runtimes are skewed.
    case bySkewness = "auto"
    case log, raw
  }

  init() {}

  /// Reads the parameters that say otherwise.
  init(_ context: TrialContext) throws(StageError) {
    alpha = try Self.share("alpha", alpha, context)
    let least = context.paired?.minimum ?? 0
    minimumPairs = try context.integer("minimum_pairs", default: least > 0 ? least : minimumPairs)
    guard minimumPairs >= 1 else {
      throw StageError(.invalid, "params: 'minimum_pairs' is \(minimumPairs), and at least 1")
    }
    power = try Self.share("power", power, context)
    practicalDifference = try Self.share("practical_difference", practicalDifference, context)
    reproducibility = try Self.share("reproducibility", reproducibility, context)
    reproducibleShare = try Self.share("reproducible_share", reproducibleShare, context)
    reproducibilityStop = try Self.share("reproducibility_stop", reproducibilityStop, context)
    outlierLimit = try Self.positive("outlier_limit", outlierLimit, context)
    skewnessLimit = try Self.positive("skewness_limit", skewnessLimit, context)
    let name = try context.params
      .text("runtime_scale", default: runtimeScale.rawValue)
    guard let rule = RuntimeRule(rawValue: name) else {
      let names = RuntimeRule.allCases.map(\.rawValue).joined(separator: ", ")
      throw StageError(.invalid, "params: 'runtime_scale' is '\(name)', and one of \(names)")
    }
    runtimeScale = rule
  }

  /// A number strictly between 0 and 1.
  private static func share(
    _ name: String, _ fallback: Double, _ context: TrialContext
  ) throws(StageError) -> Double {
    let number = try context.number(name, default: fallback)
    guard number > 0, number < 1 else {
      throw StageError(.invalid, "params: '\(name)' is \(number), and lies between 0 and 1")
    }
    return number
  }

  private static func positive(
    _ name: String, _ fallback: Double, _ context: TrialContext
  ) throws(StageError) -> Double {
    let number = try context.number(name, default: fallback)
    guard number > 0 else {
      throw StageError(.invalid, "params: '\(name)' is \(number), and is more than 0")
    }
    return number
  }
}
