#if DEBUG
  import Glibc
  import Synchronization

  /// Makes the N-th operation of a kind fail, so that full and failing disks can be tested.
  ///
  /// Debug builds only. A plan holds for the synchronous calls inside
  /// `FaultPlan.$current.withValue(plan) { ... }`, and so never reaches into a test that runs
  /// beside it. A whole process can be given one in `RUNLEDGER_FAULT=OPERATION:N:ERROR[:EFFECT]`,
  /// for instance `write:3:28:short`, the error as a number, `any` for all kinds, `+` behind N for
  /// every later one too, and `/` before it for every N-th; a negative number is a signal that ends
  /// the process there. Several are separated by commas. Each that was met is a line that is added
  /// to the file `RUNLEDGER_FAULT_TOLD`, with `+` only the first.
  public final class FaultPlan: Sendable {
    /// The operations that can be made to fail.
    public typealias Operation = FileOperation

    /// What becomes of the operation that is made to fail.
    public enum Effect: String, Sendable, CaseIterable {
      /// It is not made.
      case notPersisted = "lost"
      /// It is made, and reported as failed.
      case persisted = "kept"
      /// A write is made by half, and reported as what it is; any other operation is just made.
      case short
    }

    struct Fault {
      var errno: Int32
      var effect: Effect

      /// Ends the process, if that is what is to happen.
      func end() {
        if errno < 0 { raise(-errno) }
      }
    }

    /// The plan of the current task, or the one from the environment.
    @TaskLocal public static var current: FaultPlan? = fromEnvironment

    private static let fromEnvironment: FaultPlan? = {
      // Read once, before any thread of ours could change the environment.
      guard let raw = unsafe getenv("RUNLEDGER_FAULT") else { return nil }
      let told = unsafe getenv("RUNLEDGER_FAULT_TOLD").map { unsafe String(cString: $0) }
      var plan: FaultPlan?
      for word in unsafe String(cString: raw).split(separator: ",") {
        let parts = word.split(separator: ":").map(String.init)
        guard parts.count >= 3, let occurrence = Int(parts[1].filter { !"+/".contains($0) }),
          occurrence > 0,
          let error = Int32(parts[2])
        else { return nil }
        let operation = Operation(rawValue: parts[0])
        guard operation != nil || parts[0] == "any" else { return nil }
        plan = FaultPlan(
          operation, occurrence: occurrence, errno: error, isLasting: parts[1].hasSuffix("+"),
          isPeriodic: parts[1].hasPrefix("/"),
          effect: parts.count > 3 ? Effect(rawValue: parts[3]) ?? .notPersisted : .notPersisted,
          told: told.map { (path: $0, line: "\(word)\n") }, other: plan)
      }
      return plan
    }()

    private let operation: Operation?
    private let occurrence: Int
    private let errno: Int32
    private let isLasting: Bool
    private let isPeriodic: Bool
    private let effect: Effect
    private let told: (path: String, line: String)?
    private let other: FaultPlan?
    private let count = Mutex(0)

    /// Creates a plan that fails the `occurrence`-th (from 1) operation of a kind, of any for nil,
    /// with an error number and, while it is lasting as a full disk is, every later one too.
    public convenience init(
      _ operation: Operation?, occurrence: Int, errno: Int32, isLasting: Bool = true,
      effect: Effect = .notPersisted
    ) {
      self.init(
        operation, occurrence: occurrence, errno: errno, isLasting: isLasting, isPeriodic: false,
        effect: effect, told: nil, other: nil)
    }

    private init(
      _ operation: Operation?, occurrence: Int, errno: Int32, isLasting: Bool, isPeriodic: Bool,
      effect: Effect, told: (path: String, line: String)?, other: FaultPlan?
    ) {
      self.isPeriodic = isPeriodic
      self.told = told
      self.other = other
      self.operation = operation
      self.occurrence = occurrence
      self.errno = errno
      self.isLasting = isLasting
      self.effect = effect
    }

    /// A plan that fails nothing, and counts.
    public static func counting(_ operation: Operation? = nil) -> FaultPlan {
      FaultPlan(operation, occurrence: .max, errno: 0)
    }

    /// How many operations of the plan's kind were attempted.
    public var attempts: Int { count.withLock { $0 } }

    /// The fault that this operation is to meet, or nil.
    func fault(_ attempted: Operation) -> Fault? {
      // Each of several counts everything.
      let others = other?.fault(attempted)
      guard operation == nil || attempted == operation else { return others }
      let number = count.withLock { count in
        count += 1
        return count
      }
      let isFirst = number == occurrence || isPeriodic && number.isMultiple(of: occurrence)
      guard isFirst || isLasting && number > occurrence else { return others }
      if isFirst { tell() }
      return Fault(errno: errno, effect: effect)
    }

    /// Adds to the file of what was met, by calls that no plan reaches.
    private func tell() {
      guard let told else { return }
      let file = unsafe Glibc.open(told.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else { return }
      _ = unsafe Glibc.write(file, told.line, told.line.utf8.count)
      _ = Glibc.close(file)
    }
  }
#endif
