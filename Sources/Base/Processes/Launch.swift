import CPOSIX
public import Files
import Glibc

/// A process that was started and waits at its gate until it may go on: the only way in which this
/// program starts another.
public struct Launch: Sendable {
  /// What the process leads, so that whatever it starts can be signalled with it.
  public enum Family: Sendable {
    /// A process group.
    case group
    /// A session, which has no terminal.
    case session
    /// Nothing: it shares our terminal as one of our group, as a pager does.
    case none
  }

  /// What to start.
  public struct Plan: Sendable {
    /// The path of the program: nothing is searched.
    public var program: String
    /// The arguments, the program's name first.
    public var arguments: [String]
    /// `NAME=value`, and nothing besides.
    public var environment: [String]
    /// The working directory.
    public var directory: String
    /// The descriptor that becomes standard input; -1 is the null device.
    public var input: Int32 = -1
    /// The descriptor that becomes standard output.
    public var output: Int32
    /// The descriptor that becomes standard error.
    public var error: Int32
    /// Descriptors that every descendant keeps, and the numbers under which they do.
    public var inherited: [(descriptor: Int32, number: Int32)] = []
    /// What the process leads.
    public var family = Family.group
    /// Whether a keeper stands between us and the program: a process of ours that adopts what the
    /// program leaves behind, ends it when the program has ended, and ends as the program did.
    public var isKept = false
    /// What it may do; nil does not confine, and lets it outlive us.
    public var confinement: Confinement?
    /// Whether whoever starts it waits for its end, rather than ``Children``.
    var isWaitedFor = false

    public init(
      program: String, arguments: [String], environment: [String], directory: String,
      input: Int32 = -1, output: Int32, error: Int32
    ) {
      self.program = program
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
      self.input = input
      self.output = output
      self.error = error
    }
  }

  /// What the process could not do before its program was executed.
  struct Failure {
    let step: Int32
    let errno: Int32
  }

  /// What a keeper has to say of what its program left behind.
  public struct Account: Equatable, Sendable {
    /// Whether there was anything, which was ended.
    public var hasLeftBehind: Bool
    /// Whether some of it could not be ended.
    public var isAlive: Bool
  }

  /// The process: the keeper, where there is one, whose end is that of the program.
  public let pid: Int32
  private let gate: Int32
  private let account: Int32
  private let report: Int32

  /// Starts a process and holds it at its gate.
  public init(_ plan: Plan) throws(FileError) {
    let gate = try Pipe()
    let report = try Pipe()
    let account = try Pipe(nonBlocking: true)
    let rules = try plan.confinement?.openRules() ?? -1
    defer { if rules >= 0 { close(rules) } }
    let arguments = CStrings(plan.arguments)
    let environment = CStrings(plan.environment)
    let inherited = plan.inherited.map { one in
      rl_inherited(descriptor: one.descriptor, number: one.number)
    }
    let filter = try plan.confinement?.filter() ?? []
    let ends = (gate.reader.number, report.writer.number, account.writer.number)
    // The arrays and strings outlive the calls, which copy what they need into the child.
    let pid = unsafe plan.program.withCString { program in
      unsafe plan.directory.withCString { directory in
        unsafe inherited.withUnsafeBufferPointer { inherited in
          unsafe filter.withUnsafeBufferPointer { filter in
            var raw = unsafe rl_launch_plan()
            unsafe raw.path = program
            unsafe raw.arguments = UnsafePointer(arguments.pointer)
            unsafe raw.environment = UnsafePointer(environment.pointer)
            unsafe raw.directory = directory
            unsafe (raw.input, raw.output, raw.error) = (plan.input, plan.output, plan.error)
            unsafe (raw.gate, raw.report, raw.account) = ends
            unsafe raw.keeps = plan.isKept ? 1 : 0
            unsafe raw.inherited = inherited.baseAddress
            unsafe raw.inherited_count = inherited.count
            unsafe raw.new_group = plan.family == .group ? 1 : 0
            unsafe raw.new_session = plan.family == .session ? 1 : 0
            unsafe raw.no_core = 1
            guard let confinement = plan.confinement else { return unsafe rl_launch(&raw) }
            unsafe raw.file_bytes = confinement.fileSizeMax
            var limits = unsafe rl_confinement(
              rules: rules, filter: filter.baseAddress, filter_count: filter.count,
              parent: getpid(), keep_capabilities: confinement.keepsCapabilities ? 1 : 0)
            return unsafe withUnsafePointer(to: &limits) { limits in
              unsafe raw.confinement = limits
              return unsafe rl_launch(&raw)
            }
          }
        }
      }
    }
    guard pid > 0 else {
      throw FileError(operation: "start", path: plan.program, errno: errno)
    }
    if !plan.isWaitedFor { Children.began(pid) }
    self.pid = pid
    self.gate = gate.intoWriter().take()
    self.report = report.intoReader().take()
    if plan.isKept { self.account = account.intoReader().take() } else { self.account = -1 }
  }

  /// What the keeper said, once the process has ended; nil when it was killed before it could.
  ///
  /// To be asked once.
  public func accounted() -> Account? {
    guard account >= 0 else { return nil }
    let pipe = Descriptor(taking: account, path: "account")
    var bytes = [UInt8](repeating: 0, count: 8)
    guard let count = try? pipe.read(into: &bytes), count == 8 else { return nil }
    return Account(
      hasLeftBehind: Int32(littleEndianBytes: bytes[0..<4]) != 0,
      isAlive: Int32(littleEndianBytes: bytes[4..<8]) != 0)
  }

  /// Lets the process go on; nil when it runs, else what it could not do.
  public func open() -> String? {
    guard let failure = proceed() else { return nil }
    let what =
      failure.step == Int32(RL_STEP_EXEC) ? "execute the command" : "prepare the process"
    return "cannot \(what): \(ErrorText.of(failure.errno))"
  }

  /// Lets the process go on; nil when it runs.
  func proceed() -> Failure? {
    let report = Descriptor(taking: report, path: "report")
    let problem = openGate()
    var bytes = [UInt8](repeating: 0, count: 8)
    guard let count = try? report.read(into: &bytes), count == 8 else {
      return problem.map { Failure(step: 0, errno: $0) }
    }
    return Failure(
      step: Int32(littleEndianBytes: bytes[0..<4]), errno: Int32(littleEndianBytes: bytes[4..<8]))
  }

  /// Lets the process through its gate, and says why that failed.
  ///
  /// The gate is closed in any case: a process to which nothing comes ends there, and is not waited
  /// for while it waits for us.
  private func openGate() -> Int32? {
    let gate = Descriptor(taking: gate, path: "gate")
    do throws(FileError) { try gate.write([1]) } catch { return error.errno }
    return nil
  }

  /// Ends the process at its gate, before it has done anything.
  public func abandon() {
    _ = Descriptor(taking: gate, path: "gate")
    _ = Descriptor(taking: report, path: "report")
    if account >= 0 { _ = Descriptor(taking: account, path: "account") }
    _ = Children.wait(for: pid)
  }
}

extension Int32 {
  fileprivate init(littleEndianBytes bytes: ArraySlice<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | Int32($1) }
  }
}
