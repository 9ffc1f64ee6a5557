import Codecs
import Study
import Testing

/// What follows from attempts that did not succeed.
@Suite struct RetryTests {
  private func scenario(_ retry: RetryPlan, budget: Int? = nil) throws -> Scenario {
    let scenario = try Scenario(
      .sample { plan in
        plan.budget.retries = budget
        plan.change("work") { $0.retry = retry }
      })
    try scenario.claim()
    return scenario
  }

  private func granted(_ events: [Event]) throws -> StageRetried {
    let granted = events.compactMap { event -> StageRetried? in
      if case .stageRetried(let retried) = event.fact { retried } else { nil }
    }
    return try #require(granted.first)
  }

  private func blocked(_ events: [Event]) throws -> StageBlocked {
    let blocked = events.compactMap { event -> StageBlocked? in
      if case .stageBlocked(let blocked) = event.fact { blocked } else { nil }
    }
    return try #require(blocked.first)
  }

  @Test func `a covered failure is tried again after a pause that doubles, until the last attempt`()
    throws
  {
    let scenario = try scenario(
      RetryPlan(attempts: 3, causes: ["timeout"], backoffNanoseconds: 3_000_000_000))
    for (attempt, pause) in [(1, 3_000_000_000), (2, 6_000_000_000)] as [(Int, Int64)] {
      try scenario.start("s1", "work")
      let ended = scenario.now
      let retried = try granted(scenario.finish("s1", "work", "", .timedOut))
      #expect(retried.attempt == attempt + 1)
      #expect(retried.cause == "timeout")
      #expect(retried.notBefore == ended + pause)
      #expect(retried.counts)
      #expect(try scenario.claim().isEmpty, "not before its time")
      scenario.now = retried.notBefore
      #expect(
        lines(try scenario.claim()) == ["stage.requested s1 work#\(attempt + 1) retry (scheduling)"]
      )
    }
    let blocked = try blocked(scenario.work("s1", "work", "", .timedOut))
    #expect(blocked.reason == "retries")
    #expect(blocked.evidence == "timeout, on the last of 3 attempts")
    #expect(blocked.proposal.contains("longer timeout"))
    #expect(blocked.command == "runledger retry s/s1/work -m \"...\"")
    #expect(!blocked.escalated)
  }

  @Test(
    arguments: [
      (["timeout"], Outcome.failed, 1, nil), (["exit:75"], .failed, 74, nil),
      ([], .timedOut, nil, nil), (["signal"], .timedOut, nil, nil),
      (["transient"], .failed, 1, "io"),
    ] as [([String], Outcome, Int64?, String?)])
  func `a failure that the policy does not cover blocks at once`(
    causes: [String], outcome: Outcome, exit: Int64?, failure: String?
  ) throws {
    let scenario = try scenario(RetryPlan(attempts: 5, causes: causes))
    let events = try scenario.work("s1", "work", "", outcome) { finished in
      finished.exit = exit
      finished.failure = failure
    }
    #expect(try blocked(events).reason == "failure")
  }

  @Test(
    arguments: [
      (["exit:75"], Outcome.failed, 75, nil, "exit:75"),
      (["signal"], .crashed, nil, nil, "signal 9"),
      (["transient"], .failed, 1, "transient", "transient"),
      (["failure"], .failed, 1, nil, "exit:1"),
    ] as [([String], Outcome, Int64?, String?, String)])
  func `a failure that the policy covers names its cause`(
    causes: [String], outcome: Outcome, exit: Int64?, failure: String?, cause: String
  ) throws {
    let scenario = try scenario(RetryPlan(attempts: 2, causes: causes))
    let events = try scenario.work("s1", "work", "", outcome) { finished in
      finished.exit = exit
      finished.signal = outcome == .crashed ? 9 : nil
      finished.failure = failure
    }
    #expect(try granted(events).cause == cause)
  }

  @Test func `the budget of retries is the whole study's`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = [1, 2]
        plan.budget.retries = 1
        plan.change("work") { $0.retry = RetryPlan(attempts: 9, causes: ["timeout"]) }
      })
    try scenario.claim()
    #expect(try granted(scenario.work("s1", "work", "", .timedOut)).counts)
    let blocked = try blocked(scenario.work("s2", "work", "", .timedOut))
    #expect(blocked.evidence == "timeout, and the budget of 1 retries is spent")
  }

  @Test func `ten interruptions cost nothing, and the eleventh blocks`() throws {
    let scenario = try scenario(RetryPlan())
    for attempt in 1...10 {
      let retried = try granted(scenario.work("s1", "work", "", .interrupted))
      #expect(!retried.counts)
      #expect(retried.attempt == attempt + 1)
      #expect(
        lines(try scenario.claim()) == [
          "stage.requested s1 work#\(attempt + 1) interrupted (scheduling)"
        ])
    }
    let blocked = try blocked(scenario.work("s1", "work", "", .interrupted))
    #expect(blocked.reason == "retries")
    #expect(blocked.evidence == "it was interrupted 11 times")
    #expect(try scenario.study().retries == 0)
  }

  @Test func `a person's retry begins with new attempts and the full policy`() throws {
    let scenario = try scenario(
      RetryPlan(attempts: 2, causes: ["timeout"], backoffNanoseconds: 0))
    try scenario.work("s1", "work", "", .timedOut)
    try scenario.claim()
    try scenario.work("s1", "work", "", .timedOut)
    let retry = RetryStage(study: "s", run: "s1", stage: nil, reason: "mended")
    #expect(lines(try scenario.when(retry)) == ["stage.unblocked s1 work"])
    #expect(
      lines(try scenario.claim()) == ["stage.requested s1 work#3 unblocked (scheduling)"])
    #expect(try granted(scenario.work("s1", "work", "", .timedOut)).attempt == 4)
  }

  @Test func `a pause longer than time itself does not end the program`() throws {
    let scenario = try scenario(
      RetryPlan(attempts: 9, causes: ["timeout"], backoffNanoseconds: .max))
    #expect(try granted(scenario.work("s1", "work", "", .timedOut)).notBefore == .max)
  }
}

