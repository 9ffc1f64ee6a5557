/// What is to be done now and then while a long piece of work on files goes on: a large file that
/// is copied or digested shall not keep others waiting for their time limits.
public enum Meanwhile {
  /// How long at least between two calls, in nanoseconds.
  private static let pause: UInt64 = 20_000_000

  /// What is done, for the task that set it.
  @TaskLocal public static var work: (@Sendable () -> Void)?

  /// Runs `body`, and `work` every now and then when files are copied or digested in it.
  public static func doing<Result>(
    _ work: @escaping () -> Void, _ body: () throws -> Result
  ) rethrows -> Result {
    // It is called by this very task, inside of `body`, and by nobody else.
    nonisolated(unsafe) let work = work
    return try $work.withValue({ unsafe work() }, operation: body)
  }

  /// Does what is to be done, unless it was done just now: `last` is when, on the monotonic clock.
  public static func tick(_ last: inout UInt64) {
    guard let work else { return }
    let now = Clock.monotonic()
    guard now &- last >= pause else { return }
    // Whoever looks at files in there is not to be interrupted in turn.
    $work.withValue(nil) { work() }
    last = Clock.monotonic()
  }
}
