import Codecs
import Study
import Testing

/// Registering, changing, halting and resuming.
@Suite struct StudyDeciderTests {
  private let changed = StudyRegistered(plan: .small { $0.seed = 8 }, file: .sample(2))

  @Test func `a study is registered once`() throws {
    let registered = StudyRegistered(plan: .small(), file: .sample())
    #expect(try Given([]).when(RegisterStudy(registered)) == .registered)
    let refusal = Given(.registered).refusal(of: RegisterStudy(registered))
    #expect(refusal?.code == .exists)
    #expect(refusal?.message == "study 's' is registered already")
    #expect(refusal?.hint == "runledger status s shows its state")
  }

  @Test func `a plan that no rule could follow is refused`() {
    let changes: [(String, (inout Plan) -> Void)] = [
      ("is not a slug", { $0.study = "S" }), ("no level", { $0.levels = [] }),
      ("levels have one name", { $0.levels += $0.levels }),
      ("stages have one name", { $0.stages += $0.stages }),
      ("a seed is given twice", { $0.seeds = [1, 1] }),
      ("a seed is given twice", { $0.levels[0].seeds = [2, 2] }),
    ]
    for (problem, change) in changes {
      let study = StudyRegistered(plan: .small(change), file: .sample(2))
      let refusal = Given([]).refusal(of: RegisterStudy(study))
      #expect(refusal?.code == .invalid)
      #expect(refusal?.message.contains(problem) == true)
      guard study.plan.study == "s" else { continue }
      #expect(Given(.registered).refusal(of: ReviseStudy(study))?.code == .invalid)
    }
  }

