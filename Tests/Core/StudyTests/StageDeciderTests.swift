import Codecs
import Study
import Testing

/// Claiming, starting, observing, ending, blocking and retrying.
@Suite struct StageDeciderTests {
  private static func finished(
    _ outcome: Outcome = .succeeded, attempt: Int = 1, elapsed: Int64 = 1
  ) -> any Command {
    FinishStage(StageFinished(id: .sample(attempt), outcome: outcome, elapsed: elapsed))
  }

  private static let observed = StageObserved(id: .sample(), lines: ["hello"])
  private static let address = UnitAddress(run: "s1", stage: "work", unit: "")

  @Test func `a claim is left to the engines`() throws {
    let claim = ClaimWork(study: "s", slots: 1, pins: [:])
    #expect(try Given(.registered).when(claim).isEmpty)
  }

  @Test func `a halted study gives no work`() {
    let claim = ClaimWork(study: "s", slots: 1, pins: [:])
    let refusal = Given(.halted).refusal(of: claim)
    #expect(refusal?.code == .halted)
    #expect(refusal?.message == "study 's' is halted: leak")
    #expect(refusal?.isRecorded == true)
  }

  @Test func `a claim names stages that there are`() {
    for claim in [
      ClaimWork(study: "s", slots: 1, until: ["wrok"], pins: [:]),
      ClaimWork(study: "s", slots: 1, skip: ["wrok"], pins: [:]),
    ] {
      let refusal = Given(.registered).refusal(of: claim)
      #expect(refusal?.code == .notFound)
      #expect(refusal?.hint == "did you mean 'work'?")
    }
  }

  @Test func `what was requested is started once`() throws {
    let start = StartStage(.sample())
    #expect(
      try Given(.requested).when(start) == [Event(.run("s", "s1"), .stageStarted(.sample()))])
    for events in [[Event].started, .ended, .blocked] {
      #expect(Given(events).refusal(of: start)?.code == .outOfOrder)
    }
    let refusal = Given(.started).refusal(of: start)
    #expect(refusal?.message == "attempt s1/work#1 was not requested: it is started")
  }

  @Test func `an unpinned run is not executed`() {
    let unpinned = [Event].requested.filter { $0.fact.type != "run.pinned" }
    let refusal = Given(unpinned).refusal(of: StartStage(.sample()))
    #expect(refusal?.code == .unpinned)
    #expect(refusal?.kind == .guarded)
  }

  @Test func `only what runs is observed`() throws {
    let observe = ObserveStage(Self.observed)
    #expect(
      try Given(.started).when(observe) == [
        Event(.run("s", "s1"), .stageObserved(Self.observed))
      ])
    for events in [[Event].requested, .ended, .blocked] {
      #expect(Given(events).refusal(of: observe)?.code == .outOfOrder)
    }
  }

  @Test(arguments: Outcome.allCases)
  func `a started attempt ends once, in any way`(outcome: Outcome) throws {
    let events = try Given(.started).when(Self.finished(outcome))
    #expect(events.map(\.fact.type) == ["stage.finished"])
    let refusal = Given(.started + events).refusal(of: Self.finished(.failed))
    #expect(refusal?.code == .alreadyEnded)
    #expect(refusal?.message == "attempt s1/work#1 has ended already")
  }

  @Test(arguments: Outcome.allCases)
  func `an attempt that was not started can only have crashed or been interrupted`(
    outcome: Outcome
  ) {
    let refusal = Given(.requested).refusal(of: Self.finished(outcome))
    let isPossible = outcome == .crashed || outcome == .interrupted
    #expect(refusal?.code == (isPossible ? nil : .outOfOrder))
  }

  @Test func `only the latest attempt counts`() {
    let refusal = Given(.started).refusal(of: Self.finished(attempt: 2))
    #expect(refusal?.code == .alreadyEnded)
    #expect(refusal?.facts["latest"] == 1)
    let other = StageFinished(
      id: .sample(1, stage: "other"), outcome: .succeeded, elapsed: 1)
    #expect(Given(.started).refusal(of: FinishStage(other))?.code == .outOfOrder)
  }

  @Test func `no attempt takes less than no time`() {
    #expect(Given(.started).refusal(of: Self.finished(elapsed: -1))?.code == .invalid)
  }

  @Test func `a survivor blocks what is under way`() throws {
    let block = BlockStage(study: "s", Self.address, evidence: "pid 3 lives on")
    let events = try Given(.started).when(block)
    guard case .stageBlocked(let blocked) = events[0].fact else { return }
    #expect(blocked.reason == "survivor")
    #expect(blocked.evidence == "pid 3 lives on")
    #expect(blocked.command == "runledger retry s/s1/work -m \"...\"")
    for events in [[Event].ended, .blocked] {
      #expect(Given(events).refusal(of: block)?.code == .outOfOrder)
    }
  }

  @Test(arguments: ["work", nil])
  func `blocked work is tried again`(stage: String?) throws {
    let retry = RetryStage(study: "s", run: "s1", stage: stage, reason: "mended")
    #expect(
      try Given(.blocked).when(retry) == [
        Event(
          .run("s", "s1"),
          .stageUnblocked(StageUnblocked(stage: "work", unit: "", reason: "mended")))
      ])
    let refusal = Given(.ended).refusal(of: retry)
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.hint?.contains("runledger rerun s/s1 --from STAGE") == true)
  }

  @Test func `nothing is tried again in a stopped study, an earlier schedule or a replaced run`() {
    let retry = RetryStage(study: "s", run: "s1", stage: nil, reason: "mended")
    #expect(Given(.stopped).refusal(of: retry)?.message == "study 's' was stopped")
    let drawn = Event(.study("s"), .scheduleDrawn(ScheduleDrawn(round: 2, reason: "again")))
    #expect(Given(.stopped + [drawn]).refusal(of: retry)?.code == .outOfOrder)
    let corrected = Event(.run("s", "s1"), .runCorrected(RunCorrected(by: "s1-v2", reason: "")))
    let refusal = Given(.blocked + [corrected]).refusal(of: retry)
    #expect(refusal?.message == "run 's1' was replaced by 's1-v2'")
    #expect(refusal?.hint == "runledger retry s/s1-v2 -m \"...\"")
  }

  @Test func `a locked run takes no new facts`() {
    let commands: [any Command] = [
      StartStage(.sample()), ObserveStage(Self.observed), Self.finished(),
      BlockStage(study: "s", Self.address, evidence: ""),
      RetryStage(study: "s", run: "s1", stage: nil, reason: "why"),
      LockRun(study: "s", run: "s1", reason: "why"),
    ]
    for command in commands {
      let refusal = Given(.locked).refusal(of: command)
      #expect(refusal?.code == .locked, "\(command.name)")
      #expect(refusal?.message == "run 's1' is locked")
      #expect(refusal?.isRecorded == true)
      #expect(refusal?.hint?.contains("runledger rerun s/s1 --from STAGE") == true)
    }
  }
}
