import Bytes
import Codecs
import Engines
import Files
import Glibc
import Ledger
import Study

/// Runs a study: claims work, executes it, and records what comes of it, until nothing is left.
///
/// One runner works on a study at a time; a second one waits for the first and then finds what is
/// left to do. Everything it knows is in the log: killed at any moment, the next runner goes on.
public final class StudyRunner {
  let workspace: Workspace
  let slug: String
  let options: RunOptions
  let signer: Signer
  let machine: any Machine
  weak var delegate: (any RunDelegate)?
  var attempts: [any Attempt] = []
  var progress: ProgressSnapshot
  var startedCount = 0
  var last: StageFinished?
  var commandName: CommandName
  private(set) var pins: ValueMap = [:]
  private(set) var hasMoved = false
  private(set) var interrupts = 0
  private(set) var signal: Int32?
  private var reportedAt: UInt64 = 0
  private let began: UInt64
  /// Since when the system has not had what a process needs, on the machine's clock.
  private var shortSince: UInt64?
  /// Whether a process could not be started for now.
  var isShort = false

  /// A runner for a registered study.
  public convenience init(
    _ workspace: Workspace, study: String, options: RunOptions, delegate: (any RunDelegate)? = nil
  ) throws {
    try self.init(
      workspace, study: study, options: options, delegate: delegate,
      on: LiveMachine(workspace, study: study, options: options))
  }

  /// A runner on a machine of one's own making.
  init(
    _ workspace: Workspace, study: String, options: RunOptions, delegate: (any RunDelegate)? = nil,
    on machine: any Machine
  ) throws {
    self.workspace = workspace
    slug = study
    self.options = options
    commandName = options.commandName
    self.delegate = delegate
    signer = try workspace.runner()
    self.machine = machine
    began = machine.monotonic
    progress = ProgressSnapshot(study: study)
  }

  /// Runs until nothing is left to do, something waits for a person, or a signal comes.
  public func run() throws -> RunSummary {
    try machine.enter(slug, patience: workspace.handler.lockWait)
    defer { machine.leave() }
    do {
      let summary = try work()
      machine.keep()
      // Unattended work ends: the ledger's own key vouches for all of it.
      try workspace.ledger.seal(
        lockDeadline: Clock.monotonic() + workspace.handler.lockWait)
      return summary
    } catch {
      // The log may be out of reach, so nothing can be recorded: end the processes, and let the
      // next runner find out what became of them.
      for attempt in attempts { attempt.kill() }
      for attempt in attempts { attempt.clear() }
      machine.endOrphans()
      throw error
    }
  }

  private func work() throws -> RunSummary {
    try recoverOrphans()
    if let end = try checkRequirements() { return RunSummary(end: end, attempts: 0, last: nil) }
    pins = try machine.pins(try demandPlan())
    progress.comparison = ComparisonProgress(slug, try workspace.handler.states())
    progress.total = try StudyReport(slug, workspace.handler.states())?.openUnits ?? 0
    var wait: Int32 = 0
    while true {
      for number in try machine.wait(milliseconds: wait) { handle(signal: number) }
      let isMoving = try advance()
      hasMoved = hasMoved || isMoving
      report(isForced: isMoving)
      if isShort, isClaiming {
        wait = try millisecondsUntilMore()
        continue
      }
      if attempts.isEmpty, let end = try end(isMoving: isMoving) {
        if hasMoved { notify(of: end) }
        return RunSummary(end: end, attempts: startedCount, last: last)
      }
      wait = isMoving ? 0 : attempts.isEmpty ? try millisecondsToNextRetry() : 20
    }
  }

  /// One turn: records what ended or was reported, claims what is free, starts what was claimed.
  ///
  /// True when anything changed.
  private func advance() throws -> Bool {
    for attempt in attempts { attempt.look() }
    try boundRuntime()
    let ended = try reap()
    // What has ended leaves its place, so that its end and the next claim share a commit.
    let slots = isClaiming ? max(0, jobs - attempts.count + ended.count) : 0
    let isRecorded = try record(ended, claim: slots > 0 ? claim(slots) : nil)
    let isStarted = isClaiming ? try startRequested() : false
    return isRecorded || isStarted
  }

  /// Does something that may read or copy large files, while what runs is looked after and signals
  /// are heard.
  func lookingAfterOthers<Result>(
    than ended: (any Attempt)? = nil, _ body: () throws -> Result
  ) rethrows -> Result {
    let others = attempts.filter { $0 !== ended }
    return try Meanwhile.doing(
      {
        for number in (try? self.machine.wait(milliseconds: 0)) ?? [] {
          self.handle(signal: number)
        }
        for attempt in others { attempt.look() }
      }, body)
  }

