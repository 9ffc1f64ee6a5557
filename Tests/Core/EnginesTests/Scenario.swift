import Bytes
import Codecs
import Engines
import LedgerFormat
import Study
import Testing

/// A study that is worked on in memory: given a plan, when commands, then events.
final class Scenario {
  /// The states after every command so far.
  let states = States()
  /// The author's clock, which moves on by a second with every command.
  var now: Int64 = 1_000_000_000
  /// Who commands: a key, and what it may do.
  var author = (key: "", role: Role.operator)
  /// Every accepted command with its context.
  private(set) var accepted: [(command: any Command, context: CommandContext)] = []
  /// The events of every accepted command.
  private(set) var entries: [[Event]] = []

  /// A registered study.
  init(_ plan: Plan) throws {
    try when(RegisterStudy(StudyRegistered(plan: plan, file: .study(1))))
  }

  /// Nothing registered.
  init() {}

  /// All events of a command.
  @discardableResult
  func when(_ command: any Command) throws -> [Event] {
    let context = CommandContext(
      entry: UInt64(entries.count), at: now, author: author.key, role: author.role)
    let events = try Rules.apply(command, at: context, states)
    let allowed = type(of: command).rule.events
    for event in events {
      #expect(allowed.contains(event.fact.type), "\(command.name) brought \(event.fact.type)")
    }
    now += 1_000_000_000
    accepted.append((command, context))
    entries.append(events)
    return events
  }

  /// The refusal of a command, which may change nothing.
  func refusal(of command: any Command) -> Rejection? {
    _ = states.takeChanges()
    do {
      try when(command)
      return nil
    } catch {
      #expect(states.takeChanges().isEmpty)
      return error as? Rejection
    }
  }

  /// Claims work.
  @discardableResult
  func claim(
    _ slots: Int = 64, keepsGoing: Bool = false, until: [String] = [], skip: [String] = [],
    pins: ValueMap = ["host": "one"]
  ) throws -> [Event] {
    let claim = ClaimWork(
      study: "s", slots: slots, keepsGoing: keepsGoing, until: until, skip: skip, pins: pins)
    let context = CommandContext(entry: UInt64(entries.count), at: now)
    let isAnswered = Rules.hasAnswer(to: claim, at: context, states)
    let events = try when(claim)
    #expect(isAnswered == !events.isEmpty)
    return events
  }

  /// The latest attempt at a unit.
  func attempt(_ run: String, _ stage: String, _ unit: String = "") -> AttemptID {
    let number = states.run("s", run)?.unit(stage, unit)?.attempt ?? 1
    return AttemptID(study: "s", run: run, stage: stage, unit: unit, attempt: number)
  }

  /// Starts the latest attempt at a unit.
  @discardableResult
  func start(_ run: String, _ stage: String, _ unit: String = "") throws -> [Event] {
    try when(StartStage(.sample(attempt(run, stage, unit))))
  }

  /// Ends the latest attempt at a unit.
  @discardableResult
  func finish(
    _ run: String, _ stage: String, _ unit: String = "", _ outcome: Outcome = .succeeded,
    _ change: (inout StageFinished) -> Void = { _ in }
  ) throws -> [Event] {
    var finished = StageFinished(id: attempt(run, stage, unit), outcome: outcome, elapsed: 5)
    change(&finished)
    return try when(FinishStage(finished))
  }

  /// Starts the latest attempt at a unit, and ends it.
  @discardableResult
  func work(
    _ run: String, _ stage: String, _ unit: String = "", _ outcome: Outcome = .succeeded,
    _ change: (inout StageFinished) -> Void = { _ in }
  ) throws -> [Event] {
    try start(run, stage, unit)
    return try finish(run, stage, unit, outcome, change)
  }

  /// Everything that was put in order and has not ended.
  var live: [UnitAddress] {
    (states.study("s")?.active ?? []).flatMap { id in
      (states.run("s", id)?.units ?? UnitTable()).filter {
        $0.phase == .requested || $0.phase == .started
      }
      .map { UnitAddress(run: id, stage: $0.stage, unit: $0.unit) }
    }
  }

  /// Claims, starts and ends work with success until there is none, and gives the events.
  @discardableResult
  func workOff(_ change: (inout StageFinished) -> Void = { _ in }) throws -> [Event] {
    var events: [Event] = []
    while true {
      let claimed = try claim()
      events += claimed
      let live = live
      for unit in live {
        if states.run("s", unit.run)?.unit(unit.stage, unit.unit)?.phase == .requested {
          events += try start(unit.run, unit.stage, unit.unit)
        }
        events += try finish(unit.run, unit.stage, unit.unit, .succeeded, change)
      }
      if claimed.isEmpty, live.isEmpty { return events }
    }
  }

  /// The state of the study.
  func study() throws -> StudyState { try #require(states.study("s")) }

  /// The state of a unit.
  func unit(_ run: String, _ stage: String, _ unit: String = "") throws -> UnitState {
    try #require(states.run("s", run)?.unit(stage, unit))
  }

  /// Changes the plan in force with an amendment.
  @discardableResult
  func amend(_ change: (inout Plan) -> Void) throws -> [Event] {
    var plan = try #require(states.plan("s"))
    change(&plan)
    return try when(
      AmendStudy(
        StudyRegistered(plan: plan, file: .study(UInt8(entries.count % 250))), reason: "better"))
  }
}

extension FilePin {
  /// A study file that is told apart by a number.
  static func study(_ number: UInt8) -> FilePin {
    FilePin(path: "study.yaml", digest: .sample(number), size: 10)
  }
}

extension Digest {
  /// A digest of 32 equal bytes.
  static func sample(_ byte: UInt8) -> Digest {
    Digest(bytes: [UInt8](repeating: byte, count: 32)) ?? .zero
  }
}

extension StageStarted {
  /// A process of an attempt.
  static func sample(_ id: AttemptID) -> StageStarted {
    StageStarted(
      id: id, command: ["work"], pid: 12, processStart: 34, boot: "boot", directory: "runs/s")
  }
}
