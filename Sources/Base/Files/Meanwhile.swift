import Glibc
import Synchronization

/// What is to be done now and then while a long piece of work on files goes on: a large file that
/// is copied or digested shall not keep others waiting for their time limits.
public enum Meanwhile {
  /// How long at least between two calls, in nanoseconds.
  private static let pause: UInt64 = 20_000_000

  /// What is done, by the thread that set it.
  private static let works = Mutex<[pthread_t: @Sendable () -> Void]>([:])

  /// Runs `body`, and `work` every now and then when files are copied or digested in it.
  public static func doing<Result>(
    _ work: @escaping () -> Void, _ body: () throws -> Result
  ) rethrows -> Result {
    // It is called by this very thread, inside of `body`, and by nobody else.
    nonisolated(unsafe) let work = work
    let before = set { unsafe work() }
    defer { _ = set(before) }
    return try body()
  }

  /// Does what is to be done, unless it was done just now: `last` is when, on the monotonic clock.
  public static func tick(_ last: inout UInt64) {
    let thread = pthread_self()
    guard let work = works.withLock({ $0[thread] }) else { return }
    let now = Clock.monotonic()
    guard now &- last >= pause else { return }
    // Whoever looks at files in there is not to be interrupted in turn.
    let before = set(nil)
    work()
    _ = set(before)
    last = Clock.monotonic()
  }

  /// Sets what this thread does, and answers with what it did before.
  private static func set(_ work: (@Sendable () -> Void)?) -> (@Sendable () -> Void)? {
    let thread = pthread_self()
    return works.withLock { works in
      let before = works[thread]
      works[thread] = work
      return before
    }
  }
}