  /// Ends what is running once that and what was recorded come to more than the study may spend.
  private func boundRuntime() throws {
    guard !attempts.isEmpty, let limit = try demandPlan().budget.runtimeNanoseconds,
      let study = try workspace.handler.states().study(slug)
    else { return }
    let running = attempts.reduce(Int64(0)) { $0 + $1.elapsed }
    guard study.elapsed > limit - running else { return }
    for attempt in attempts where attempt.ending == nil { attempt.end(.overspent) }
  }

  /// A claim for more work, as the options have it.
  func claim(_ slots: Int) -> ClaimWork {
    ClaimWork(
      study: slug, slots: slots, keepsGoing: options.keepsGoing, until: options.until,
      skip: options.skip, runs: options.runs, reuses: options.reuses, pins: pins)
  }

  /// How many processes may work at a time.
  var jobs: Int { options.isSingleStep ? 1 : max(1, min(options.jobs, 64)) }

  /// Whether new work may be started: nobody interrupted, and a single step is not done yet.
  private var isClaiming: Bool {
    signal == nil && interrupts == 0 && !isStepDone
  }

  private func checkRequirements() throws -> RunSummary.End? {
    let plan = try demandPlan()
    let states = try workspace.handler.states()
    guard !plan.requires.isEmpty, states.study(slug)?.requirements != .pass else { return nil }
    let found = Requirements.observe(
      plan.requires, environment: options.environment, root: workspace.root)
    let command = CheckRequirements(study: slug, found: found)
    delegate?.recorded(try workspace.handler.submit(command, by: signer))
    return try workspace.handler.states().study(slug)?.requirements == .pass ? nil : .gateFailed
  }

  /// The first Ctrl-C stops scheduling, the second ends the processes, the third kills them.
  private func handle(signal number: Int32) {
    switch number {
    case SIGINT:
      interrupts += 1
      if interrupts == 1 { note("interrupted: nothing more is started") }
      if interrupts == 2 { endAll(note: "interrupted again: ending the processes") }
      if interrupts > 2 { for attempt in attempts { attempt.kill() } }
    case SIGTERM, SIGHUP:
      signal = number
      endAll(note: "terminated: ending the processes")
    default: break
    }
  }

  private func endAll(note text: String) {
    note(text)
    for attempt in attempts { attempt.end(.interrupted) }
  }

  private func note(_ text: String) {
    progress.note = text
    report(isForced: true)
    progress.note = nil
  }

  /// How long to wait until the system may have what a process needs; an error when it has not had
  /// it for a minute, and nothing is running that could give something back.
  private func millisecondsUntilMore() throws -> Int32 {
    isShort = false
    let now = machine.monotonic
    let since = attempts.isEmpty ? shortSince ?? now : now
    shortSince = since
    guard now - since < 60_000_000_000 else {
      throw RuntimeError(
        .store, "for a minute the system could not start another process",
        hint: "descriptors, processes or memory are used up: 'ulimit -a' shows the limits")
    }
    return 100
  }

  private func millisecondsToNextRetry() throws -> Int32 {
    guard let next = try nextRetry() else { return 0 }
    return Int32(clamping: max(1, min(1_000, (next - workspace.world.now()) / 1_000_000 + 1)))
  }

  func demandPlan() throws -> Plan {
    guard let plan = try workspace.handler.states().plan(slug) else {
      throw RuntimeError(
        .notFound, "there is no study '\(slug)' in this ledger",
        hint: "runledger status lists the studies")
    }
    return plan
  }

  /// Tells the delegate where things stand: after a change, and ten times a second.
  private func report(isForced: Bool) {
    let now = machine.monotonic
    guard isForced || now - reportedAt > 100_000_000 else { return }
    reportedAt = now
    progress.active = attempts.map { attempt in
      let metric = attempt.lastMetric.map { "\($0.name) \(Number.text($0.value))" }
      return ProgressSnapshot.Active(
        id: attempt.id, elapsedNanoseconds: attempt.elapsed, reported: attempt.reported,
        lastMetric: metric)
    }
    if progress.done > 0 {
      let left = Int64(max(0, progress.total - progress.done))
      progress.etaNanoseconds = Int64(now - began) / Int64(progress.done) * left
    }
    delegate?.progress(progress)
  }
}
