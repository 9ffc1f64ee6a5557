import Bytes
import Codecs
import Study

/// How times, durations, numbers and free text are written in every view.
enum Text {
  /// The time in UTC, to the second.
  static func time(_ nanoseconds: Int64) -> String {
    RFC3339.formatSeconds(nanoseconds: nanoseconds)
  }

  /// A duration in seconds with three decimals, rounded down: `1.204s`.
  static func elapsed(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    let fraction = String(milliseconds % 1_000)
    return "\(milliseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.utf8.count)
      + "\(fraction)s"
  }

  /// Free text on one line: control characters become a backslash and a letter or their number.
  static func line(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        result += "\\x" + Hex.encode([UInt8(scalar.value)])
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A number for reading: at most six decimals, without trailing zeros.
  ///
  /// Very small and very large ones are written out as the shortest text that reads back as the
  /// same number.
  static func decimals(_ value: Double) -> String {
    let size = abs(value)
    guard size == 0 || (size >= 1e-4 && size < 1e9) else { return Number.text(value) }
    let scaled = Int64((size * 1_000_000).rounded())
    let whole = scaled / 1_000_000
    var fraction = String(scaled % 1_000_000)
    fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + (fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)")
  }

  /// A stage, with its unit where it has units: `classify[features=5]`.
  static func work(_ stage: String, _ unit: String) -> String {
    unit.isEmpty ? stage : "\(stage)[\(unit)]"
  }

  /// The directory of an attempt, relative to the directory that holds the ledger.
  static func directory(of id: AttemptID) -> String {
    let unit = id.unit.isEmpty ? "_" : fileName(id.unit)
    let number = id.attempt < 10 ? "0\(id.attempt)" : "\(id.attempt)"
    return "runs/\(id.study)/\(Identifier.directory(ofRun: id.run))/attempts/\(id.stage)/\(unit)/"
      + number
  }

  /// A unit's key as a directory's name, as the directories of attempts have it: other bytes than
  /// letters, digits and `=,._-` as `%XX`.
  static func fileName(_ unit: String) -> String {
    var text = ""
    for byte in unit.utf8 {
      let character = Character(UnicodeScalar(byte))
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain || "=,._-".contains(character) {
        text.append(character)
      } else {
        text += "%" + Hex.encode([byte]).uppercased()
      }
    }
    return text
  }

  /// An argument vector as a shell would take it.
  static func command(_ arguments: [String]) -> String {
    line(ShellText.line(arguments))
  }

  /// A digest with the name of its function in front, as manifests write it.
  static func hash(_ digest: Digest) -> String { "sha256:\(digest.hex)" }
}
