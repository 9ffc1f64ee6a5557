import Codecs
import Engines
import Study
import Testing

/// Rules of exclusion: the ledger applies them to every run for which they hold, and to no other.
@Suite struct ExclusionRuleTests {
  /// `work` for seeds 1, 2 and 3, under one rule.
  private func scenario(
    _ when: String, _ change: (inout Plan) -> Void = { _ in }
  ) throws -> Scenario {
    let rule = ExclusionRule(name: "rule", when: try Condition(when), reason: "said before")
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = [1, 2, 3]
        plan.exclusions = [rule]
        change(&plan)
      })
    try scenario.claim()
    return scenario
  }

  private func excluded(_ events: [Event]) -> [String: RunExcluded] {
    var found: [String: RunExcluded] = [:]
    for event in events {
      if case .runExcluded(let excluded) = event.fact { found[event.stream.name] = excluded }
    }
    return found
  }

  private static let stated = RunExcluded(rule: "rule", postHoc: false, reason: "said before")

  @Test(arguments: [
    ("run.timed_out = true", Outcome.timedOut), ("run.failure = 'timed_out'", .timedOut),
    ("run.failure = 'harness'", .failed), ("run.exit = 75", .failed),
    ("run.state = 'blocked'", .crashed), ("run.attempts >= 1 and run.failure is not null", .failed),
    ("run.elapsed > 6ns", .failed),
  ])
  func `a run for which a rule holds is left out, and the others are not`(
    when: String, outcome: Outcome
  ) throws {
    let scenario = try scenario(when)
    #expect(excluded(try scenario.work("s1", "work")).isEmpty)
    let events = try scenario.work("s2", "work", "", outcome) { ended in
      if outcome == .failed { (ended.exit, ended.failure, ended.elapsed) = (75, "harness", 7) }
    }
    #expect(excluded(events) == ["s2": Self.stated])
    #expect(events.last { $0.fact.type == "run.excluded" }?.by == "exclusions")
    let last = try scenario.work("s3", "work")
    #expect(excluded(last).isEmpty)
    #expect(last.contains { $0.fact.type == "study.closed" })
    #expect(try scenario.study().blocked.isEmpty)
  }

  @Test func `a level does not end before the last run is looked at`() throws {
    let scenario = try scenario("run.elapsed > 6ns") { plan in
      plan.stop.success = try? Condition("work.accuracy.mean >= 0.7")
    }
    for run in ["s1", "s2"] { try scenario.work(run, "work") { $0.report(0.8) } }
    let events = try scenario.work("s3", "work") { ended in
      ended.report(0.1)
      ended.elapsed = 7
    }
    let types = events.map(\.fact.type)
    let place = try #require(types.firstIndex(of: "run.excluded"))
    #expect(try #require(types.firstIndex(of: "study.closed")) > place)
    #expect(try scenario.study().closing == .success)
  }

  @Test func `what is unknown leaves nothing out`() throws {
    let scenario = try scenario("pair.verified = false or not run.failure = 'x'")
    for run in ["s1", "s2", "s3"] {
      #expect(excluded(try scenario.work(run, "work")).isEmpty)
    }
  }

  @Test func `a violation leaves its run out, also when it comes late`() throws {
    let scenario = try scenario("violation.critical = true")
    try scenario.work("s1", "work")
    try scenario.work("s2", "work")
    let violation = ViolationRecorded(
      severity: .critical, run: "s1", text: "it read the answers", action: "none")
    let events = try scenario.when(RecordViolation(study: "s", violation))
    #expect(excluded(events) == ["s1": Self.stated])
  }

  @Test func `a person cannot apply a rule that does not hold`() throws {
    let scenario = try scenario("run.timed_out = true")
    try scenario.work("s1", "work")
    let refusal = scenario.refusal(
      of: ExcludeRun(study: "s", run: "s1", rule: "rule", reason: "it was slow"))
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.message.hasSuffix("run.timed_out == true") == true)
    let events = try scenario.when(
      ExcludeRun(study: "s", run: "s1", rule: "slow", reason: "it was slow"))
    #expect(excluded(events)["s1"]?.postHoc == true)
  }

  @Test(arguments: [false, true])
  func `a rule that was stated when results were known is post hoc`(isLate: Bool) throws {
    let scenario = try scenario("run.elapsed > 6ns") { plan in
      if isLate { plan.exclusions = [] }
    }
    try scenario.work("s1", "work") { $0.elapsed = 7 }
    let rule = ExclusionRule(
      name: "rule", when: try Condition("run.elapsed > 6ns"), reason: "said before")
    try scenario.amend { plan in
      plan.objective = "another question"
      plan.exclusions = [rule]
    }
    let events = try scenario.workOff { $0.elapsed = 7 }
    let found = excluded(events)
    #expect(found.keys.sorted() == (isLate ? ["s1", "s2", "s3"] : ["s2", "s3"]))
    #expect(found.values.allSatisfy { $0.postHoc == isLate })
  }
}
