/// Times as text: RFC 3339 in UTC, over nanoseconds since 1970-01-01T00:00:00Z.
///
/// The calendar is the proleptic Gregorian one, computed here, so that no locale or time-zone file
/// can change a rendered time. `Int64` nanoseconds reach from 1677-09-21 to 2262-04-11.
public enum RFC3339 {
  /// The time with nine decimals, such as `2026-01-01T00:00:00.000000000Z`.
  public static func format(nanoseconds: Int64) -> String {
    let (seconds, fraction) = split(nanoseconds)
    return dateTime(seconds) + "." + padded(fraction, to: 9) + "Z"
  }

  /// The time without decimals, rounded down to the second, such as `2026-01-01T00:00:00Z`.
  public static func formatSeconds(nanoseconds: Int64) -> String {
    dateTime(split(nanoseconds).seconds) + "Z"
  }

  private static func split(_ nanoseconds: Int64) -> (seconds: Int64, fraction: Int64) {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
  }

  private static func dateTime(_ seconds: Int64) -> String {
    var (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    if second < 0 { (days, second) = (days - 1, second + 86_400) }
    let date = CivilDate(daysSince1970: days)
    let hour = second / 3_600
    let minute = second / 60 % 60
    return "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
      + "T\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second % 60, to: 2))"
  }

  private static func padded(_ number: Int64, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
