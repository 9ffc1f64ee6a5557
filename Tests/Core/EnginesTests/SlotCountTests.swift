import Study
import TestKit
import Testing

/// How many slots there are, and how often something was begun in them.
@Suite struct SlotCountTests {
  /// Both identities of the denominator, counted a second time from the states.
  private func demand(_ scenario: Scenario, _ comment: String) throws {
    let plan = try #require(scenario.states.plan("s"))
    let study = try scenario.study()
    for level in plan.levels.indices {
      let counts = try #require(SlotCounts("s", level: level, scenario.states))
      let slots = scenario.states.schedule("s", level: level, round: study.round)
        .filter { $0.scope == .run }
      #expect(counts.planned == slots.count, "\(comment)")
      var (runs, notStarted, attempts) = (0, 0, 0)
      for slot in slots {
        var next = scenario.states.run("s", slot.id)
        var last = false
        var former: RunState?
        while let run = next {
          runs += run.hasBegun ? 1 : 0
          last = run.hasBegun
          for unit in run.units {
            let before = former?.unit(unit.stage, unit.unit)?.attempt ?? 0
            attempts += unit.attempt >= before ? unit.attempt - before : unit.attempt
          }
          former = run
          next = run.replacedBy.flatMap { scenario.states.run("s", $0) }
        }
        // A slot of which the replacement has not begun yet is begun again.
        notStarted += last ? 0 : 1
      }
      #expect(runs == counts.planned - notStarted + counts.corrected, "\(comment), level \(level)")
      #expect(attempts == counts.attempts && counts.attempts == counts.units + counts.retried)
      #expect(counts.retried >= 0, "\(comment)")
    }
  }

  @Test(arguments: [11, 12, 13, 14, 15, 16] as [UInt64])
  func `both identities hold over random histories`(seed: UInt64) throws {
    var walk = try Walk(seed: seed)
    for step in 0..<200 {
      try walk.step()
      try demand(walk.scenario, "seed \(seed), step \(step)")
    }
    try walk.drain()
    try demand(walk.scenario, "seed \(seed), the end")
  }

  @Test func `what a plan adds and withdraws is told from what was registered`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = []
        plan.design.paired = PairedPlan(
          variants: [.named("a"), .named("b")], tasks: [.named("T1", 1), .named("T2", 2)],
          pairs: 3, minimum: 1)
      })
    try scenario.claim(1)
    let first = try #require(scenario.live.first)
    try scenario.work(first.run, first.stage)
    try scenario.amend { plan in
      plan.design.paired?.pairs = 4
      plan.design.paired?.tasks = [.named("T1", 1), .named("T3", 3)]
    }
    let counts = try #require(SlotCounts("s", level: 0, scenario.states))
    #expect(counts.registered == 12 && counts.withdrawn == 6 && counts.added == 2 + 8)
    #expect(counts.planned == 16 && counts.amended == 1)
  }

  @Test func `a repetition is counted as corrected, and its attempts once`() throws {
    let scenario = try Scenario(.sample { $0.stages.append(.named("judge")) })
    try scenario.workOff()
    try scenario.when(
      RerunRun(study: "s", run: "s1", from: "work", params: [], reason: "again"))
    try scenario.workOff()
    let counts = try #require(SlotCounts("s", level: 0, scenario.states))
    #expect(counts.corrected == 1 && counts.planned == 1)
    // `judge` does not read `work`: it is taken over, and was begun once.
    #expect(counts.attempts == 3 && counts.units == 3 && counts.retried == 0)
  }
}
