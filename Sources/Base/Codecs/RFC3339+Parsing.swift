extension RFC3339 {
  /// The nanoseconds that `text` spells, or `nil` when it is not a time or is out of range.
  ///
  /// Accepts one to nine decimals or none, and `Z` or a numeric offset. Letters are upper-case, the
  /// date must exist, and leap seconds are refused since no count of nanoseconds stands for them.
  public static func parse(_ text: String) -> Int64? {
    var scanner = Scanner(characters: Array(text.utf8))
    guard let year = scanner.number(digits: 4), scanner.skip("-"),
      let month = scanner.number(digits: 2), scanner.skip("-"),
      let day = scanner.number(digits: 2), scanner.skip("T"),
      let date = CivilDate(year: year, month: month, day: day),
      let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
      let minute = scanner.number(digits: 2), minute < 60, scanner.skip(":"),
      let second = scanner.number(digits: 2), second < 60,
      let fraction = scanner.fraction(),
      let offset = scanner.offset(),
      scanner.isAtEnd
    else { return nil }
    let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second - offset
    // Before 1970 the fraction is taken from the next second, or the earliest times would overflow.
    let (whole, part) = seconds < 0 ? (seconds + 1, fraction - 1_000_000_000) : (seconds, fraction)
    let (product, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = product.addingReportingOverflow(part)
    return overflow || carry ? nil : sum
  }

  private struct Scanner {
    let characters: [UInt8]
    var index = 0

    init(characters: [UInt8]) { self.characters = characters }

    var isAtEnd: Bool { index == characters.count }

    var next: UInt8? { isAtEnd ? nil : characters[index] }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard next == UInt8(ascii: character) else { return false }
      index += 1
      return true
    }

    mutating func digit() -> Int64? {
      guard let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      index += 1
      return Int64(byte - UInt8(ascii: "0"))
    }

    mutating func number(digits: Int) -> Int64? {
      var value: Int64 = 0
      for _ in 0..<digits {
        guard let digit = digit() else { return nil }
        value = value * 10 + digit
      }
      return value
    }

    /// The nanoseconds after the decimal point, or zero without one.
    mutating func fraction() -> Int64? {
      guard skip(".") else { return 0 }
      guard var value = digit() else { return nil }
      var digits = 1
      while let digit = digit() {
        digits += 1
        guard digits <= 9 else { return nil }
        value = value * 10 + digit
      }
      for _ in digits..<9 { value *= 10 }
      return value
    }

    /// The offset from UTC in seconds.
    mutating func offset() -> Int64? {
      if skip("Z") { return 0 }
      let sign: Int64
      if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
      guard let hours = number(digits: 2), hours < 24, skip(":"),
        let minutes = number(digits: 2), minutes < 60
      else { return nil }
      return sign * (hours * 3_600 + minutes * 60)
    }
  }
}
