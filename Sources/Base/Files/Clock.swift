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

  /// Whether the wall clock says a time that can be recorded: from 1677 to 2262.
  public static var isRecordable: Bool { nanoseconds(time(CLOCK_REALTIME)) != nil }

  /// The nearest time that can be told, where a clock says another.
  private static func read(_ clock: clockid_t) -> Int64 {
    let now = time(clock)
    return nanoseconds(now) ?? (now.tv_sec < 0 ? .min : .max)
  }

  private static func time(_ clock: clockid_t) -> timespec {
    var now = timespec()
    // Cannot fail for a clock that exists and memory that is ours.
    unsafe clock_gettime(clock, &now)
    return now
  }

  /// A time in nanoseconds; nil when so many cannot be counted.
  static func nanoseconds(_ time: timespec) -> Int64? {
    let (whole, isTooFar) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isOver) = whole.addingReportingOverflow(Int64(time.tv_nsec))
    return isTooFar || isOver ? nil : sum
  }
}
