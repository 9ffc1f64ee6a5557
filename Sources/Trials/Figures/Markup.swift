/// Text inside HTML, SVG and Markdown, where nothing that somebody wrote may become markup.
enum Markup {
  /// The text for an element or a quoted attribute of HTML or SVG.
  ///
  /// Control characters, which XML does not allow, become the replacement character.
  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where isForbidden(scalar): result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text on one line of Markdown: no character means anything but itself.
  static func escapeMarkdown(_ text: String) -> String {
    var result = ""
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "|", "[", "]": result += "\\"
      // Where a tag, an entity or a character reference could begin.
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "#", ">", "+", "=", "~": if previous == nil { result += "\\" }
      case "-": if previous == nil { result += "\\" }
      default: break
      }
      previous = scalar
      switch scalar {
      case "<", "&": break
      case "\n", "\r", "\t": result += " "
      case _ where isForbidden(scalar): result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A name usable as an identifier in HTML and SVG: letters and digits of ASCII, and dashes.
  static func identifier(_ text: String) -> String {
    var result = ""
    for scalar in text.lowercased().unicodeScalars {
      let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      if isPlain {
        result.unicodeScalars.append(scalar)
      } else if !result.isEmpty, !result.hasSuffix("-") {
        result += "-"
      }
    }
    while result.hasSuffix("-") { result.removeLast() }
    return result
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    let isControl = scalar.value < 0x20 && scalar != "\n" && scalar != "\t"
    return isControl || (0x7f...0x9f).contains(scalar.value)
      || (0xfffe...0xffff).contains(scalar.value)
  }
}
