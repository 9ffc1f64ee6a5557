import Synchronization

/// A wall clock that goes on when the machine's is set back, and follows it when that is ahead.
///
/// What is to happen after a while happens after that while.
final class SteadyClock: Sendable {
  private let last = Mutex<(now: Int64, monotonic: UInt64)?>(nil)

  /// The time, given what the machine's clocks say; the wall clock is read before the other.
  func now(wall: Int64, monotonic: UInt64) -> Int64 {
    last.withLock { last in
      var now = wall
      if let last {
        let passed = Int64(clamping: monotonic &- last.monotonic)
        let (expected, overflow) = last.now.addingReportingOverflow(passed)
        if !overflow { now = max(wall, expected) }
      }
      last = (now, monotonic)
      return now
    }
  }
}
