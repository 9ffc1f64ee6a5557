import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite(.serialized) struct AgentReplayTests {
  @Test func `six runs come out again: one of every task, three of each variant, a failure`() throws
  {
    let study = try AgentStudy()
    let runs = try study.recordRuns(pairs: 2)
    let context = try study.context("replay", scope: "study", inputs: study.recorded, runs: runs)
    try ReplayStep.run(context)
    let table = try CSV.decode(StageFiles.read(study.scratch.path("replay-results.csv")))
    #expect(table.header == ReplayComparison.header)
    #expect(table.rows.map { $0[2] } == AgentStudy.tasks)
    #expect(table.rows.count { $0[3] == AgentStudy.role } == 3)
    #expect(table.rows.allSatisfy { $0[10] == "acceptable" && $0[8] == "1.0" }, "\(table.rows)")
    let failed = try table.rows.contains { row in
      let path = study.scratch.path("scorecards/\(row[0])/scorecard.json")
      return try !Scores(scorecard: StageFiles.readFields(path)).success
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
    let table = try CSV.decode(StageFiles.read(study.scratch.path("replay-results.csv")))
    #expect(table.rows.contains { $0[10] == "anomalous" })
    #expect(try study.events().contains("\"severity\":\"non_critical\""))
  }

  @Test func `a program's other runtime is explained, and its results are reproduced`() throws {
    let study = try AgentStudy()
    let script = "cp work/content.txt outputs/output.txt\n\(AgentStudy.goodLog)"
    let id = "run-1"
    let outcome = try study.run(study.script(script), id)
    var record = outcome.value.asMap ?? [:]
    record["duration_seconds"] = 500.0
    let card = try study.judge("TASK-001", AgentStudy.role, id)
    var metrics = card.value.asMap ?? [:]
    metrics.set(["metrics", "runtime", "total_seconds"], 500.0)
    for (path, value) in [
      ("executions/\(id)/execution.json", record), ("scorecards/\(id)/scorecard.json", metrics),
    ] {
      try StageFiles.write(study.scratch.path(path), JSON.encode(.map(value)))
    }
    let content = try StageFiles.read(study.scratch.path(PathName.join(id, "work/content.txt")))
    try StageFiles.write(study.scratch.path("snapshots/\(id)/inputs/content.txt"), content)
    let runs: [Value] = [
      ["id": .text(id), "variant": .text(AgentStudy.role), "task": "TASK-001", "pair_seed": 1]
    ]
    let context = try study.context(
      "replay", scope: "study", inputs: study.recorded, runs: runs
    ) { paired, _ in
      paired["agent"] = ["run": ["./agent.sh"], "deterministic": false, "enforce": "required"]
    }
    try ReplayStep.run(context)
    let table = try CSV.decode(StageFiles.read(study.scratch.path("replay-results.csv")))
    #expect(table.rows.map { $0[10] } == ["explainable"])
    #expect(table.rows.map { $0[4] } == ["true"])
    let events = try study.events()
    #expect(events.contains("{\"metric\":{\"name\":\"replay_anomalous\",\"value\":0.0}}"))
    #expect(events.contains("{\"metric\":{\"name\":\"reproducible_share\",\"value\":1.0}}"))
  }

  @Test func `excluded runs are not chosen, and without any run there is nothing to say`() throws {
    let study = try AgentStudy()
    let runs: [Value] = [
      ["id": "r", "excluded": ["rule": "timeout", "reason": "late", "post_hoc": false]]
    ]
    let context = try study.context("replay", scope: "study", inputs: study.recorded, runs: runs)
    #expect(
      throws: StageError(.invalid, "there is no evaluated run that could be replayed")
    ) {
      try ReplayStep.run(context)
    }
  }
}
