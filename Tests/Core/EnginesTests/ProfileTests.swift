import Codecs
import Study
import Testing

/// Gates that belong to a profile.
@Suite struct ProfileTests {
  @Test func `a verdict says which profile judged, and another one judges again`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.change("work") { stage in
          stage.gates = [.accuracy()]
          stage.gates[0].profile = "strict"
        }
      })
    try scenario.claim()
    let events = try scenario.work("s1", "work") { $0.report(0.7) }
    guard case .gateEvaluated(let gate) = events[1].fact else { return }
    #expect(gate.profile == "strict" && gate.verdict == .warn)
    try scenario.amend { plan in
      plan.change("work") { stage in
        stage.gates = [.accuracy(pass: 0.6)]
        stage.gates[0].profile = "generic"
      }
    }
    let judged = try scenario.claim()
    #expect(lines(judged).contains("gate.evaluated s1 quality PASS (gates 0)"), "\(lines(judged))")
    #expect(try scenario.unit("s1", "work").attempt == 1)
  }

  @Test func `the rules of a map judge what was observed, and a new rule looks again`() throws {
    let adult = SchemaRule.range("age", low: 18, high: nil)
    let check = CheckPlan(.schema("p.csv", map: "m", adult), pass: Threshold(.equal, 0))
    let scenario = try Scenario(
      .sample { plan in
        plan.change("work") { $0.gates = [GatePlan(name: "realism", checks: [check])] }
      })
    try scenario.claim()
    let events = try scenario.work("s1", "work") { finished in
      finished.observations = [Observation(gate: "realism", check: check.name, value: 2)]
    }
    guard case .gateEvaluated(let gate) = events[1].fact else { return }
    #expect(gate.verdict == .fail && gate.checks[0].observed == 2)
    let wider = SchemaRule.range("age", low: 16, high: nil)
    try scenario.amend { plan in
      plan.change("work") { stage in
        stage.gates[0].checks = [
          CheckPlan(.schema("p.csv", map: "m", wider), pass: Threshold(.equal, 0))
        ]
      }
    }
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 work redo (scheduling)", "stage.requested s1 work#2 stale (scheduling)",
      ])
  }
}
