import Numerics
import StageKit

/// The pairs of one metric, and their differences: treatment minus reference.
struct PairedSample: Sendable {
  let measure: Registration.Metric
  /// The pairs of which both runs have the metric.
  let pairs: [PairedScores.Pair]
  /// Complete pairs of which a run has no value of it.
  let absent: Int
  /// As measured, pair by pair.
  let reference: [Double]
  let treatment: [Double]
  /// In whole units, for ranks, ties, zeros and signs.
  private(set) var units: Computed<UnitDifferences>
  /// As numbers on the scale of the test, for means, t and intervals.
  let differences: Computed<Differences>

  init(_ measure: Registration.Metric, _ pairs: [PairedScores.Pair]) {
    let metric = measure.metric
    let valued = pairs.filter {
      metric.value($0.reference) != nil && metric.value($0.treatment) != nil
    }
    let reference = valued.compactMap { metric.value($0.reference) }
    let treatment = valued.compactMap { metric.value($0.treatment) }
    let units: Computed<UnitDifferences>
    if measure.isExact {
      let first = valued.compactMap { metric.ratio($0.reference) }
      let second = valued.compactMap { metric.ratio($0.treatment) }
      units =
        first.count == valued.count && second.count == valued.count
        ? UnitDifferences.of(second, minus: first)
        : .undefined(.outOfDomain("a scorecard does not say what was counted"))
    } else if let unit = measure.unit {
      units = UnitDifferences.of(treatment, minus: reference, resolution: unit)
    } else {
      units = .undefined(.outOfDomain("the metric is neither exact nor has a resolution"))
    }
    self.measure = measure
    self.pairs = valued
    absent = pairs.count - valued.count
    self.reference = reference
    self.treatment = treatment
    self.units = units
    differences =
      measure.isLogarithmic
      ? Differences.ofLogarithms(treatment, minus: reference, resolution: measure.unit)
      : Differences.of(treatment, minus: reference, units: units.value)
  }

  var count: Int { pairs.count }

  /// The differences as numbers, empty where there are none.
  var values: [Double] { differences.value?.values ?? [] }

  /// Units where there are some, else what is left of differences that do not vary: their sign.
  var unitsOrSigns: Computed<UnitDifferences> {
    if units.value != nil, !measure.isLogarithmic { return units }
    return differences.map { differences in
      UnitDifferences(differences.values.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 })
    }
  }

  /// The sample of each task that has pairs, in the same units as the whole.
  func byTask(_ tasks: [String]) -> [(task: String, sample: PairedSample)] {
    tasks.compactMap { task in
      let places = pairs.indices.filter { pairs[$0].task == task }
      guard !places.isEmpty else { return nil }
      var sample = PairedSample(measure, places.map { pairs[$0] })
      sample.units = units.map { units in UnitDifferences(places.map { units.values[$0] }) }
      return (task, sample)
    }
  }
}

/// The runs of an index joined to pairs by task and pair.
struct PairedScores: Sendable, Equatable {
  /// Two runs that differ in their variant only.
  struct Pair: Sendable, Equatable {
    let task: String
    let pair: String
    let reference: Scores
    let treatment: Scores
  }

  /// In the order of the index.
  let complete: [Pair]
  /// Runs without the other one.
  let single: [ScoreIndex.Row]

  /// Joins the runs of an index; its variants have to be those of the comparison.
  init(_ index: ScoreIndex, _ design: Contrast) throws(StageError) {
    for row in index.rows {
      try design.check(variant: row.variant, task: row.task, of: row.run)
    }
    var treatments: [Key: ScoreIndex.Row] = [:]
    for row in index.rows(of: design.treatment) { treatments[Key(row)] = row }
    var complete: [Pair] = []
    var single: [ScoreIndex.Row] = []
    for row in design.sorted(index.rows(of: design.reference)) {
      if let other = treatments.removeValue(forKey: Key(row)) {
        complete.append(
          Pair(
            task: row.task, pair: row.pair, reference: row.scores, treatment: other.scores))
      } else {
        single.append(row)
      }
    }
    let left = index.rows(of: design.treatment).filter { treatments[Key($0)] != nil }
    self.complete = complete
    self.single = design.sorted(single + left)
  }

  private struct Key: Hashable {
    let task: String
    let pair: String

    init(_ row: ScoreIndex.Row) {
      task = row.task
      pair = row.pair
    }
  }
}
