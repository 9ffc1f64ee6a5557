/// Times as whole seconds since 1970 in UTC, and the calendar they stand for.
enum CivilTime {
  /// The seconds of a day.
  static let day: Int64 = 86_400

  /// Reads seconds, milliseconds, `2020-01-31`, or a date with a time of day and nothing, `Z` or
  /// `+00:00` behind it.
  static func parse(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int64? {
    let count = end - start
    func number(_ from: Int, _ length: Int) -> Int64? {
      var value: Int64 = 0
      for index in start + from..<start + from + length {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        value = value * 10 + Int64(bytes[index] - 0x30)
      }
      return value
    }
    if count >= 9, count <= 14, let stamp = number(0, count) {
      return count >= 12 ? stamp / 1000 : stamp
    }
    guard count >= 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D,
      let year = number(0, 4), let month = number(5, 2), let date = number(8, 2),
      let days = days(year: year, month: month, day: date)
    else { return nil }
    if count == 10 { return days * day }
    guard count >= 16, bytes[start + 10] == 0x54 || bytes[start + 10] == 0x20,
      let hour = number(11, 2), let minute = number(14, 2), hour < 24, minute < 60
    else { return nil }
    var second: Int64 = 0
    var rest = start + 16
    if count >= 19, bytes[start + 16] == 0x3A {
      guard let value = number(17, 2), value < 60 else { return nil }
      second = value
      rest = start + 19
    }
    let suffix = String(decoding: bytes[rest..<end], as: UTF8.self)
    guard ["", "Z", "+00:00", ".000Z", ".000000"].contains(suffix) else { return nil }
    return days * day + hour * 3_600 + minute * 60 + second
  }

  /// Reads a text, see ``parse(_:_:_:)``.
  static func parse(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    return parse(bytes, 0, bytes.count)
  }

  /// `2020-01-31T09:30:00Z`.
  static func text(_ time: Int64) -> String {
    var text = TextBuffer()
    append(time, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// Appends `2020-01-31T09:30:00Z`.
  static func append(_ time: Int64, to text: inout TextBuffer) {
    append(day: time, to: &text)
    append(timeOfDay: time, to: &text)
  }

  /// Appends `2020-01-31`.
  static func append(day time: Int64, to text: inout TextBuffer) {
    let (year, month, date) = civil(time)
    text.append(digits: UInt64(year), width: 4)
    for number in [month, date] {
      text.append(UInt8(ascii: "-"))
      text.append(digits: UInt64(number), width: 2)
    }
  }

  /// Appends `T09:30:00Z`.
  static func append(timeOfDay time: Int64, to text: inout TextBuffer) {
    let second = modulo(time, day)
    text.append([
      (UInt8(ascii: "T"), second / 3_600), (UInt8(ascii: ":"), second / 60 % 60),
      (UInt8(ascii: ":"), second % 60),
    ])
    text.append(UInt8(ascii: "Z"))
  }

  /// `2020-01-31`.
  static func date(_ time: Int64) -> String {
    let (year, month, date) = civil(time)
    let padding = String(repeating: "0", count: max(0, 4 - "\(year)".count))
    return "\(padding)\(year)-\(month < 10 ? "0" : "")\(month)-\(date < 10 ? "0" : "")\(date)"
  }

  /// The year of a time.
  static func year(_ time: Int64) -> Int { Int(civil(time).year) }

  /// The hour of the day.
  static func hour(_ time: Int64) -> Int { Int(modulo(time, day) / 3_600) }

  /// The day of the week, Monday is 0.
  static func weekday(_ time: Int64) -> Int { Int(modulo(floorDays(time) + 3, 7)) }

  /// Whole days since 1970.
  static func floorDays(_ time: Int64) -> Int64 {
    time >= 0 ? time / day : (time - day + 1) / day
  }

  /// Year, month and day; years are counted from March, so that the leap day is a year's last.
  static func civil(_ time: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = floorDays(time) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  private static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
    guard (1...12).contains(month), day >= 1 else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    // A day that the month does not have comes back as another one.
    let back = civil(days * CivilTime.day)
    return back.month == month && back.day == day ? days : nil
  }

  private static func modulo(_ value: Int64, _ divisor: Int64) -> Int64 {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
