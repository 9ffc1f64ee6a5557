#if DEBUG
  import Glibc
  import Synchronization

  /// Makes the N-th operation of a kind fail, so that full and failing disks can be tested.
  ///
  /// Debug builds only. A plan holds for the synchronous calls inside
  /// `FaultPlan.$current.withValue(plan) { ... }`, and so never reaches into a test that runs
  /// beside it. A whole process can be given one in `RUNLEDGER_FAULT=OPERATION:N:ERROR[:EFFECT]`,
  /// for instance `write:3:28:short`, the error as a number, `any` for all kinds, and `+` behind N
  /// for every later one too.
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
    }

    /// The plan of the current task, or the one from the environment.
    @TaskLocal public static var current: FaultPlan? = fromEnvironment

    private static let fromEnvironment: FaultPlan? = {
      // Read once, before any thread of ours could change the environment.
      guard let raw = unsafe getenv("RUNLEDGER_FAULT") else { return nil }
      let parts = unsafe String(cString: raw).split(separator: ":").map(String.init)
      guard parts.count >= 3, let occurrence = Int(parts[1].filter { $0 != "+" }),
        let error = Int32(parts[2])
      else { return nil }
      let operation = Operation(rawValue: parts[0])
      guard operation != nil || parts[0] == "any" else { return nil }
      return FaultPlan(
        operation, occurrence: occurrence, errno: error, isLasting: parts[1].hasSuffix("+"),
        effect: parts.count > 3 ? Effect(rawValue: parts[3]) ?? .notPersisted : .notPersisted)
    }()

    private let operation: Operation?
    private let occurrence: Int
    private let errno: Int32
    private let isLasting: Bool
    private let effect: Effect
    private let count = Mutex(0)

    /// Creates a plan that fails the `occurrence`-th (from 1) operation of a kind, of any for nil,
    /// with an error number and, while it is lasting as a full disk is, every later one too.
    public init(
      _ operation: Operation?, occurrence: Int, errno: Int32, isLasting: Bool = true,
      effect: Effect = .notPersisted
    ) {
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
      guard operation == nil || attempted == operation else { return nil }
      return count.withLock { count in
        count += 1
        let isMet = count == occurrence || isLasting && count > occurrence
        return isMet ? Fault(errno: errno, effect: effect) : nil
      }
    }
  }
#endif
