import Bytes
import Codecs
import Study
import Testing

/// Runs that replace others, and schedules that are drawn anew.
@Suite struct RerunTests {
  private func finished() throws -> Scenario {
    let scenario = try Scenario(.pipeline())
    try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.9) }
    }
    return scenario
  }

  private func rerun(
    _ run: String, from stage: String, _ params: [Parameter] = []
  ) -> any Command {
    RerunRun(study: "s", run: run, from: stage, params: params, reason: "again")
  }

  @Test func `a repetition is another run, linked, that reuses what comes before`() throws {
    let scenario = try finished()
    #expect(
      lines(try scenario.when(rerun("B-s1", from: "train"))) == [
        "run.corrected B-s1 by B-s1-v2",
        "run.planned B-s1-v2 of B-s1, train[fold=1] redo, train[fold=2] redo",
      ])
    #expect(
      lines(try scenario.claim()) == [
        "run.pinned B-s1-v2 (scheduling)",
        "stage.requested B-s1-v2 train[fold=1]#2 stale (scheduling)",
        "stage.requested B-s1-v2 train[fold=2]#2 stale (scheduling)",
      ])
    try scenario.work("B-s1-v2", "train", "fold=1") { $0.report(0.9) }
    #expect(
      lines(try scenario.work("B-s1-v2", "train", "fold=2") { $0.report(0.9) }).last
        == "run.finished B-s1-v2 PASS (runs 1)")
    #expect(
      lines(try scenario.when(rerun("B-s1-v2", from: "train"))).first
        == "run.corrected B-s1-v2 by B-s1-v3")
    #expect(scenario.refusal(of: rerun("B-s1", from: "train"))?.code == .outOfOrder)
  }

  @Test func `a stage of the study is done again when a run that it read is repeated`() throws {
    let scenario = try finished()
    let before = try #require(scenario.unit("B-study", "report").outputs)
    try scenario.when(rerun("B-s1", from: "train"))
    let events = try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.7) }
      let digest = Digest.sample(UInt8(finished.id.attempt))
      finished.outputs = [OutputRecord(path: "out", digest: digest, size: 1, kept: true)]
    }
    #expect(
      lines(events).contains("run.planned B-study report redo (scheduling)"), "\(lines(events))")
    #expect(lines(events).last == "run.finished B-study PASS (runs 0)")
    #expect(try scenario.unit("B-study", "report").outputs != before)
    #expect(try scenario.claim().isEmpty)
    #expect(try scenario.unit("A-study", "report").attempt == 1)
  }

  @Test func `a repetition before the schedule comes to the run is asked for once`() throws {
    let scenario = try finished()
    try scenario.amend { $0.objective = "does it still work" }
    try scenario.when(rerun("A-s2", from: "train"))
    let requested = lines(try scenario.claim()).filter { $0.hasPrefix("stage.requested") }
    #expect(
      requested == [
        "stage.requested A-s2-v2 train[fold=1]#2 stale (scheduling)",
        "stage.requested A-s2-v2 train[fold=2]#2 stale (scheduling)",
      ])
    try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.9) }
    }
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `a repetition with other parameters repeats what sees them`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.params = [Parameter(name: "k", value: [1, 2]), Parameter(name: "rate", value: 0.5)]
        plan.stages = [
          .named("a") { $0.run.append("${params.rate}") },
          .named("b") { $0.foreach = [Axis(name: "k", param: "k")] },
        ]
      })
    try scenario.workOff()
    let params = [Parameter(name: "k", value: [2, 3])]
    #expect(
      lines(try scenario.when(rerun("s1", from: "b", params))).last
        == "run.planned s1-v2 of s1, b[k=1] drop, b[k=2] redo")
    #expect(
      lines(try scenario.claim()) == [
        "run.pinned s1-v2 (scheduling)", "stage.requested s1-v2 b[k=2]#2 stale (scheduling)",
        "stage.requested s1-v2 b[k=3]#1 first (scheduling)",
      ])
    try scenario.workOff()
    let other = [Parameter(name: "rate", value: 0.25)]
    try scenario.when(rerun("s1-v2", from: "b", other))
    #expect(
      lines(try scenario.claim()).contains("stage.requested s1-v3 a#2 stale (scheduling)"),
      "an earlier stage that sees the parameter is repeated too")
  }

  @Test func `a schedule drawn anew has runs of its own`() throws {
    let scenario = try finished()
    #expect(
      lines(try scenario.when(DrawSchedule(study: "s", reason: "again"))) == ["schedule.drawn s"])
    try scenario.when(rerun("A-s1", from: "train"))
    #expect(
      lines(try scenario.claim(3)).filter { $0.hasPrefix("run.planned") } == [
        "run.planned A-study-r2 (scheduling)", "run.planned A-s1-r2 (scheduling)",
      ])
    try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.9) }
    }
    #expect(try scenario.study().closing == .completed)
    #expect(try scenario.study().finishedCount == 15)
    #expect(
      lines(try scenario.when(rerun("B-s1-r2", from: "prepare"))).first
        == "run.corrected B-s1-r2 by B-s1-r2-v2")
  }
}
