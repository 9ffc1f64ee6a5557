#if DEBUG
  import Synchronization

  /// Failures that a test orders from LMDB's calls.
  ///
  /// Debug builds only.
  ///
  /// A plan holds for the task that runs it, so that tests in other tasks are not struck.
  public final class Faults: Sendable {
    /// What becomes of the call that is made to fail.
    public enum Effect: Sendable {
      /// The call is not made.
      case notPersisted
      /// The call is made, its answer is lost, and a failure is reported instead. A call that would
      /// hand over a handle is not made.
      case persisted
    }

    struct Fault {
      var code: Int32
      var effect: Effect
    }

    private struct State {
      var counts: [Call: Int] = [:]
      var total = 0
    }

    @TaskLocal private static var current: Faults?

    private let call: Call?
    private let ordinal: Int
    private let fault: Fault?
    private let state = Mutex(State())

    private init(call: Call?, ordinal: Int, fault: Fault?) {
      self.call = call
      self.ordinal = ordinal
      self.fault = fault
    }

    /// Runs `body` with the `ordinal`-th call of a kind (of any kind when `call` is nil) failing.
    ///
    /// Ordinals count from 1. The failure happens once.
    public static func failing<R>(
      _ call: Call?, ordinal: Int = 1, code: Int32, effect: Effect = .notPersisted,
      _ body: () throws -> R
    ) rethrows -> R {
      let plan = Faults(
        call: call, ordinal: ordinal, fault: Fault(code: code, effect: effect))
      return try $current.withValue(plan, operation: body)
    }

    /// Runs `body` and counts the calls it makes, so that a test can fail each of them in turn.
    public static func counting(_ body: () throws -> Void) rethrows -> (
      total: Int, calls: [Call: Int]
    ) {
      let plan = Faults(call: nil, ordinal: 0, fault: nil)
      try $current.withValue(plan, operation: body)
      return plan.state.withLock { ($0.total, $0.counts) }
    }

    /// Notes one call, and answers with the fault if this is the call to fail.
    static func strike(_ call: Call) -> Fault? {
      guard let plan = current else { return nil }
      return plan.state.withLock { state in
        state.total += 1
        state.counts[call, default: 0] += 1
        let ordinal = plan.call == nil ? state.total : state.counts[call]
        guard plan.call == nil || plan.call == call, ordinal == plan.ordinal else { return nil }
        return plan.fault
      }
    }
  }
#endif
