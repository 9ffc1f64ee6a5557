import StageKit
import YAML

/// Lengths of time as people write them: `500ms`, `60s`, `1h30m`.
enum Durations {
  static let nanosecondsPerDay: Int64 = 86_400_000_000_000

  /// What a message says about the form.
  static let form = "write 500ms, 60s, 30m, 2h, 1d or 1h30m"

  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("d", nanosecondsPerDay), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000),
  ]

  /// The nanoseconds of a text; nil when it is no duration, or too long for 64 bits.
  ///
  /// Every unit occurs at most once, the larger before the smaller.
  static func nanoseconds(of text: String) -> Int64? {
    var rest = Substring(text)
    var allowed = units[...]
    var total: Int64 = 0
    repeat {
      guard let count = WholeNumber.takePrefix(of: &rest) else { return nil }
      let name = rest.prefix { !("0"..."9").contains($0) }
      guard let index = allowed.firstIndex(where: { $0.name == name }) else { return nil }
      rest = rest.dropFirst(name.count)
      let part = count.multipliedReportingOverflow(by: units[index].nanoseconds)
      let sum = total.addingReportingOverflow(part.partialValue)
      guard !part.overflow, !sum.overflow else { return nil }
      total = sum.partialValue
      allowed = allowed[(index + 1)...]
    } while !rest.isEmpty
    return total
  }
}

/// Numbers of bytes as people write them: `512K`, `100M`, `2G`, in powers of 1024.
enum Sizes {
  /// What a message says about the form.
  static let form = "write 512K, 100M, 2G, 1T or a plain number of bytes; 1K is 1024 bytes"

  /// The bytes of a text; nil when it is no size, or too large for 64 bits.
  static func bytes(of text: String) -> Int64? {
    var rest = Substring(text)
    guard let count = WholeNumber.takePrefix(of: &rest) else { return nil }
    let unit: Int64
    switch rest {
    case "": unit = 1
    case "K": unit = 1 << 10
    case "M": unit = 1 << 20
    case "G": unit = 1 << 30
    case "T": unit = 1 << 40
    default: return nil
    }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? nil : bytes
  }
}

private enum WholeNumber {
  /// Removes the digits at the start and returns their number.
  static func takePrefix(of text: inout Substring) -> Int64? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    text = text.dropFirst(digits.count)
    return Int64(digits)
  }
}

extension Item {
  /// A length of time in nanoseconds, at least and at most as long as said.
  func nanoseconds(in range: ClosedRange<Int64>) -> Int64? {
    guard let text = node.asText, let nanoseconds = Durations.nanoseconds(of: text) else {
      mismatch("a duration", hint: Durations.form)
      return nil
    }
    guard nanoseconds >= range.lowerBound else {
      mismatch("longer than zero")
      return nil
    }
    guard nanoseconds <= range.upperBound else {
      mismatch("at most \(range.upperBound / Durations.nanosecondsPerDay)d")
      return nil
    }
    return nanoseconds
  }

  /// A number of bytes, more than zero.
  func byteCount() -> Int64? {
    guard let text = node.asText, let bytes = Sizes.bytes(of: text) else {
      mismatch("a size", hint: Sizes.form)
      return nil
    }
    guard bytes > 0 else {
      mismatch("more than zero bytes")
      return nil
    }
    return bytes
  }
}
