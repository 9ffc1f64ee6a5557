import Numerics

/// The pairs of a hypothesis, and their differences on the scale on which they are tested.
struct HypothesisData: Sendable {
  /// A pair whose difference lies far from the others.
  struct Outlier: Sendable, Equatable {
    let task: String
    let pair: String
    let difference: Double
    let z: Double
  }

  let hypothesis: Hypothesis
  let scale: RuntimeScale.Scale
  /// The pairs of which both runs have the metric.
  let pairs: [PairedScores.Pair]
  /// Complete pairs of which a run has no value of the metric.
  let withoutValue: Int
  /// As measured, pair by pair.
  let reference: [Double]
  let treatment: [Double]
  /// Treatment minus reference on ``scale``.
  let differences: Outcome<Differences>

  init(_ hypothesis: Hypothesis, _ pairs: [PairedScores.Pair], _ scale: RuntimeScale.Scale) {
    let metric = hypothesis.metric
    let valued = pairs.filter {
      metric.value($0.reference) != nil && metric.value($0.treatment) != nil
    }
    self.hypothesis = hypothesis
    self.scale = hypothesis.metric == .runtime ? scale : .raw
    self.pairs = valued
    withoutValue = pairs.count - valued.count
    let reference = valued.compactMap { metric.value($0.reference) }
    let treatment = valued.compactMap { metric.value($0.treatment) }
    self.reference = reference
    self.treatment = treatment
    differences =
      switch self.scale {
      case .raw: Differences.of(treatment, minus: reference)
      case .log:
        Descriptive.logarithms(treatment).flatMap { treatment in
          Descriptive.logarithms(reference).flatMap { Differences.of(treatment, minus: $0) }
        }
      }
  }

  /// How many pairs are tested.
  var count: Int { pairs.count }

  /// The differences, empty where there are none.
  var values: [Double] { differences.value?.values ?? [] }

  /// The smallest difference that matters, on ``scale``.
  ///
  /// A share of success and of reproducibility is taken as it is, one of adherence in points; a
  /// count and a runtime are measured against the reference's mean. Nil where that is zero.
  func practicalDifference(_ share: Double) -> Double? {
    switch hypothesis.metric {
    case .taskSuccess, .reproducibility: share
    case .constraintAdherence: share * 100
    case .runtime where scale == .log: Descriptive.logarithms([1 + share]).value?[0]
    case .clarificationCount, .runtime:
      Descriptive.mean(reference).value.flatMap { $0 > 0 ? share * $0 : nil }
    }
  }

  /// The differences beyond `limit` standard deviations from their mean.
  func outliers(_ limit: Double) -> [Outlier] {
    let scores = Descriptive.standardScores(values).value ?? []
    return scores.indices.filter { abs(scores[$0]) > limit }.map { place in
      Outlier(
        task: pairs[place].task, pair: pairs[place].pair, difference: values[place],
        z: scores[place])
    }
  }

  /// The same without these pairs.
  func without(_ outliers: [Outlier]) -> HypothesisData {
    let kept = pairs.filter { pair in
      !outliers.contains { $0.task == pair.task && $0.pair == pair.pair }
    }
    return HypothesisData(hypothesis, kept, scale)
  }
}
