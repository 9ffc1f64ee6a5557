/// Times as text: RFC 3339 in UTC, over nanoseconds since 1970-01-01T00:00:00Z.
///
/// The calendar is the proleptic Gregorian one, computed here, so that no locale or time-zone file
/// can change a rendered time. `Int64` nanoseconds reach from 1677-09-21 to 2262-04-11.
public enum RFC3339 {
  /// The time with nine decimals, such as `2026-01-01T00:00:00.000000000Z`.
  public static func format(nanoseconds: Int64) -> String {
    let (seconds, fraction) = split(nanoseconds)
    return text { output in
      appendDateTime(seconds, to: &output)
      output.append(UInt8(ascii: "."))
      output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction / 100_000_000))
      appendPair(fraction / 1_000_000 % 100, to: &output)
      appendPair(fraction / 10_000 % 100, to: &output)
      appendPair(fraction / 100 % 100, to: &output)
      appendPair(fraction % 100, to: &output)
      output.append(UInt8(ascii: "Z"))
    }
  }

  /// The time without decimals, rounded down to the second, such as `2026-01-01T00:00:00Z`.
  public static func formatSeconds(nanoseconds: Int64) -> String {
    let (seconds, _) = split(nanoseconds)
    return text { output in
      appendDateTime(seconds, to: &output)
      output.append(UInt8(ascii: "Z"))
    }
  }

  /// A text written digit by digit: every entry has a time, and every view shows it.
  private static func text(_ write: (inout OutputSpan<UInt8>) -> Void) -> String {
    String(decoding: [UInt8](capacity: 30, initializingWith: write), as: UTF8.self)
  }

  private static func split(_ nanoseconds: Int64) -> (seconds: Int64, fraction: Int64) {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
  }

  @_lifetime(output: copy output)
  private static func appendDateTime(_ seconds: Int64, to output: inout OutputSpan<UInt8>) {
    var (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    if second < 0 { (days, second) = (days - 1, second + 86_400) }
    let date = CivilDate(daysSince1970: days)
    appendPair(date.year / 100, to: &output)
    appendPair(date.year % 100, to: &output)
    output.append(UInt8(ascii: "-"))
    appendPair(date.month, to: &output)
    output.append(UInt8(ascii: "-"))
    appendPair(date.day, to: &output)
    output.append(UInt8(ascii: "T"))
    appendPair(second / 3_600, to: &output)
    output.append(UInt8(ascii: ":"))
    appendPair(second / 60 % 60, to: &output)
    output.append(UInt8(ascii: ":"))
    appendPair(second % 60, to: &output)
  }

  /// Appends a number below 100 as two digits.
  @_lifetime(output: copy output)
  private static func appendPair(_ number: Int64, to output: inout OutputSpan<UInt8>) {
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
    output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }
}
