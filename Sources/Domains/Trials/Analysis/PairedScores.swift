import StageKit

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
  init(_ index: ScoreIndex, _ design: Comparison) throws(StageError) {
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
