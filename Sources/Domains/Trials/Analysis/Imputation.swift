import Numerics

/// Samples in which missing runs are filled in against what a hypothesis claims.
struct Imputation {
  let design: Contrast
  /// Pairs that were planned and are not complete, with the runs of them that count.
  let incomplete: [Incomplete]

  /// A pair without a result of its own.
  struct Incomplete: Sendable, Equatable {
    let task: String
    let pair: String
    let reference: Scores?
    let treatment: Scores?
  }

  /// The samples that have to leave a verdict as it is: one, or both extremes where a claim of
  /// equivalence may be wrong on either side.
  func samples(_ hypothesis: Hypothesis, _ sample: PairedSample) -> [PairedSample] {
    let favours: [Double] =
      switch hypothesis.claim {
      case .greater: [-1]
      case .less: [1]
      case .different: [0]
      case .equivalent: [-1, 1]
      }
    return favours.map { filled(sample, favour: $0) }
  }

  /// Missing values are as far apart as the metric allows, in one direction, or equal for 0.
  ///
  /// Where it has no greatest value, the greatest one that was observed stands for it.
  func filled(_ sample: PairedSample, favour: Double) -> PairedSample {
    let metric = sample.measure.metric
    let low = metric.range.low
    let high = metric.range.high ?? (sample.treatment + sample.reference).max() ?? low
    let (first, second) = favour < 0 ? (high, low) : (low, high)
    let pairs = incomplete.map { pair in
      let reference = pair.reference.flatMap(metric.value)
      let treatment = pair.treatment.flatMap(metric.value)
      let equal = reference ?? treatment ?? low
      return PairedScores.Pair(
        task: pair.task, pair: pair.pair,
        reference: reference == nil
          ? metric.scores(favour == 0 ? equal : first) : pair.reference ?? metric.scores(low),
        treatment: treatment == nil
          ? metric.scores(favour == 0 ? equal : second) : pair.treatment ?? metric.scores(low))
    }
    return PairedSample(sample.measure, sample.pairs + pairs)
  }
}
