import Codecs
import TestKit
import Testing

struct RFC3339Tests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000000Z"),
    (1, "1970-01-01T00:00:00.000000001Z"),
    (-1, "1969-12-31T23:59:59.999999999Z"),
    (-1_000_000_000, "1969-12-31T23:59:59.000000000Z"),
    (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
    (951_868_800_000_000_000, "2000-03-01T00:00:00.000000000Z"),
    (1_767_225_600_000_000_000, "2026-01-01T00:00:00.000000000Z"),
    (1_709_251_199_123_456_789, "2024-02-29T23:59:59.123456789Z"),
    (-2_203_891_200_000_000_000, "1900-03-01T00:00:00.000000000Z"),
    (-2_203_977_600_000_000_000, "1900-02-28T00:00:00.000000000Z"),
    (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
    (Int64.max, "2262-04-11T23:47:16.854775807Z"),
    (Int64.min, "1677-09-21T00:12:43.145224192Z"),
  ])
  func `a time has one text`(nanoseconds: Int64, text: String) {
    #expect(RFC3339.format(nanoseconds: nanoseconds) == text)
    #expect(RFC3339.parse(text) == nanoseconds)
  }

  @Test func `seconds are rounded down`() {
    #expect(RFC3339.formatSeconds(nanoseconds: 1_999_999_999) == "1970-01-01T00:00:01Z")
    #expect(RFC3339.formatSeconds(nanoseconds: -1) == "1969-12-31T23:59:59Z")
    #expect(RFC3339.parse("2026-01-01T00:00:00Z") == 1_767_225_600_000_000_000)
  }

  @Test func `random times read back`() {
    var random = SeededGenerator()
    for _ in 0..<5_000 {
      let nanoseconds = Int64(bitPattern: random.next())
      #expect(RFC3339.parse(RFC3339.format(nanoseconds: nanoseconds)) == nanoseconds, "\(random)")
    }
  }

  @Test func `texts are ordered as their times are`() {
    var random = SeededGenerator()
    for _ in 0..<1_000 {
      let (left, right) = (Int64(bitPattern: random.next()), Int64(bitPattern: random.next()))
      let texts = (RFC3339.format(nanoseconds: left), RFC3339.format(nanoseconds: right))
      #expect((left < right) == (texts.0 < texts.1), "\(random)")
    }
  }

  @Test func `every day of four centuries follows the day before`() {
    var days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var nanoseconds: Int64 = -8_520_336_000_000_000_000
    for year in 1700..<2100 {
      days[1] = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
      for month in 1...12 {
        for day in 1...days[month - 1] {
          let date = [year, month, day].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-")
          let text = RFC3339.formatSeconds(nanoseconds: nanoseconds)
          if text != date + "T00:00:00Z" { Issue.record("\(text) instead of \(date)") }
          nanoseconds += 86_400_000_000_000
        }
      }
    }
  }

  @Test(arguments: [
    ("1970-01-01T01:00:00+01:00", 0), ("1969-12-31T19:30:00-04:30", 0),
    ("1970-01-01T00:00:00.5Z", 500_000_000), ("1969-12-31T23:59:59.5Z", -500_000_000),
    ("1970-01-01T00:00:00.120Z", 120_000_000),
  ])
  func `offsets and short fractions are understood`(text: String, nanoseconds: Int64) {
    #expect(RFC3339.parse(text) == nanoseconds)
  }

  @Test(arguments: [
    "", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z", "2026-01-01t00:00:00Z",
    "2026-01-01T00:00:00z", "2026-1-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00Zx",
    "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+0100", "2262-04-11T23:47:16.854775808Z",
    "1677-09-21T00:12:43.145224191Z", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
    "+026-01-01T00:00:00Z", "٢٠٢٦-01-01T00:00:00Z",
  ])
  func `what is not a time in range is refused`(text: String) {
    #expect(RFC3339.parse(text) == nil)
  }
}
