import Bytes

/// Text inside HTML, SVG and Markdown, where nothing that somebody wrote may become markup.
public enum Markup {
  /// The text for an element or an attribute in double quotes of HTML or SVG.
  ///
  /// Control characters, which XML does not allow, become the replacement character.
  public static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where isForbidden(scalar): result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text within one line of Markdown: no character means anything but itself.
  ///
  /// Where a paragraph or an item begins, some characters mean more than elsewhere.
  public static func escapeMarkdown(_ text: String, atStart: Bool = false) -> String {
    let scalars = Array(text.unicodeScalars)
    let marker = atStart ? blockMarker(scalars) : nil
    var result = ""
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "\n", "\r", "\t":
        result += " "
        continue
      case _ where isForbidden(scalar):
        result += "\u{fffd}"
        continue
      case "&" where begins("abcdefghijklmnopqrstuvwxyz#", scalars, place + 1):
        result += "&amp;"
        continue
      case "\\", "`", "*", "|", "<": result += "\\"
      // Within a word an underscore means nothing; a link needs what follows its bracket.
      case "_" where !isWithinWord(scalars, place): result += "\\"
      case "(", "[", ":": if place > 0, scalars[place - 1] == "]" { result += "\\" }
      default: if place == marker { result += "\\" }
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// A path as the address of a link: what means anything in addresses or markup is written as
  /// `%XX`.
  public static func address(_ path: String) -> String {
    path.utf8.map { byte in
      let isPlain =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./".utf8.contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
    }.joined()
  }

  private static func isWithinWord(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    guard place > 0, place + 1 < scalars.count else { return false }
    return scalars[place - 1].properties.isAlphabetic && scalars[place + 1].properties.isAlphabetic
  }

  /// Whether one of these letters, in either case, stands at a place: a tag, an entity or a
  /// character reference could begin before it.
  private static func begins(
    _ letters: String, _ scalars: [Unicode.Scalar], _ place: Int
  ) -> Bool {
    guard place < scalars.count else { return false }
    return letters.contains(Character(scalars[place]).lowercased())
  }

  /// Where a line has the mark that would make it a heading, a quotation, a list or a fence.
  private static func blockMarker(_ scalars: [Unicode.Scalar]) -> Int? {
    guard let first = scalars.first else { return nil }
    if "#>+-=~".unicodeScalars.contains(first) { return 0 }
    let digits = scalars.prefix { ("0"..."9").contains($0) }.count
    guard digits > 0, digits < scalars.count else { return nil }
    return [".", ")"].contains(scalars[digits]) ? digits : nil
  }

  /// A name usable as an identifier in HTML and SVG: letters and digits of ASCII, and dashes.
  public static func identifier(_ text: String) -> String {
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

extension String {
  /// The same text with its first letter as a capital.
  public var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