  @Test func `a changed study is revised without fuss before a result`() throws {
    #expect(
      try Given(.started).when(ReviseStudy(changed)) == [
        Event(
          .study("s"),
          .studyRevised(
            StudyRevised(plan: changed.plan, file: changed.file, was: .sample(1), revision: 2)))
      ])
  }

  @Test func `after a result it is refused, with file, digests and the way out`() {
    let refusal = Given(.ended).refusal(of: ReviseStudy(changed))
    #expect(refusal?.code == .changedStudy)
    #expect(refusal?.isRecorded == true)
    let was = String(repeating: "01", count: 32)
    let now = String(repeating: "02", count: 32)
    #expect(
      refusal?.message
        == "study 's' changed after a result: 'study.yaml' was \(was) and is \(now)")
    #expect(
      refusal?.hint == "runledger amend study.yaml -m \"why\" records the change as post-hoc")
    #expect(
      refusal?.facts == [
        "file": "study.yaml", "was": .bytes([UInt8](repeating: 1, count: 32)),
        "now": .bytes([UInt8](repeating: 2, count: 32)),
      ])
  }

  @Test func `changed code and inputs are named too`() {
    func plan(_ number: UInt8) -> Plan {
      .small { plan in
        plan.code = [.sample(number, path: "work.awk"), .sample(9, path: "same.awk")]
        plan.inputs = [
          InputPlan(name: "cells", pattern: "*.csv", files: [.sample(number, path: "a.csv")])
        ]
      }
    }
    let registered = StudyRegistered(plan: plan(3), file: .sample(1))
    let events = [Event(.study("s"), .studyRegistered(registered))] + [Event].ended.dropFirst()
    let study = StudyRegistered(plan: plan(4), file: .sample(1))
    let message = Given(events).refusal(of: ReviseStudy(study))?.message ?? ""
    #expect(message.contains("'work.awk' was 0303") && message.contains("'a.csv' was 0303"))
    #expect(!message.contains("same.awk"))
  }

  @Test func `a parameter that takes another value is named, with the way to amend it`() {
    func study(_ threshold: Value, _ folds: Value) -> StudyRegistered {
      let plan = Plan.small { plan in
        plan.params = [
          Parameter(name: "th", value: 1), Parameter(name: "folds", value: folds),
          Parameter(name: "same", value: 1),
        ]
        // As `-p` has it.
        let given = Parameter(name: "th", value: threshold)
        plan.levels = [
          LevelPlan(name: "A", params: [given]), LevelPlan(name: "B", params: [given]),
        ]
      }
      return StudyRegistered(plan: plan, file: .sample(1))
    }
    let events =
      [Event(.study("s"), .studyRegistered(study(1, [1, 2])))] + [Event].ended.dropFirst()
    let refusal = Given(events).refusal(of: ReviseStudy(study(2, [1, 3])))
    #expect(
      refusal?.message == "study 's' changed after a result: parameter 'th' was 1 and is 2; "
        + "parameter 'folds' was [1,2] and is [1,3]")
    #expect(
      refusal?.hint == "runledger amend study.yaml -p th=2 -p 'folds=[1,3]' -m \"why\" "
        + "records the change as post-hoc")
    #expect(refusal?.facts == ["file": "study.yaml", "parameters": ["th", "folds"]])
  }

  @Test func `an amendment says whether a result was known`() throws {
    for (events, postHoc) in [([Event].started, false), (.ended, true)] {
      let amended = StudyAmended(
        plan: changed.plan, file: changed.file, was: .sample(1), revision: 2, postHoc: postHoc,
        reason: "why")
      #expect(
        try Given(events).when(AmendStudy(changed, reason: "why")) == [
          Event(.study("s"), .studyAmended(amended))
        ])
    }
    #expect(
      Given(.ended).refusal(of: AmendStudy(changed, reason: " \n"))?.code == .reasonMissing)
  }

  @Test func `a study that has not changed is neither revised nor amended`() {
    let same = StudyRegistered(plan: .small(), file: .sample())
    #expect(Given(.registered).refusal(of: ReviseStudy(same))?.code == .unchanged)
    #expect(Given(.ended).refusal(of: AmendStudy(same, reason: "why"))?.code == .unchanged)
  }

  @Test func `a schedule is drawn anew when the study has ended`() throws {
    let draw = DrawSchedule(study: "s", reason: "again")
    #expect(Given(.finished).refusal(of: draw)?.code == .outOfOrder)
    #expect(
      try Given(.stopped).when(draw) == [
        Event(.study("s"), .scheduleDrawn(ScheduleDrawn(round: 2, reason: "again")))
      ])
  }

  @Test func `a study is halted once and resumed once`() throws {
    #expect(
      try Given(.registered).when(HaltStudy(study: "s", reason: "wait")) == [
        Event(.study("s"), .studyHalted(StudyHalted(reason: "wait")))
      ])
    let halted = Given(
      .registered + [Event(.study("s"), .studyHalted(StudyHalted(reason: "wait")))])
    #expect(halted.refusal(of: HaltStudy(study: "s", reason: "wait"))?.code == .unchanged)
    #expect(
      try halted.when(ResumeStudy(study: "s", reason: "on")) == [
        Event(.study("s"), .studyResumed(StudyResumed(reason: "on")))
      ])
    #expect(
      Given(.registered).refusal(of: ResumeStudy(study: "s", reason: "on"))?.code == .unchanged)
    #expect(
      Given(.registered).refusal(of: HaltStudy(study: "s", reason: ""))?.code == .reasonMissing)
    #expect(halted.refusal(of: ResumeStudy(study: "s", reason: ""))?.code == .reasonMissing)
  }

  @Test func `a critical violation has to be resolved before the study is resumed`() {
    let refusal = Given(.halted).refusal(of: ResumeStudy(study: "s", reason: "on"))
    #expect(refusal?.code == .halted)
    #expect(refusal?.hint == "runledger violation resolve s/v0001 -m \"how\"")
  }

  @Test(arguments: [(1.0, Verdict.pass), (0, .fail), (nil, .fail)] as [(Double?, Verdict)])
  func `requirements are a gate of the study`(value: Double?, verdict: Verdict) throws {
    let found = [
      Observation(gate: "requires", check: "command awk", value: 1),
      Observation(gate: "requires", check: "disk", value: value, problem: "full"),
    ]
    let plan = Plan.small { $0.requires = RequiresPlan(commands: ["awk"], diskBytes: 1) }
    let registered = StudyRegistered(plan: plan, file: .sample())
    let given = Given([Event(.study("s"), .studyRegistered(registered))])
    let events = try given.when(CheckRequirements(study: "s", found: found))
    guard case .gateEvaluated(let gate) = events[0].fact else { return }
    #expect(gate.verdict == verdict)
    #expect(gate.checks.map(\.verdict) == [.pass, verdict])
    #expect(gate.checks[1].problem == "full")
  }

  @Test func `a guarded parameter does not leave its default`() {
    let plan = Plan.small { plan in
      plan.params = [Parameter(name: "fallback", value: false, bypass: true)]
      plan.levels = [
        LevelPlan(name: "A", params: [Parameter(name: "fallback", value: true)])
      ]
    }
    let registered = StudyRegistered(plan: plan, file: .sample())
    let refusal = Given([]).refusal(of: RegisterStudy(registered))
    #expect(refusal?.code == .bypass)
    #expect(refusal?.kind == .guarded)
    #expect(refusal?.isRecorded == true)
  }

  @Test func `nothing is done to a study that is not there`() {
    let commands: [any Command] = [
      ReviseStudy(changed), AmendStudy(changed, reason: "why"),
      DrawSchedule(study: "s", reason: "why"), CheckRequirements(study: "s", found: []),
      ClaimWork(study: "s", slots: 1, pins: [:]), StartStage(.sample()),
      ObserveStage(StageObserved(id: .sample(), lines: [])),
      FinishStage(StageFinished(id: .sample(), outcome: .failed, elapsed: 1)),
      BlockStage(study: "s", UnitAddress(run: "s1", stage: "work", unit: ""), evidence: ""),
      RetryStage(study: "s", run: "s1", stage: nil, reason: "why"),
      RerunRun(study: "s", run: "s1", from: "work", params: [], reason: "why"),
      AcceptWarning(
        study: "s", UnitAddress(run: "s1", stage: "work", unit: ""), gate: "g", reason: "why"),
      LockRun(study: "s", run: "s1", reason: "why"), AddNote(.study("s"), text: "a note"),
      AddNote(.report("s", "r"), text: "a note"),
      RecordViolation(
        study: "s", ViolationRecorded(severity: .critical, run: nil, text: "x", action: "")),
      ResolveViolation(study: "s", violation: "v0001", resolution: "so"),
      MakeDecision(.run("s", "s1"), DecisionMade(choice: .stop, rationale: "so")),
      HaltStudy(study: "s", reason: "why"), ResumeStudy(study: "s", reason: "why"),
    ]
    for command in commands {
      let refusal = Given([]).refusal(of: command)
      #expect(refusal?.code == .notFound, "\(command.name)")
      #expect(refusal?.isRecorded == false)
    }
  }
}
