import Codecs
import Files
import Ledger
import Runtime
import StageKit
import Study

extension Verb {
  static let tell = Verb(
    name: "tell", summary: "send a message to a running stage, and record its answer",
    usage: "tell [STUDY/]RUN[/STAGE[UNIT]] [--wait SECONDS] -- WORD...",
    details: [
      "The message is recorded, then appended as a line to the file that the stage has in",
      "$RUNLEDGER_CONTROL. Exit code 12 if it does not answer in time; it gets the message anyway.",
    ],
    options: [.value("wait", nil, "SECONDS", "how long to wait for its answer (5)")],
    example: "runledger tell A-s42/train -- pause after this epoch",
    operands: 2...Int.max, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    // Here '--wait' is about the answer, and not about another writer.
    workspace.handler.lockWait = 30_000_000_000
    let subjects = try Subjects(workspace)
    let target = try subjects.runOrStage(invocation.operand(0) ?? "")
    let text = invocation.arguments.operands.dropFirst().joined(separator: " ")
    let seconds = try invocation.arguments.int("wait", in: 0...86_400) ?? Telling.patience
    return try Telling(target, text, seconds, invocation, workspace).execute()
  }
}

extension Invocation {
  /// Says something to a stage of a run, and waits as long as `tell` does by default.
  func tell(
    _ run: Subjects.Run, stage: String, text: String, in workspace: Workspace
  ) throws -> ExitCode {
    try Telling((run, stage, nil), text, Telling.patience, self, workspace).execute()
  }
}

/// One thing that is said to one stage.
private struct Telling {
  /// How long to sleep between two looks at the answers, in nanoseconds.
  private static let pause: UInt64 = 20_000_000

  /// How long to wait for an answer by default, in seconds.
  static let patience: Int64 = 5

  /// A run, and what of it is meant.
  typealias Target = (run: Subjects.Run, stage: String?, unit: String?)

  let invocation: Invocation
  let workspace: Workspace
  let told: StageTold
  let seconds: Int64

  init(
    _ target: Target, _ text: String, _ seconds: Int64, _ invocation: Invocation,
    _ workspace: Workspace
  ) throws {
    self.invocation = invocation
    self.workspace = workspace
    self.seconds = seconds
    let subjects = try Subjects(workspace)
    if let former = try invocation.former(workspace) {
      // The attempt that was told then, whatever has become of it.
      guard let told = (former.command as? TellStage)?.told, told.text == text,
        told.id.study == target.run.study, told.id.run == target.run.id,
        target.stage == nil || told.id.stage == target.stage,
        target.unit == nil || told.id.unit == target.unit
      else { throw invocation.reused(at: former.entry) }
      self.told = told
    } else {
      told = StageTold(id: try Self.attempt(target, subjects), text: text)
    }
  }

  /// The attempt that is meant: the one that runs, or, so that the rule can refuse, the last.
  private static func attempt(
    _ target: Target, _ subjects: Subjects
  ) throws -> AttemptID {
    let units = (subjects.states.run(target.run.study, target.run.id)?.units ?? UnitTable()).filter
    {
      (target.stage == nil || $0.stage == target.stage)
        && (target.unit == nil || $0.unit == target.unit)
    }
    let running = units.filter { $0.phase == .started }
    if running.count > 1 {
      let names = running.map { unit in
        "\(target.run.id)/\(unit.stage)" + (unit.unit.isEmpty ? "" : "[\(unit.unit)]")
      }
      throw Failure.ambiguous(target.run.path, names)
    }
    let unit = running.first ?? units.last
    return AttemptID(
      study: target.run.study, run: target.run.id, stage: unit?.stage ?? target.stage ?? "",
      unit: unit?.unit ?? target.unit ?? "", attempt: unit?.attempt ?? 0)
  }

  func execute() throws -> ExitCode {
    let command = TellStage(told)
    if invocation.isDryRun { return try invocation.submit(command, in: workspace) }
    let control = try ControlFile(told.id, in: workspace)
    if try isRunning(), control?.exists != true {
      throw Failure(
        "files", "attempt \(told.id) has no control file on this machine",
        hint: "run 'tell' on the machine that runs the stage", exit: .store)
    }
    let outcome = try invocation.outcome(of: command, in: workspace)
    guard let number = outcome.entry else { return .done }
    if let control, control.exists { try control.say(told.text, as: number) }
    let answered = try formerAnswer(to: number) ?? listen(control, number)
    show(outcome, answered)
    if answered != nil { return .done }
    invocation.console.complain(
      try isRunning()
        ? "runledger: \(told.id) did not answer within \(seconds) s; it gets the message anyway"
        : "runledger: \(told.id) ended without an answer")
    return .incomplete
  }

  /// Waits for the answer and records it; nil when there is none in time.
  private func listen(_ control: ControlFile?, _ number: UInt64) throws -> CommandOutcome? {
    guard let control else { return nil }
    let deadline = Clock.monotonic() + UInt64(seconds) * 1_000_000_000
    while true {
      // Asked before the look: what ends afterwards may have answered before.
      let isOver = try !isRunning() || Clock.monotonic() >= deadline
      if let text = try control.answer(to: number) { return try record(text, number) }
      if isOver { return nil }
      Clock.sleep(nanoseconds: Self.pause)
    }
  }

  /// An answer has an identifier of its own, so that it is recorded once, whoever waits for it.
  private func record(_ text: String, _ number: UInt64) throws -> CommandOutcome {
    let leaf = try workspace.ledger.entry(number).leaf
    let answered = StageAnswered(id: told.id, text: text)
    let submission = try workspace.handler.submit(
      AnswerStage(answered), by: invocation.signer(workspace),
      id: .derived(cause: leaf, ordinal: 0, n: 0))
    return CommandOutcome(submission)
  }

  /// The answer that was recorded before, where the same is said again.
  private func formerAnswer(to number: UInt64) throws -> CommandOutcome? {
    let ledger = workspace.ledger
    let id = CommandID.derived(
      origin: ledger.origin, name: "answer_stage", cause: try ledger.entry(number).leaf, ordinal: 0,
      n: 0)
    guard let index = try ledger.index(of: id) else { return nil }
    var outcome = CommandOutcome(
      preview: try ledger.entry(index).entry.events.compactMap { stored in
        try ledger.mapBytes(of: stored.data).map { bytes in
          try Event(stored, data: bytes)
        }
      })
    outcome.entry = index
    outcome.isRepeated = true
    return outcome
  }

  private func isRunning() throws -> Bool {
    let unit = try workspace.handler.states().run(told.id.study, told.id.run)?
      .unit(told.id.stage, told.id.unit)
    return unit?.phase == .started && unit?.attempt == told.id.attempt
  }

  private func show(_ outcome: CommandOutcome, _ answered: CommandOutcome?) {
    let console = invocation.console
    guard invocation.isJSON else {
      invocation.show(outcome)
      answered?.lines(console.style).forEach(console.print)
      return
    }
    var members = outcome.json.asMap ?? ValueMap()
    var text: Value = .null
    if case .stageAnswered(let event)? = answered?.events.first?.fact { text = .text(event.text) }
    members["answer"] = text
    members["answered"] = answered?.entry.map { .int(Int64($0)) } ?? .null
    console.print(json: .map(members))
  }
}
