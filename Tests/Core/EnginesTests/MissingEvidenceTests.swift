import Codecs
import Engines
import Study
import Testing

/// What is missing, not a number, infinite or unreadable never speaks for anything.
@Suite struct MissingEvidenceTests {
  /// `work` for seeds 1, 2 and 3, and `sum` once over all of them with a check of stability.
  private func scenario(
    _ statistic: Statistic = .mean, _ pass: Threshold = Threshold(.greaterOrEqual, 0),
    _ change: (inout Plan) -> Void = { _ in }
  ) throws -> Scenario {
    try Scenario(
      .sample { plan in
        plan.seeds = [1, 2, 3]
        let check = CheckPlan(
          .stability("work", metric: "accuracy", statistic), pass: pass)
        plan.stages.append(
          .named("sum") { stage in
            stage.scope = .study
            stage.inputs = [StageInput(name: "all", source: .stage("work", "out"))]
            stage.gates = [GatePlan(name: "spread", checks: [check])]
          })
        change(&plan)
      })
  }

  private func judged(_ events: [Event]) -> GateEvaluated? {
    events.compactMap { event -> GateEvaluated? in
      if case .gateEvaluated(let gate) = event.fact { gate } else { nil }
    }.last
  }

  private func closing(_ events: [Event]) -> StudyClosed? {
    events.compactMap { event -> StudyClosed? in
      if case .studyClosed(let closed) = event.fact { closed } else { nil }
    }.last
  }

  @Test(arguments: [Statistic.mean, .std, .min, .max])
  func `a statistic over seeds of which one is silent fails and names it`(
    statistic: Statistic
  ) throws {
    let scenario = try scenario(statistic)
    let events = try scenario.workOff { finished in
      if finished.id.run != "s2", finished.id.stage == "work" { finished.report(0.9) }
    }
    let gate = try #require(judged(events))
    #expect(gate.verdict == .fail)
    #expect(gate.checks[0].problem == "\(statistic.rawValue) of 2 of 3, without 's2'")
    #expect(gate.checks[0].observed == nil)
  }

  @Test func `a study may take a statistic of fewer, and says of how many`() throws {
    let scenario = try scenario { plan in
      plan.allowsMissing = true
      plan.stop.success = try? Condition("work.accuracy.mean >= 0.9")
    }
    let events = try scenario.workOff { finished in
      if finished.id.run != "s2", finished.id.stage == "work" { finished.report(0.9) }
    }
    let gate = try #require(judged(events))
    #expect(gate.verdict == .pass)
    #expect(gate.checks[0].problem == "mean of 2 of 3, without 's2'")
    let closed = try #require(closing(events))
    #expect(closed.closing == .success)
    #expect(closed.rationale.contains("work.accuracy.mean = 0.9, of 2 of 3, without 's2'"))
  }

  @Test func `how many reported is a question of its own`() throws {
    let scenario = try scenario(.count, Threshold(.equal, 1))
    let events = try scenario.workOff { finished in
      if finished.id.run == "s1", finished.id.stage == "work" { finished.report(0.9) }
      if finished.id.run == "s2", finished.id.stage == "work" { finished.report(.nan) }
    }
    #expect(judged(events)?.verdict == .pass, "neither silence nor a NaN is counted")
  }

  @Test(arguments: Comparison.allCases, [Double.nan, .infinity, -.infinity])
  func `one value that is no finite number spoils the statistic in every direction`(
    comparison: Comparison, value: Double
  ) throws {
    for statistic in [Statistic.mean, .std, .min, .max] {
      let scenario = try scenario(statistic, Threshold(comparison, 0.5))
      let events = try scenario.workOff { finished in
        guard finished.id.stage == "work" else { return }
        finished.report(finished.id.run == "s1" ? value : 0.5)
      }
      #expect(judged(events)?.verdict == .fail, "\(statistic)")
    }
  }

  @Test(arguments: [
    "work.accuracy > 0.5", "not work.accuracy <= 0.5", "not work.accuracy > 1",
    "work.accuracy != 0", "work.accuracy.min > 0.5 or work.accuracy.max < 2",
    "not (work.accuracy < 0 and work.accuracy > 2)", "work.silent == 0 or not work.silent == 0",
  ])
  func `success is not declared on what was not recorded, or is no number`(
    criterion: String
  ) throws {
    for value in [nil, Double.nan, .infinity] {
      let scenario = try scenario { plan in
        plan.stages.removeLast()
        plan.stop.success = try? Condition(criterion)
      }
      let events = try scenario.workOff { finished in
        if finished.id.run != "s3" { finished.report(0.9) }
        if finished.id.run == "s3", let value { finished.report(value) }
      }
      let closed = try #require(closing(events))
      #expect(closed.closing == .inconclusive)
      #expect(closed.rationale.hasPrefix("success criterion is unknown, so it does not hold: "))
    }
  }

