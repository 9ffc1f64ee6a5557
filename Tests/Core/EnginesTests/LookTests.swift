import Codecs
import Engines
import Study
import Testing

/// Registered looks at a paired study: made when their pairs have ended, and only then.
@Suite struct LookTests {
  /// One task with four pairs, and a look after two of them.
  private func scenario() throws -> Scenario {
    try Scenario(
      .sample { plan in
        plan.seeds = []
        plan.design.paired = PairedPlan(
          variants: [.named("a"), .named("b")], tasks: [.named("T1", 42)], pairs: 4, minimum: 1)
        func reading(_ name: String, _ scope: Scope, from stages: String...) -> StagePlan {
          .named(name) { made in
            made.scope = scope
            made.inputs = stages.map { StageInput(name: $0, source: .stage($0, "out")) }
          }
        }
        plan.stages = [
          .named("parity") { $0.scope = .study }, reading("work", .run, from: "parity"),
          reading("compare", .pair, from: "work"), reading("look", .look, from: "work", "compare"),
          reading("sum", .task, from: "work"), reading("report", .study, from: "sum", "look"),
        ]
        plan.looks = [LookPlan(level: "", pairs: 2)]
        plan.stop.look = try? Condition("look.decided >= 1")
      })
  }

  private func requested(_ events: [Event]) -> [String] {
    events.compactMap { event in
      guard case .stageRequested(let requested) = event.fact else { return nil }
      return "\(event.stream.name) \(requested.stage)"
    }
  }

  @Test func `a look is made when its pairs have ended, and nothing begins before it`() throws {
    let scenario = try scenario()
    let events = try scenario.workOff { finished in
      if finished.id.stage == "look" { finished.report(0, as: "decided") }
    }
    let order = requested(events)
    let look = try #require(order.firstIndex(of: "look-0002 look"))
    #expect(order[..<look].count { $0.hasSuffix(" work") } == 4)
    #expect(order[..<look].count { $0.hasSuffix(" compare") } == 2)
    #expect(order[look...].count { $0.hasSuffix(" work") } == 4)
    #expect(order.count { $0 == "look-0002 look" } == 1)
    let study = try scenario.study()
    #expect(study.closing == .completed && study.endedAt == nil && study.finished == 8 + 4 + 3)
    #expect(order.last == "study report")
  }

  @Test func `a look that decides ends the level, and the study is reported on`() throws {
    let scenario = try scenario()
    let events = try scenario.workOff { finished in
      if finished.id.stage == "look" { finished.report(1, as: "decided") }
    }
    let order = requested(events)
    #expect(order.count { $0.hasSuffix(" work") } == 4)
    #expect(order.suffix(2) == ["T1 sum", "study report"])
    let decisions = events.compactMap { event -> DecisionMade? in
      if case .decisionMade(let made) = event.fact { made } else { nil }
    }
    #expect(decisions.map(\.choice) == [.stop])
    #expect(decisions[0].rationale.hasPrefix("look-0002: the level ends here: look.decided >= 1"))
    let study = try scenario.study()
    #expect(study.closing == .completed && study.finished == 4 + 2 + 3)
    #expect(scenario.states.runCount("s", level: 0, scope: .run) == 4)
    let counts = try #require(SlotCounts("s", level: 0, scenario.states))
    #expect(counts.planned == 8, "what was not begun stays planned")
    #expect(try scenario.claim().isEmpty)
  }

  @Test func `an amendment begins again, and looks again`() throws {
    let scenario = try scenario()
    try scenario.workOff { if $0.id.stage == "look" { $0.report(1, as: "decided") } }
    try scenario.amend { $0.stop.look = try? Condition("look.decided >= 2") }
    #expect(try scenario.study().endedAt == nil)
    let order = requested(try scenario.workOff())
    #expect(order.count { $0.hasSuffix(" work") } == 4, "the two pairs that were left")
    #expect(!order.contains("look-0002 look"), "what it looked at is the same")
    #expect(try scenario.study().closing == .completed)
  }
}
