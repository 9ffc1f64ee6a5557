import Codecs
import Study
import Testing

/// Which work a claim puts in order.
@Suite struct ClaimTests {
  @Test func `the first claim plans a run, pins it and requests its work`() throws {
    let scenario = try Scenario(.sample())
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 (scheduling)", "run.pinned s1 (scheduling)",
        "stage.requested s1 work#1 first (scheduling)",
      ])
    #expect(try scenario.claim().isEmpty)
  }

  @Test func `a claim takes no more units than it has slots, in the order of runs and stages`()
    throws
  {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = [1, 2, 3]
        plan.stages = [
          .named("one") { $0.foreach = [Axis(name: "k", values: ["a", "b"])] }, .named("two"),
        ]
      })
    #expect(
      lines(try scenario.claim(4)) == [
        "run.planned s1 (scheduling)", "run.pinned s1 (scheduling)",
        "stage.requested s1 one[k=a]#1 first (scheduling)",
        "stage.requested s1 one[k=b]#1 first (scheduling)",
        "stage.requested s1 two#1 first (scheduling)", "run.planned s2 (scheduling)",
        "run.pinned s2 (scheduling)", "stage.requested s2 one[k=a]#1 first (scheduling)",
      ])
    #expect(try scenario.claim(0).isEmpty)
    #expect(try scenario.claim(1).map(\.fact.type) == ["stage.requested"])
  }

  @Test func `one claim takes at most 64 units`() throws {
    let scenario = try Scenario(.sample { $0.seeds = Array(1...100) })
    let events = try scenario.claim(1_000)
    #expect(events.filter { $0.fact.type == "stage.requested" }.count == ClaimWork.slotsMax)
    #expect(try scenario.claim(1_000).filter { $0.fact.type == "stage.requested" }.count == 36)
  }

  @Test func `a stage waits for every unit of the stages that it reads`() throws {
    let scenario = try Scenario(.pipeline())
    #expect(try scenario.claim().filter { $0.fact.type == "stage.requested" }.count == 2)
    try scenario.work("A-s1", "prepare")
    #expect(
      lines(try scenario.claim()) == [
        "stage.requested A-s1 train[fold=1]#1 first (scheduling)",
        "stage.requested A-s1 train[fold=2]#1 first (scheduling)",
      ])
    try scenario.work("A-s2", "prepare")
    try scenario.claim()
    for run in ["A-s1", "A-s2"] {
      try scenario.work(run, "train", "fold=1") { $0.report(0.9) }
      #expect(try scenario.claim().isEmpty, "the report reads both folds of both runs")
      try scenario.work(run, "train", "fold=2") { $0.report(0.9) }
    }
    #expect(
      lines(try scenario.claim()) == [
        "run.pinned A-study (scheduling)", "stage.requested A-study report#1 first (scheduling)",
      ])
  }

  @Test func `requirements come before anything is spent`() throws {
    let scenario = try Scenario(.sample { $0.requires = RequiresPlan(commands: ["awk"]) })
    #expect(try scenario.claim().isEmpty)
    func found(_ value: Double?) -> any Command {
      CheckRequirements(
        study: "s", found: [Observation(gate: "requires", check: "command awk", value: value)])
    }
    #expect(lines(try scenario.when(found(nil))) == ["gate.evaluated s requires FAIL"])
    #expect(try scenario.claim().isEmpty)
    #expect(lines(try scenario.when(found(1))) == ["gate.evaluated s requires PASS"])
    #expect(!(try scenario.claim().isEmpty))
  }

  @Test func `until takes the named stages and what they need`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.stages = [
          .named("a"),
          .named("b") { $0.inputs = [StageInput(name: "x", source: .stage("a", "out"))] },
          .named("c"),
        ]
      })
    #expect(
      lines(try scenario.claim(until: ["b"])).last == "stage.requested s1 a#1 first (scheduling)")
    try scenario.work("s1", "a")
    #expect(
      lines(try scenario.claim(until: ["b"])) == ["stage.requested s1 b#1 first (scheduling)"])
    try scenario.work("s1", "b")
    #expect(try scenario.claim(until: ["b"]).isEmpty)
    #expect(lines(try scenario.claim()) == ["stage.requested s1 c#1 first (scheduling)"])
  }

  @Test func `skipped stages are said to be skipped, with what reads them`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.stages = [
          .named("a"),
          .named("b") { $0.inputs = [StageInput(name: "x", source: .stage("a", "out"))] },
          .named("c"),
        ]
      })
    #expect(
      lines(try scenario.claim(skip: ["a"])) == [
        "run.planned s1 (scheduling)", "run.pinned s1 (scheduling)",
        "stage.skipped s1 a: skipped on request (scheduling)",
        "stage.requested s1 c#1 first (scheduling)",
      ])
    #expect(
      lines(try scenario.claim()) == [
        "stage.skipped s1 b: needs 'a', which was skipped (scheduling)"
      ])
    #expect(
      lines(try scenario.work("s1", "c")) == [
        "stage.finished s1 c succeeded", "run.finished s1 PASS (runs 0)",
        "study.closed s completed (levels 1)",
      ])
  }

  @Test(arguments: [(0.9, "stage.requested"), (0.1, "stage.skipped")])
  func `a condition decides whether a stage is done`(value: Double, then: String) throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.stages.append(
          .named("more") { $0.when = try? Condition("work.accuracy > 0.5") })
      })
    try scenario.claim()
    try scenario.work("s1", "work") { $0.report(value) }
    let events = try scenario.claim()
    #expect(events.first?.fact.type == then)
    if then == "stage.skipped" {
      #expect(
        lines(events) == [
          "stage.skipped s1 more: condition does not hold: work.accuracy > 0.5 "
            + "(work.accuracy = 0.1) (scheduling)",
          "run.finished s1 PASS (runs 0)", "study.closed s completed (levels 1)",
        ])
    }
  }

  @Test func `blocked work stops a claim unless it goes on regardless`() throws {
    let scenario = try Scenario(.sample { $0.seeds = [1, 2] })
    try scenario.claim(1)
    try scenario.work("s1", "work", "", .failed) { $0.exit = 1 }
    #expect(try scenario.claim().isEmpty)
    #expect(
      lines(try scenario.claim(keepsGoing: true)).last
        == "stage.requested s2 work#1 first (scheduling)")
  }

  @Test func `a run is pinned again when it would be executed on something else`() throws {
    let scenario = try Scenario(.sample { $0.stages = [.named("a"), .named("b")] })
    try scenario.claim(1)
    #expect(
      lines(try scenario.claim(pins: ["host": "two"])) == [
        "run.pinned s1 (scheduling)", "stage.requested s1 b#1 first (scheduling)",
      ])
  }

  @Test func `skips that would not fit into an entry are left to the next claims`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.stages = [
          .named("a") { stage in
            stage.foreach = [Axis(name: "k", values: (1...900).map { .int(Int64($0)) })]
          }
        ]
      })
    var skipped = 0
    for _ in 0..<10 where try scenario.study().closing == nil {
      let events = try scenario.claim(skip: ["a"])
      skipped += events.filter { $0.fact.type == "stage.skipped" }.count
    }
    #expect(skipped == 900)
    #expect(try scenario.study().closing == .completed)
  }
}