/// Pauses and clocks that somebody sets.
@Suite struct RetryClockTests {
  @Test func `a clock that was set back makes no pause longer than it is`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.stages[0].retry = RetryPlan(
          attempts: 3, causes: ["timeout"], backoffNanoseconds: 10_000_000_000)
      })
    try scenario.claim()
    try scenario.work("s1", "work", "", .timedOut)
    let due = try scenario.unit("s1", "work").notBefore
    scenario.now = due - 1
    #expect(try scenario.claim().isEmpty, "the pause is not over")
    scenario.now = due - 10_000_000_001
    #expect(try scenario.claim().map(\.fact.type) == ["stage.requested"], "before it began")
  }
}

/// What is proposed for work that failed.
@Suite struct ProposalTests {
  private func proposal(
    _ plan: Plan, _ outcome: Outcome, unit: String = "",
    _ change: (inout StageFinished) -> Void = { _ in }
  ) throws -> String {
    let scenario = try Scenario(plan)
    try scenario.claim()
    let events = try scenario.work("s1", "work", unit, outcome, change)
    for event in events {
      if case .stageBlocked(let blocked) = event.fact { return blocked.proposal }
    }
    return ""
  }

  @Test func `a unit that fails may be left out, and its neighbours stay`() throws {
    let plan = Plan.sample { plan in
      plan.stages[0].foreach = [
        Axis(name: "method", values: ["pca", "umap"]), Axis(name: "k", values: [10, 400]),
      ]
    }
    let words = try proposal(plan, .failed, unit: "method=umap,k=400") { $0.exit = 1 }
    #expect(words.contains("leave 'method=umap,k=400' out of the stage's foreach"))
  }

  @Test func `a limit that was reached is named`() throws {
    let plan = Plan.sample { $0.stages[0].timeoutNanoseconds = 60_000_000_000 }
    #expect(try proposal(plan, .timedOut).contains("a longer timeout than 60 s"))
    let memory = try proposal(plan, .failed) {
      $0.error = "it took more than the 2 GiB of memory that it may"
    }
    #expect(memory.contains("raise 'limits: {memory: ...}'"))
  }

  @Test func `what the stage says itself goes before`() throws {
    #expect(try proposal(.sample(), .failed) { $0.next = "lower K" } == "lower K")
  }
}
