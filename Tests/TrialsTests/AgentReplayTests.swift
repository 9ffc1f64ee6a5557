import Codecs
import Files
import TestKit
import Testing

@testable import Trials

@Suite struct AgentReplayTests {
  @Test func `six runs come out again: one of every task, three of each variant, a failure`() throws
  {
    let study = try AgentStudy()
    let runs = try study.recordRuns(pairs: 2)
    let context = try study.context("replay", scope: "study", inputs: study.recorded, runs: runs)
    try ReplayStep.run(context)
    let table = try CSV.decode(TrialFiles.read(study.scratch.path("replay-results.csv")))
    #expect(table.header == ReplayComparison.header)
    #expect(table.rows.map { $0[2] } == AgentStudy.tasks)
    #expect(table.rows.count { $0[3] == AgentStudy.role } == 3)
    #expect(table.rows.allSatisfy { $0[10] == "acceptable" && $0[8] == "1.0" }, "\(table.rows)")
    let failed = try table.rows.contains { row in
      let path = study.scratch.path("scorecards/\(row[0])/scorecard.json")
      return try !Scores(scorecard: TrialFiles.readFields(path)).success
    }
    #expect(failed)
    let events = try study.events()
    #expect(events.contains("{\"metric\":{\"name\":\"replay_anomalous\",\"value\":0.0}}"))
    #expect(events.contains("{\"metric\":{\"name\":\"reproducible_share\",\"value\":1.0}}"))
    #expect(!FileSystem.exists(study.scratch.path("replays")))
    #expect(!FileSystem.exists(study.scratch.path("enclosure")))
  }

  @Test func `a run that was recorded otherwise is an anomaly`() throws {
    let study = try AgentStudy()
    let runs = try study.recordRuns(pairs: 1)
    // Another seed of the pair brings other faults: the record cannot come out again.
    let altered = runs.map { run -> Value in
      guard var map = run.asMap else { return run }
      map["pair_seed"] = 987_654
      return .map(map)
    }
    let context = try study.context(
      "replay", scope: "study", inputs: study.recorded, runs: altered)
    try ReplayStep.run(context)
    let table = try CSV.decode(TrialFiles.read(study.scratch.path("replay-results.csv")))
    #expect(table.rows.contains { $0[10] == "anomalous" })
    #expect(try study.events().contains("\"severity\":\"non_critical\""))
  }

  @Test func `excluded runs are not chosen, and without any run there is nothing to say`() throws {
    let study = try AgentStudy()
    let runs: [Value] = [
      ["id": "r", "excluded": ["rule": "timeout", "reason": "late", "post_hoc": false]]
    ]
    let context = try study.context("replay", scope: "study", inputs: study.recorded, runs: runs)
    #expect(
      throws: TrialError(.invalid, "there is no evaluated run that could be replayed")
    ) {
      try ReplayStep.run(context)
    }
  }
}
