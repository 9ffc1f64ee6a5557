import Codecs
import Study
import Testing

/// States in which something has happened, and what the decider says in them.
struct Given {
  let states = States()

  init(_ events: [Event]) {
    for (ordinal, event) in events.enumerated() {
      states.evolve(event, at: EventPosition(entry: 0, ordinal: ordinal))
    }
    _ = states.takeChanges()
  }

  /// The decided events; the states may not change.
  func when(_ command: any Command) throws -> [Event] {
    let events = try command.decide(at: CommandContext(entry: 1, at: 5), states)
    #expect(states.takeChanges().isEmpty)
    return events
  }

  /// The refusal, if the decider refuses; the states may not change.
  func refusal(of command: any Command) -> Rejection? {
    do {
      _ = try command.decide(at: CommandContext(entry: 1, at: 5), states)
      return nil
    } catch {
      #expect(states.takeChanges().isEmpty)
      #expect(!error.message.isEmpty && error.message.first?.isUppercase == false)
      #expect(error.message.last != ".")
      return error
    }
  }
}

extension [Event] {
  /// A registered study.
  static let registered: [Event] = [
    Event(.study("s"), .studyRegistered(StudyRegistered(plan: .small(), file: .sample())))
  ]

  /// Its one run is planned and pinned, and its work requested.
  static let requested: [Event] =
    registered + [
      Event(
        .run("s", "s1"),
        .runPlanned(
          RunPlanned(
            level: "", index: 0, seed: 1, scope: .run, revision: 1, round: 1,
            params: [Parameter(name: "rate", value: 0.5)])), by: "scheduling"),
      Event(.run("s", "s1"), .runPinned(RunPinned(pins: [:])), by: "scheduling"),
      Event(
        .run("s", "s1"),
        .stageRequested(
          StageRequested(stage: "work", unit: "", attempt: 1, recipe: .sample(1), why: "first"))),
    ]

  /// A process works.
  static let started: [Event] = requested + [Event(.run("s", "s1"), .stageStarted(.sample()))]

  /// It ended with success.
  static let ended: [Event] =
    started + [
      Event(.run("s", "s1"), .stageFinished(.init(id: .sample(), outcome: .succeeded, elapsed: 1)))
    ]

  /// The run is finished.
  static let finished: [Event] =
    ended + [Event(.run("s", "s1"), .runFinished(RunFinished(verdict: .pass, elapsed: 1)))]

  /// The run is locked.
  static let locked: [Event] =
    finished + [
      Event(.run("s", "s1"), .runLocked(RunLocked(outputs: .sample(1), reason: "done")))
    ]

  /// The work waits for a person.
  static let blocked: [Event] =
    started + [
      Event(
        .run("s", "s1"), .stageFinished(.init(id: .sample(), outcome: .failed, elapsed: 1))),
      Event(
        .run("s", "s1"),
        .stageBlocked(
          StageBlocked(stage: "work", unit: "", reason: "failure", evidence: "", proposal: ""))),
    ]

  /// A gate warned.
  static let warned: [Event] =
    ended + [
      Event(
        .run("s", "s1"),
        .gateEvaluated(
          GateEvaluated(
            subject: "s1/work", stage: "work", unit: "", gate: "quality", checks: [],
            verdict: .warn, evidence: "")))
    ]

  /// A person stopped the study.
  static let stopped: [Event] =
    blocked + [
      Event(.study("s"), .studyClosed(StudyClosed(closing: .stopped, rationale: "enough")))
    ]

  /// A violation halted the study.
  static let halted: [Event] =
    requested + [
      Event(
        .violation("s", "v0001"),
        .violationRecorded(
          ViolationRecorded(severity: .critical, run: nil, text: "leak", action: "none"))),
      Event(.study("s"), .studyHalted(StudyHalted(reason: "leak", violation: "v0001"))),
    ]
}

extension StageStarted {
  /// A process of an attempt.
  static func sample(_ id: AttemptID = .sample()) -> StageStarted {
    StageStarted(
      id: id, command: ["work"], pid: 12, processStart: 34, boot: "boot", directory: "runs/s")
  }
}
