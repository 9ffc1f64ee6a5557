import CPOSIX
import Files
import Glibc
import Synchronization

/// A process that was started and waits at its gate until it may go on.
struct Launch {
  /// What to start.
  struct Plan {
    var program: String
    var arguments: [String]
    var environment: [String]
    var directory: String
    var input: Int32 = -1
    var output: Int32
    var error: Int32
    /// A descriptor that every descendant keeps, and the number under which it does.
    var inherited: (descriptor: Int32, number: Int32)?
  }

  /// The process, which leads its own group.
  let pid: Int32
  private let gate: Int32
  private let report: Int32

  /// Starts a process and holds it at its gate.
  init(_ plan: Plan) throws {
    let gate = try Pipe()
    let report = try Pipe()
    let arguments = CStrings(plan.arguments)
    let environment = CStrings(plan.environment)
    var inherited = rl_inherited(
      descriptor: plan.inherited?.descriptor ?? -1, number: plan.inherited?.number ?? 0)
    let count = plan.inherited == nil ? 0 : 1
    let pid = unsafe plan.program.withCString { program in
      unsafe plan.directory.withCString { directory in
        // The arrays and strings outlive the call, which copies what it needs into the child.
        unsafe withUnsafePointer(to: &inherited) { inherited in
          var raw = unsafe rl_launch_plan()
          unsafe raw.path = program
          unsafe raw.arguments = UnsafePointer(arguments.pointer)
          unsafe raw.environment = UnsafePointer(environment.pointer)
          unsafe raw.directory = directory
          unsafe raw.input = plan.input
          unsafe raw.output = plan.output
          unsafe raw.error = plan.error
          unsafe raw.gate = gate.reader.number
          unsafe raw.report = report.writer.number
          unsafe raw.inherited = inherited
          unsafe raw.inherited_count = count
          unsafe raw.new_group = 1
          unsafe raw.no_core = 1
          return unsafe rl_launch(&raw)
        }
      }
    }
    guard pid > 0 else {
      throw FileError(operation: "start", path: plan.program, errno: errno)
    }
    Children.began(pid)
    self.pid = pid
    self.gate = gate.intoWriter().take()
    self.report = report.intoReader().take()
  }

  /// Lets the process go on; nil when it runs, else what it could not do.
  func open() -> String? {
    let gate = Descriptor(taking: gate, path: "gate")
    let report = Descriptor(taking: report, path: "report")
    // Fails only when the child is gone, which the report then tells.
    try? gate.write([1])
    var bytes = [UInt8](repeating: 0, count: 8)
    guard let count = try? report.read(into: &bytes), count == 8 else { return nil }
    let number = Int32(littleEndianBytes: bytes[4..<8])
    let step = Int32(littleEndianBytes: bytes[0..<4])
    let what = step == Int32(RL_STEP_EXEC) ? "execute the command" : "prepare the process"
    return "cannot \(what): \(ErrorText.of(number))"
  }

  /// Ends the process at its gate, before it has done anything.
  func abandon() {
    _ = Descriptor(taking: gate, path: "gate")
    _ = Descriptor(taking: report, path: "report")
    _ = Children.wait(for: pid)
  }
}

/// An array of C strings that ends with a null pointer.
@safe
private final class CStrings {
  let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ texts: [String]) {
    count = texts.count
    unsafe pointer = .allocate(capacity: count + 1)
    for (index, text) in texts.enumerated() { unsafe pointer[index] = strdup(text) }
    unsafe pointer[count] = nil
  }

  deinit {
    for index in 0..<count { unsafe free(pointer[index]) }
    unsafe pointer.deallocate()
  }
}

extension Int32 {
  fileprivate init(littleEndianBytes bytes: ArraySlice<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | Int32($1) }
  }
}

/// How a process ended, and what it used.
struct Ended: Sendable {
  var pid: Int32
  var exit: Int64?
  var signal: Int64?
  var processorTime: Int64
  var memory: Int64
}

/// Reaping and signalling.
enum Children {
  /// Descendants whose parent died become our children from now on, so that they can be found.
  static func adoptOrphans() { _ = rl_adopt_orphans(1) }

  /// Orphans are the system's again; those that have ended are reaped.
  static func releaseOrphans() {
    _ = rl_adopt_orphans(0)
    _ = orphans()
  }

  /// How one of the processes that we started ended, or nil while it works.
  static func reap(_ pid: Int32) -> Ended? { wait(pid: pid, blocks: false) }

  /// Waits for one child.
  static func wait(for pid: Int32) -> Ended? { wait(pid: pid, blocks: true) }

  /// Orphans that came to us and are still alive; those that have ended are reaped.
  static func orphans() -> [Int32] {
    let ours = started.withLock { $0 }
    return ProcessTable.children.filter { pid in
      if ours.contains(pid) { return false }
      guard ProcessTable.isZombie(pid) else { return true }
      _ = wait(pid: pid, blocks: false)
      return false
    }
  }

  /// Takes note of a process that we started and shall reap ourselves.
  fileprivate static func began(_ pid: Int32) { _ = started.withLock { $0.insert(pid) } }

  /// Processes that we started and did not reap yet.
  private static let started = Mutex<Set<Int32>>([])

  /// Signals a whole group; true when there was one.
  @discardableResult
  static func signalGroup(_ group: Int32, _ number: Int32) -> Bool {
    rl_signal_group(group, number) == 0
  }

  /// Signals one process; true when there was one.
  @discardableResult
  static func signal(_ pid: Int32, _ number: Int32) -> Bool { rl_signal_process(pid, number) == 0 }

  private static func wait(pid: Int32, blocks: Bool) -> Ended? {
    var raw = rl_ended()
    guard unsafe rl_wait(pid, blocks ? 1 : 0, &raw) > 0 else { return nil }
    _ = started.withLock { $0.remove(raw.pid) }
    let exited = rl_exited(raw.status) != 0
    return Ended(
      pid: raw.pid, exit: exited ? Int64(rl_exit_code(raw.status)) : nil,
      signal: exited ? nil : Int64(rl_signal_number(raw.status)),
      processorTime: (raw.user_microseconds + raw.system_microseconds) * 1_000,
      memory: raw.peak_memory_bytes)
  }
}

/// Signals as bytes in a pipe, so that the loop that waits for children also hears them.
struct SignalPipe {
  private let reader: Int32
  private let numbers: [Int32]

  /// Takes over SIGINT, SIGTERM, SIGHUP and SIGCHLD; but for SIGCHLD, what is ignored stays so.
  init() throws {
    let pipe = try Pipe(nonBlocking: true)
    let writer = pipe.writer.number
    numbers = [SIGINT, SIGTERM, SIGHUP, SIGCHLD].filter {
      $0 == SIGCHLD || rl_signal_is_ignored($0) == 0
    }
    _ = unsafe rl_signals_to_pipe(dup(writer), numbers, numbers.count)
    // Whoever started us may have blocked them.
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in numbers { unsafe sigaddset(&set, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
    reader = pipe.intoReader().take()
  }

  /// Waits until a signal comes or the time is over, and gives the signals that came.
  func wait(milliseconds: Int32) -> [Int32] {
    var poll = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    _ = unsafe Glibc.poll(&poll, 1, milliseconds)
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe read(reader, &bytes, bytes.count)
    return count > 0 ? bytes[..<count].map(Int32.init) : []
  }

  /// Gives the signals their default effect again.
  func restore() {
    for number in numbers { _ = rl_signal_default(number) }
    close(reader)
  }
}
