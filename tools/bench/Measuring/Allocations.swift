import Glibc

/// How often memory is asked for: counted by `tools/preload.c`, where that is loaded.
enum Allocations {
  private typealias Switch = @convention(c) (Int32) -> Void
  private typealias Count = @convention(c) () -> UInt

  /// Runs `body` and counts, for each of so many things; nil when nobody counts.
  static func each<Ignored>(_ things: Int, _ body: () throws -> Ignored) rethrows -> Double? {
    // The functions have these types in the library that is loaded, and stay loaded.
    guard let start = unsafe dlsym(nil, "bench_count_allocations"),
      let read = unsafe dlsym(nil, "bench_allocations")
    else { return nil }
    let count = unsafe unsafeBitCast(read, to: Count.self)
    let turn = unsafe unsafeBitCast(start, to: Switch.self)
    turn(1)
    defer { turn(0) }
    _ = try body()
    return Double(count()) / Double(things)
  }

  /// Lets programs that are started from now on do without the library, which costs them time.
  static func leaveChildrenAlone() { unsafe unsetenv("LD_PRELOAD") }
}
