import Bytes
import Codecs
import Files
import Glibc
import Ledger
import Processes
import Study

/// A process that works on an attempt, from its gate to its end.
final class ActiveAttempt: Attempt {
  let order: WorkOrder
  let launch: Launch
  let fence: Fence
  let startedAt: UInt64
  private(set) var events: EventsFile
  /// Lines that were read and are not recorded yet.
  var pending: [Value] = []
  /// When lines were last recorded, on the monotonic clock.
  var recordedAt: UInt64
  /// Why we ended it, if we did.
  private(set) var ending: AttemptEnding?
  private var forcedAt: UInt64?
  private var isForced = false
  private var limits: AttemptLimits
  /// How it is confined, where it is asked to be.
  let confinement: String?
  private var echo: Echo?
  /// Where what it makes is kept, if it is.
  let blobs: BlobStore?
  /// The working directory of the attempt.
  let place: WorkPlace
  /// What it executes.
  let program: HandedProgram
  /// What stood in the place of its outputs before, where it works in a directory not its own.
  let former: FormerOutputs?
  /// When a sign of life was left last, on the monotonic clock.
  private var pulsedAt: UInt64 = 0

  var id: AttemptID { order.id }

  /// Starts the process of a work order and holds it at its gate.
  ///
  /// Unless it `keepsFiles`, nothing of what it makes goes into the ledger.
  init(
    _ order: WorkOrder, environment: StageEnvironment, ledger: Ledger, keepsFiles: Bool = true,
    echoed: Echoed? = nil
  ) throws {
    self.order = order
    blobs = keepsFiles ? ledger.blobs : nil
    let mark = "\(ledger.origin)/\(order.id.study)/\(order.id)"
    let path = PathName.join(order.paths.meta, "lock")
    guard let lock = try FileLock.acquire(path) else {
      throw RuntimeError(.lockTimeout, "a process of \(order.id) is still running")
    }
    defer { lock.leaveToChildren() }
    place = try WorkPlace(order.paths.work)
    let program = try Programs.find(
      order.arguments[0], path: environment.path, directory: order.paths.work)
    self.program = HandedProgram(order.arguments[0], at: program)
    let output = try Descriptor.openRegular(
      order.paths.stdout, [.write, .append], followLinks: false)
    let error = try Descriptor.openRegular(
      order.paths.stderr, [.write, .append], followLinks: false)
    let variables = environment.variables + order.variables(fence: mark)
    let input: Int32 = echoed == nil ? -1 : 0
    former =
      order.stage.workingDirectory == nil
      ? nil : FormerOutputs(of: order.stage, in: order.paths.work)
    var plan = Launch.Plan(
      program: program, arguments: order.arguments,
      environment: variables.map { "\($0.name)=\($0.value)" }, directory: order.paths.work,
      input: input, output: output.number, error: error.number)
    plan.inherited = [(lock.descriptor, Fence.descriptor)]
    plan.isKept = true
    confinement = try StageConfinement(order, environment)?.apply(to: &plan)
    limits = AttemptLimits(order.limits, order.stage, order.paths)
    launch = try Launch(plan)
    fence = Fence(lockPath: path, mark: mark, group: launch.pid)
    startedAt = Clock.monotonic()
    recordedAt = startedAt
    events = EventsFile(order.paths.events)
    echo = echoed.map { Echo(order.paths, $0) }
  }

  /// What is recorded of the start.
  var started: StageStarted {
    StageStarted(
      id: id, command: order.arguments, pid: Int64(launch.pid),
      processStart: ProcessTable.start(of: launch.pid) ?? 0, boot: HostIdentity.boot,
      directory: order.paths.relative, confinement: confinement)
  }

  /// Opens the gate; what could not be done is written to its stderr, so that the record tells.
  func open() {
    guard let problem = launch.open() else { return }
    try? FileSystem.writeAtomically(order.paths.stderr, Array("\(problem)\n".utf8), sync: false)
  }

