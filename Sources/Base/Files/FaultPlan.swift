#if DEBUG
  import Glibc
  import Synchronization

  /// Makes the N-th operation of one kind fail, so that full and failing disks can be tested.
  ///
  /// Debug builds only. A plan holds for the synchronous calls inside
  /// `FaultPlan.$current.withValue(plan) { ... }`, and so never reaches into a test that runs
  /// beside it. A whole process can be given one in `RUNLEDGER_FAULT=OPERATION:N:ERROR`, for
  /// instance `write:3:28`, the error as a number.
  public final class FaultPlan: Sendable {
    /// The operations that can be made to fail.
    public enum Operation: String, Sendable {
      case open, write, synchronize, rename
    }

    /// The plan of the current task, or the one from the environment.
    @TaskLocal public static var current: FaultPlan? = fromEnvironment

    private static let fromEnvironment: FaultPlan? = {
      // Read once, before any thread of ours could change the environment.
      guard let raw = unsafe getenv("RUNLEDGER_FAULT") else { return nil }
      let parts = unsafe String(cString: raw).split(separator: ":")
      guard parts.count == 3, let operation = Operation(rawValue: String(parts[0])),
        let occurrence = Int(parts[1]), let error = Int32(parts[2])
      else { return nil }
      return FaultPlan(operation, occurrence: occurrence, errno: error)
    }()

    private let operation: Operation
    private let occurrence: Int
    private let errno: Int32
    private let isLasting: Bool
    private let count = Mutex(0)

    /// Creates a plan that fails the `occurrence`-th (from 1) operation with an error number and,
    /// while it is lasting as a full disk is, every later one too.
    public init(
      _ operation: Operation, occurrence: Int, errno: Int32, isLasting: Bool = true
    ) {
      self.operation = operation
      self.occurrence = occurrence
      self.errno = errno
      self.isLasting = isLasting
    }

    /// How many operations of the plan's kind were attempted.
    public var attempts: Int { count.withLock { $0 } }

    /// The error that this operation is to fail with, or nil.
    func fault(_ attempted: Operation) -> Int32? {
      guard attempted == operation else { return nil }
      return count.withLock { count in
        count += 1
        return count == occurrence || isLasting && count > occurrence ? errno : nil
      }
    }
  }
#endif
