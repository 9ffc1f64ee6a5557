/// Times and sizes as people read them.
enum Amounts {
  /// `340 ms`, `4.2 s`, `3 min 07 s`, `2 h 05 min`.
  static func duration(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    if milliseconds < 1_000 { return "\(milliseconds) ms" }
    let seconds = milliseconds / 1_000
    if seconds < 10 { return "\(seconds).\(milliseconds % 1_000 / 100) s" }
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3_600 { return "\(seconds / 60) min \(twoDigits(seconds % 60)) s" }
    return "\(seconds / 3_600) h \(twoDigits(seconds % 3_600 / 60)) min"
  }

  /// `512 B`, `1.5 kB`, `20 MB`, in powers of a thousand.
  static func size(_ bytes: Int64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var value = bytes
    var rest: Int64 = 0
    var unit = 0
    while value >= 1_000, unit < units.count - 1 {
      rest = value % 1_000
      value /= 1_000
      unit += 1
    }
    return unit > 0 && value < 10
      ? "\(value).\(rest / 100) \(units[unit])" : "\(value) \(units[unit])"
  }

  /// `1 run`, `2 runs`.
  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  /// A number with two decimals: `0.71`.
  static func decimals(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let hundredths = Int64((abs(value) * 100).rounded())
    return "\(value < 0 ? "-" : "")\(hundredths / 100).\(twoDigits(hundredths % 100))"
  }

  private static func twoDigits(_ number: Int64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