  func abandon() { launch.abandon() }

  func clear() { _ = fence.clear() }

  var reported: (done: Double, of: Double)? { events.reports.progress }
  var lastMetric: (name: String, value: Double)? { events.reports.metrics.last }

  /// When it was seen to have ended, on the monotonic clock.
  private var endedAt: UInt64?

  /// How long it has been running, in nanoseconds; a runner that is busy does not lengthen it.
  var elapsed: Int64 { Int64((endedAt ?? Clock.monotonic()) - startedAt) }

  /// Reads what it reported since the last look, and ends it when it takes too long or too much.
  func look() {
    pulse()
    pending += events.read()
    echo?.copy()
    if endedAt == nil, ProcessTable.isZombie(launch.pid) { endedAt = Clock.monotonic() }
    if ending == nil {
      // What has ended in time and is only not reaped yet is not late.
      if let limit = order.stage.timeoutNanoseconds, elapsed > limit, endedAt == nil {
        end(.timedOut)
      }
      if let excess = limits.excess(of: launch.pid) { end(.exceeded(excess)) }
    }
    if let forcedAt, Clock.monotonic() > forcedAt {
      if isForced {
        Children.signalGroup(launch.pid, SIGKILL)
        self.forcedAt = nil
      } else {
        force()
      }
    }
  }

  /// Holds what an attempt that ended well left against what it may.
  func boundRemains() {
    if ending == nil, let excess = limits.excessAtEnd { ending = .exceeded(excess) }
  }

  /// How large each of its logs may be, in bytes.
  var logBytes: UInt64 { UInt64(limits.logBytes) }

  /// Leaves a sign of life about once a second: if the runner goes away, it is known until when
  /// the attempt was looked after.
  private func pulse() {
    let now = Clock.monotonic()
    guard now - pulsedAt >= 1_000_000_000 else { return }
    pulsedAt = now
    try? Descriptor.open(order.paths.pulse, [.write, .create]).write([UInt8(ascii: ".")])
    // A keeper that was stopped would never say that its program has ended.
    Children.signal(launch.pid, SIGCONT)
  }

  /// Asks the whole process group to end, and forces it two seconds later.
  func end(_ why: AttemptEnding) {
    if ending == nil { ending = why }
    Children.signalGroup(launch.pid, SIGTERM)
    forcedAt = forcedAt ?? Clock.monotonic() + 2_000_000_000
  }

  /// Ends the whole process group at once.
  func kill() {
    if ending == nil { ending = .interrupted }
    force()
  }

  /// Has the keeper end everything, and ends the keeper and its group a second later.
  private func force() {
    isForced = true
    Children.endFamily(of: launch.pid)
    forcedAt = Clock.monotonic() + 1_000_000_000
  }

  /// Reads the rest of what it reported, once its processes are gone.
  func drain() {
    pending += events.finish()
    echo?.copy()
  }
}

/// Copies what a process writes to our own standard output and error, as it comes.
struct Echo {
  private var outputs: [(path: String, offset: UInt64, target: Int32)]

  private let echoed: Echoed

  init(_ paths: AttemptPaths, _ echoed: Echoed) {
    self.echoed = echoed
    outputs = [(paths.stdout, 0, 1), (paths.stderr, 0, 2)]
  }

  mutating func copy() {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    for place in outputs.indices {
      guard let file = try? Descriptor.openRegular(outputs[place].path, followLinks: false),
        (try? file.seek(to: outputs[place].offset)) != nil
      else { continue }
      while let count = try? file.read(into: &buffer), count > 0 {
        outputs[place].offset += UInt64(count)
        let number = outputs[place].target
        let target = Descriptor(
          taking: number, path: number == 1 ? "standard output" : "standard error")
        // A reader that has gone away, or a full disk, is no reason to stop the command.
        do throws(FileError) { try target.write(buffer.span.extracting(..<count)) } catch {
          echoed.note(error)
        }
        _ = target.take()
      }
    }
  }
}
