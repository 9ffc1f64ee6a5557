import Glibc

/// The machine's clocks.
public enum Clock {
  /// Nanoseconds since 1970 in UTC: a claim, for it may jump, also backwards.
  public static func wall() -> Int64 { read(CLOCK_REALTIME) }

  /// Nanoseconds since the machine started.
  ///
  /// Never goes back, stands still in suspension.
  public static func monotonic() -> UInt64 { UInt64(read(CLOCK_MONOTONIC)) }

  /// Waits at least this long, whatever signals arrive.
  public static func sleep(nanoseconds: UInt64) {
    let until = monotonic().addingReportingOverflow(nanoseconds)
    guard !until.overflow else { return sleepForever() }
    var end = timespec(
      tv_sec: Int(until.partialValue / 1_000_000_000),
      tv_nsec: Int(until.partialValue % 1_000_000_000))
    // An absolute end, so that restarts after signals add nothing.
    while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nil) == EINTR {}
  }

  private static func sleepForever() {
    while true { Glibc.sleep(.max) }
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    // Cannot fail for a clock that exists and memory that is ours.
    unsafe clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
