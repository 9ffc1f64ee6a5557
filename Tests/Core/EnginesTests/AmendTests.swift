import Bytes
import Codecs
import Study
import Testing

/// What a changed plan does to recorded results.
@Suite struct AmendTests {
  /// Two chained stages with a gate on the second, worked off in two runs.
  private func finished(_ value: Double = 0.9) throws -> Scenario {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = [1, 2]
        plan.stages = [
          .named("a"),
          .named("b") { stage in
            stage.inputs = [StageInput(name: "x", source: .stage("a", "out"))]
            stage.foreach = [Axis(name: "k", values: [1, 2])]
            stage.gates = [.accuracy()]
          },
          .named("c"),
        ]
      })
    try scenario.workOff { $0.report(value) }
    return scenario
  }

  @Test func `other thresholds judge the same results again, without an attempt`() throws {
    let scenario = try finished()
    try scenario.amend { plan in plan.change("b") { $0.gates = [.accuracy(pass: 0.95)] } }
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 b[k=1] judge, b[k=2] judge (scheduling)",
        "run.planned s2 b[k=1] judge, b[k=2] judge (scheduling)",
        "gate.evaluated s1 quality WARN (gates 0)", "gate.evaluated s1 quality WARN (gates 0)",
        "gate.evaluated s2 quality WARN (gates 1)", "gate.evaluated s2 quality WARN (gates 1)",
        "run.finished s1 WARN (runs 3)", "run.finished s2 WARN (runs 5)",
      ])
    #expect(try scenario.unit("s1", "b", "k=1").attempt == 1)
    #expect(try scenario.study().closing == nil, "the warnings are open")
  }

  @Test func `a milder threshold frees what a gate had blocked`() throws {
    let scenario = try Scenario(
      .sample { plan in plan.change("work") { $0.gates = [.accuracy(warn: nil)] } })
    try scenario.claim()
    try scenario.work("s1", "work") { $0.report(0.7) }
    #expect(try scenario.study().blocked.count == 1)
    try scenario.amend { plan in plan.change("work") { $0.gates = [.accuracy(pass: 0.7)] } }
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 work judge (scheduling)", "gate.evaluated s1 quality PASS (gates 0)",
        "run.finished s1 PASS (runs 1)", "study.closed s completed (levels 2)",
      ])
    #expect(try scenario.study().blocked.isEmpty)
  }

  @Test func `a gate over another reported metric judges without an attempt`() throws {
    let scenario = try Scenario(.sample())
    try scenario.claim()
    try scenario.work("s1", "work") { $0.report(0.9) }
    try scenario.amend { plan in plan.change("work") { $0.gates = [.accuracy()] } }
    #expect(lines(try scenario.claim())[1] == "gate.evaluated s1 quality PASS (gates 0)")
  }

  @Test func `a gate over something unobserved needs another attempt`() throws {
    let scenario = try Scenario(.sample())
    try scenario.claim()
    try scenario.work("s1", "work")
    try scenario.amend { plan in
      plan.change("work") { stage in
        stage.gates = [
          GatePlan(name: "g", checks: [CheckPlan(.rows("a.csv"), pass: Threshold(.greater, 0))])
        ]
      }
    }
    #expect(
      lines(try scenario.claim())
        == [
          "run.planned s1 work redo (scheduling)", "run.pinned s1 (scheduling)",
          "stage.requested s1 work#2 stale (scheduling)",
        ].filter { !$0.hasPrefix("run.pinned") })
  }

  @Test func `another command repeats its stage, and what reads it only if the outputs differ`()
    throws
  {
    let scenario = try finished()
    try scenario.amend { plan in plan.change("a") { $0.run.append("--better") } }
    #expect(
      lines(try scenario.claim(1)) == [
        "run.planned s1 a redo, b[k=1] judge, b[k=2] judge (scheduling)",
        "stage.requested s1 a#2 stale (scheduling)",
        "gate.evaluated s1 quality PASS (gates 0)", "gate.evaluated s1 quality PASS (gates 0)",
      ])
    try scenario.work("s1", "a") { finished in
      let digest = Digest.sample(9)
      finished.outputs = [OutputRecord(path: "out", digest: digest, size: 1, kept: true)]
    }
    #expect(
      lines(try scenario.claim(2)) == [
        "stage.requested s1 b[k=1]#2 stale (scheduling)",
        "stage.requested s1 b[k=2]#2 stale (scheduling)",
      ])
    try scenario.claim(1)
    let events = try scenario.work("s2", "a")
    #expect(lines(events).last == "run.finished s2 PASS (runs 0)", "the same outputs as before")
  }

  @Test func `a unit that the plan drops is done with, and one that it adds is asked for`() throws {
    let scenario = try finished()
    try scenario.amend { plan in
      plan.change("b") { $0.foreach = [Axis(name: "k", values: [2, 3])] }
    }
    #expect(
      lines(try scenario.claim(1)) == [
        "run.planned s1 b[k=1] drop, b[k=2] judge (scheduling)",
        "stage.requested s1 b[k=3]#1 first (scheduling)",
        "gate.evaluated s1 quality PASS (gates 0)",
      ])
    try scenario.work("s1", "b", "k=3") { $0.report(0.9) }
    try scenario.amend { plan in
      plan.change("b") { $0.foreach = [Axis(name: "k", values: [1])] }
    }
    #expect(
      lines(try scenario.claim(1)) == [
        "run.planned s1 b[k=2] drop, b[k=3] drop (scheduling)",
        "stage.requested s1 b[k=1]#2 stale (scheduling)",
      ], "a unit that comes back goes on with the number of its attempts")
  }

  @Test func `a dropped unit that is under way ends without consequences`() throws {
    let scenario = try finished()
    try scenario.when(
      RerunRun(study: "s", run: "s1", from: "b", params: [], reason: "again"))
    try scenario.claim()
    try scenario.start("s1-v2", "b", "k=1")
    try scenario.amend { plan in
      plan.change("b") { $0.foreach = [Axis(name: "k", values: [2])] }
    }
    try scenario.claim()
    #expect(
      lines(try scenario.finish("s1-v2", "b", "k=1") { $0.report(0.1) }) == [
        "stage.finished s1-v2 b[k=1] succeeded"
      ])
    let events = try scenario.workOff { $0.report(0.9) }
    #expect(lines(events).contains { $0.hasPrefix("run.finished s1-v2 PASS") })
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `a skipped stage is considered anew`() throws {
    let scenario = try Scenario(.sample { $0.stages.append(.named("more")) })
    try scenario.claim(skip: ["more"])
    try scenario.work("s1", "work")
    try scenario.amend { plan in plan.objective = "does it still work" }
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 more redo (scheduling)", "stage.requested s1 more#1 stale (scheduling)",
      ])
  }

  @Test func `a locked run is corrected by another one`() throws {
    let scenario = try finished()
    try scenario.when(LockRun(study: "s", run: "s1", reason: "published"))
    try scenario.amend { plan in plan.change("c") { $0.run.append("--better") } }
    #expect(
      lines(try scenario.claim(1)) == [
        "run.corrected s1 by s1-v2 (scheduling)",
        "run.planned s1-v2 of s1, c redo, b[k=1] judge, b[k=2] judge (scheduling)",
        "run.pinned s1-v2 (scheduling)", "stage.requested s1-v2 c#2 stale (scheduling)",
        "gate.evaluated s1-v2 quality PASS (gates 1)",
        "gate.evaluated s1-v2 quality PASS (gates 1)",
      ])
    #expect(scenario.states.run("s", "s1")?.isLocked == true)
    #expect(scenario.states.run("s", "s1")?.finished == .pass)
    #expect(try scenario.unit("s1", "c").attempt == 1)
  }

  @Test func `a locked run in which nothing is stale stays, as long as its gates say the same`()
    throws
  {
    let scenario = try finished()
    try scenario.when(LockRun(study: "s", run: "s1", reason: "published"))
    try scenario.amend { $0.objective = "does it still work" }
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 (scheduling)", "run.planned s2 b[k=1] judge, b[k=2] judge (scheduling)",
        "run.finished s1 PASS (runs 0)", "gate.evaluated s2 quality PASS (gates 1)",
        "gate.evaluated s2 quality PASS (gates 1)", "run.finished s2 PASS (runs 4)",
        "study.closed s completed (levels 5)",
      ])
    let run = try #require(scenario.states.run("s", "s1"))
    #expect(run.isLocked && run.replacedBy == nil && run.revision == 2)
    #expect(try scenario.study().lockedCount == 1 && scenario.study().runCount == 2)
    // Another verdict is another fact, which a locked run cannot take on.
    try scenario.amend { plan in plan.change("b") { $0.gates = [.accuracy(pass: 0.95)] } }
    #expect(
      lines(try scenario.claim()).prefix(2) == [
        "run.corrected s1 by s1-v2 (scheduling)",
        "run.planned s1-v2 of s1, b[k=1] judge, b[k=2] judge (scheduling)",
      ])
  }

  @Test func `attempts under way stay under way, and are not asked for twice`() throws {
    let scenario = try Scenario(.sample { $0.seeds = [1, 2] })
    try scenario.claim(1)
    try scenario.start("s1", "work")
    try scenario.amend { $0.objective = "does it still work" }
    #expect(try scenario.study().active == ["s1"])
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 (scheduling)", "run.planned s2 (scheduling)", "run.pinned s2 (scheduling)",
        "stage.requested s2 work#1 first (scheduling)",
      ])
    try scenario.finish("s1", "work")
    #expect(lines(try scenario.work("s2", "work")).last == "study.closed s completed (levels 1)")
  }

  @Test func `other seeds are other runs, and the level ends without the former ones`() throws {
    let scenario = try finished()
    try scenario.amend { $0.seeds = [2, 3] }
    let events = try scenario.workOff { $0.report(0.9) }
    #expect(lines(events).filter { $0.hasPrefix("run.planned") }.count == 2)
    #expect(try scenario.study().closing == .completed)
    #expect(try scenario.study().runCount == 3)
  }
}
