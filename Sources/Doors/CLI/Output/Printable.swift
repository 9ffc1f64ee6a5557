/// Texts as they may appear on a terminal.
///
/// What stages and other people wrote may hold control characters, and a terminal would obey them.
enum Printable {
  /// The text on one line, with control characters made visible.
  static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\t": shown += " "
      case "\r": continue
      default:
        if isControl(scalar) {
          shown += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
          shown.unicodeScalars.append(scalar)
        }
      }
    }
    return shown
  }

  /// Several lines, with control characters made visible in each.
  static func lines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { self.text(String($0)) }
      .joined(separator: "\n")
  }

  /// The text in at most some columns, cut in the middle.
  static func fitting(_ text: String, _ columns: Int) -> String {
    guard text.count > columns, columns > 3 else { return text }
    let head = (columns - 1) / 2
    return text.prefix(head) + "…" + text.suffix(columns - 1 - head)
  }

  /// The text with spaces to a width.
  static func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    // The last two ranges turn the direction of what follows.
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }
}