  @Test func `what may have failed is no success`() throws {
    let scenario = try scenario { plan in
      plan.stages.removeLast()
      plan.stop.failure = try? Condition("work.leaks > 0")
      plan.stop.success = try? Condition("work.accuracy.min >= 0.9")
    }
    let closed = try #require(closing(scenario.workOff { $0.report(0.9) }))
    #expect(closed.closing == .inconclusive)
    #expect(
      closed.rationale
        == "failure criterion is unknown: work.leaks > 0 (work.leaks = nothing recorded)")
  }

  @Test func `a stage is not run on an unknown condition`() throws {
    for condition in ["work.accuracy < 1", "not work.accuracy < 1"] {
      let scenario = try Scenario(
        .sample { plan in
          plan.stages.append(
            .named("more") { $0.when = try? Condition(condition) })
        })
      let events = try scenario.workOff()
      let skipped = events.compactMap { event -> String? in
        if case .stageSkipped(let skipped) = event.fact { skipped.why } else { nil }
      }
      #expect(
        skipped == [
          "condition is unknown, so it does not hold: \(condition) "
            + "(work.accuracy = nothing recorded)"
        ])
    }
  }

  @Test func `units of which one is silent say nothing of their run`() throws {
    for silent in [nil, "fold=2"] {
      let scenario = try Scenario(.pipeline())
      try scenario.claim()
      try scenario.work("A-s1", "prepare")
      try scenario.claim()
      var events: [Event] = []
      for unit in ["fold=1", "fold=2"] {
        events += try scenario.work("A-s1", "train", unit) { finished in
          finished.metrics = unit == silent ? [] : [MetricValue(name: "accuracy", value: 0.9)]
          if unit == silent { finished.report(0.9, as: "other") }
        }
      }
      let evaluated = events.compactMap { event -> Double? in
        if case .runEvaluated(let evaluated) = event.fact { evaluated.value } else { nil }
      }
      #expect(evaluated == (silent == nil ? [0.9] : []))
    }
  }

  @Test func `lines that cannot be read make every gate on what was reported a warning`() throws {
    let gates = [
      GatePlan(
        name: "both",
        checks: [
          CheckPlan(.metric("accuracy", file: nil), pass: Threshold(.greater, 0.5)),
          CheckPlan(.metric("loss", file: nil), pass: Threshold(.less, 1)),
          CheckPlan(.rows("a.csv"), pass: Threshold(.greater, 0)),
        ])
    ]
    let scenario = try Scenario(
      .sample { plan in
        plan.change("work") { $0.gates = gates }
        plan.stop.success = try? Condition("work.accuracy > 0.5")
      })
    try scenario.claim()
    let events = try scenario.work("s1", "work") { finished in
      finished.report(0.9)
      finished.metrics.append(MetricValue(name: "loss", value: .nan))
      finished.observations = [Observation(gate: "both", check: "rows a.csv", value: 3)]
      finished.unread = 2
    }
    let gate = try #require(judged(events))
    #expect(gate.checks.map(\.verdict) == [.warn, .fail, .pass])
    #expect(
      gate.checks.map(\.problem) == [
        "2 lines of what was reported cannot be read",
        "the value is not a number; 2 lines of what was reported cannot be read", nil,
      ])
  }

  @Test(arguments: [true, false])
  func `a criterion waits until somebody has accepted lines that cannot be read`(
    isGated: Bool
  ) throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.change("work") { $0.gates = isGated ? [.accuracy()] : [] }
        plan.stop.success = try? Condition("work.accuracy > 0.5")
      })
    let first = try scenario.workOff { finished in
      finished.report(0.9)
      finished.unread = 1
    }
    if isGated {
      #expect(closing(first) == nil, "the warning is open")
      let unit = UnitAddress(run: "s1", stage: "work", unit: "")
      let last = try scenario.when(
        AcceptWarning(study: "s", unit, gate: "quality", reason: "a line of the debugger"))
      #expect(closing(last)?.closing == .success)
    } else {
      #expect(closing(first)?.closing == .inconclusive)
      #expect(
        closing(first)?.rationale.contains(
          "work.accuracy = unknown: a line of what was reported cannot be read") == true)
    }
  }
}
