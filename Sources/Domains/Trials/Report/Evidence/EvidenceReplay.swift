import StageKit

extension Evidence {
  /// A run that was executed again.
  struct Replay {
    let original: String
    let replay: String
    let task: String
    let variant: String
    let outputsMatch: Bool
    let successMatches: Bool
    let adherenceMatches: Bool
    let clarificationsMatch: Bool
    let runtimeRatio: Double?
    let reproducibilityDelta: Double?
    let classification: ReplayComparison.Class
    let note: String

    private init(_ row: Row) throws(StageError) {
      original = try row.text("original_run_id")
      replay = try row.text("replay_run_id")
      task = try row.text("task_id")
      variant = try row.text("variant")
      outputsMatch = try row.flag("output_hashes_match")
      successMatches = try row.flag("success_match")
      adherenceMatches = try row.flag("adherence_match")
      clarificationsMatch = try row.flag("clarifications_match")
      runtimeRatio = try row.optionalNumber("runtime_ratio")
      reproducibilityDelta = try row.optionalNumber("reproducibility_delta")
      let name = try row.text("class")
      guard let classification = ReplayComparison.Class(rawValue: name) else {
        throw StageError(.invalid, "\(row.place): there is no class '\(name)'")
      }
      self.classification = classification
      note = try row.text("note")
    }

    static func read(_ files: EvidenceFiles) throws(StageError) -> [Replay] {
      let table = try files.table("replay-results.csv", in: "replay")
      try table.require(ReplayComparison.header)
      var all: [Replay] = []
      for row in table.rows { all.append(try Replay(row)) }
      return all
    }
  }
}
