import Codecs
import Files
import Ledger
import Processes
import Study

/// The machine that this process runs on.
final class LiveMachine: Machine {
  let workspace: Workspace
  private let options: RunOptions
  private let environment: StageEnvironment
  private let cache: DigestCache
  let outputs: RecordedOutputs
  private var collected: ValueMap = [:]
  private var lock: FileLock?
  private var signals: SignalPipe?

  init(_ workspace: Workspace, study: String, options: RunOptions) throws {
    self.workspace = workspace
    self.options = options
    let required = try workspace.handler.states().plan(study)?.requires.environment ?? []
    environment = StageEnvironment(
      options.environment, required: required, passesAll: options.passesThrough)
    cache = DigestCache(of: workspace)
    let handler = workspace.handler
    outputs = RecordedOutputs(workspace.ledger, root: workspace.root) { try handler.states() }
  }

  var monotonic: UInt64 { Clock.monotonic() }

  func pins(_ plan: Plan) -> ValueMap {
    collected = Pins.collect(
      plan, studyDirectory: options.studyDirectory, environment: environment, cache: cache,
      ledger: workspace.ledger)
    return collected
  }

  func enter(_ study: String, patience: UInt64) throws {
    let directory = PathName.join(workspace.directory.path, "locks")
    try FileSystem.makeDirectories(directory)
    let path = PathName.join(directory, "\(study).lock")
    lock = try FileLock.acquire(path, deadlineNanoseconds: Clock.monotonic() + patience)
    guard lock != nil else {
      throw RuntimeError(
        .lockTimeout, "study '\(study)' is being run by another process",
        hint: "runledger status \(study) shows its state; --wait SECONDS waits longer")
    }
    do {
      signals = options.handlesSignals ? try SignalPipe() : nil
    } catch {
      lock?.release()
      throw error
    }
    Children.adoptOrphans()
  }

  func leave() {
    Children.releaseOrphans()
    signals?.restore()
    lock?.release()
  }

  func wait(milliseconds: Int32) -> [Int32] {
    if let signals { return signals.wait(milliseconds: milliseconds) }
    Clock.sleep(nanoseconds: UInt64(max(1, milliseconds)) * 1_000_000)
    return []
  }

  func launch(
    _ id: AttemptID, _ stage: StagePlan, _ run: RunState, _ plan: Plan, _ states: States,
    jobs: Int
  ) throws -> any Attempt {
    let place = WorkOrder.Place(
      root: workspace.root, studyDirectory: options.studyDirectory, outputs: outputs,
      pins: collected, states: states, jobs: jobs)
    return try ActiveAttempt(
      try WorkOrder(id, stage, run, plan, place), environment: environment,
      ledger: workspace.ledger, echoed: options.passesThrough ? options.echoed : nil)
  }

  func clear(_ id: AttemptID, _ stage: StagePlan, _ started: StageStarted?) -> Remains {
    let paths = AttemptPaths(id, stage: stage, root: workspace.root)
    let mark = "\(workspace.ledger.origin)/\(id.study)/\(id)"
    let fence = Fence(lockPath: paths.lock, mark: mark, group: started.flatMap(group))
    var remains = Remains(isAlive: fence.isOccupied)
    remains.survivors = fence.clear()
    guard remains.survivors.isEmpty else { return remains }
    var events = EventsFile(paths.events)
    remains.lines = events.finish()
    remains.problem = events.problem
    remains.lastSign = paths.lastSign
    return remains
  }

  /// The process group of an attempt, if the process that leads it is still the one recorded.
  private func group(of started: StageStarted) -> Int32? {
    guard started.boot == HostIdentity.boot, let pid = Int32(exactly: started.pid),
      ProcessTable.start(of: pid) == started.processStart
    else { return nil }
    return pid
  }

  func endOrphans() { _ = Children.endOrphans() }

  func keep() { cache.save() }

  /// Runs every program, or the one command that a list with a shell and `-c` is, like `run`.
  ///
  /// They get the word and the study as arguments; what they do is not recorded and cannot fail the
  /// run.
  func notify(_ names: [String], of word: String, study: String) {
    // `[sh, -c, SCRIPT]` is one command: of such a list nothing but the first word is a program.
    let isCommand = names.count > 1 && names[1].hasPrefix("-")
    for words in isCommand ? [names] : names.map({ [$0] }) {
      let name = words[0]
      let directory = options.studyDirectory
      // A name without a slash may also be a program beside the study file.
      let beside = PathName.join(directory, name)
      let path = FileSystem.exists(beside) ? beside : name
      guard
        let program = try? Programs.find(path, path: environment.path, directory: directory)
      else { continue }
      let variables = environment.variables.map { "\($0.name)=\($0.value)" }
      _ = Captured.output(
        of: program, words + (isCommand ? [name, word, study] : [word, study]),
        variables + ["RUNLEDGER_STUDY=\(study)"], in: directory)
    }
  }
}
