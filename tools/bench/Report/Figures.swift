import Codecs

/// How numbers are shown.
enum Figures {
  /// Three significant digits, or a whole number with its thousands set apart.
  static func text(_ number: Double) -> String {
    guard number.isFinite else { return "-" }
    if number >= 1000 { return grouped(Int(number.rounded())) }
    return decimal(number, digits: number >= 100 ? 0 : number >= 10 ? 1 : number >= 1 ? 2 : 3)
  }

  /// A number with so many digits behind the point.
  static func decimal(_ number: Double, digits: Int) -> String {
    guard number.isFinite else { return "-" }
    guard digits > 0 else { return "\(Int(number.rounded()))" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((abs(number) * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return "\(number < 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
  }

  /// A whole number with a thin gap before every three digits.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { text += " " }
      text.append(digit)
    }
    return text
  }

  /// A number cut to what a measurement is good for: four significant digits.
  static func rounded(_ number: Double) -> Double {
    guard number != 0, number.isFinite else { return number }
    var scale = 1.0
    while abs(number) * scale < 1000 { scale *= 10 }
    while abs(number) * scale >= 10_000 { scale /= 10 }
    return (number * scale).rounded() / scale
  }
}
