/// Comma-separated values as RFC 4180 describes them, with line feeds.
public enum CSV {
  /// One line, line feed included.
  ///
  /// A field is quoted when it contains a comma, a quote or a line break. A row of one empty field
  /// is written as `""`, since a blank line is not a row.
  public static func row(_ fields: [String]) -> String {
    if fields == [""] { return "\"\"\n" }
    return fields.map(quoted).joined(separator: ",") + "\n"
  }

  /// Words of a person as a field that no spreadsheet takes for a formula: what begins with `=`,
  /// `+`, `-`, `@`, a tab or a carriage return gets an apostrophe in front.
  public static func words(_ text: String) -> String {
    guard let first = text.utf8.first, "=+-@\t\r".utf8.contains(first) else { return text }
    return "'" + text
  }

  /// A line of a table for people, each field of which is safe in a spreadsheet: as `words` has it,
  /// but for numbers, a lone dash, operators such as `==`, and places in a log such as `@12.3`.
  public static func safeRow(_ fields: [String]) -> String {
    row(fields.map { isHarmless($0) ? $0 : words($0) })
  }

  private static func isHarmless(_ field: String) -> Bool {
    guard let first = field.utf8.first, "=+-@".utf8.contains(first) else { return false }
    let rest = field.utf8.dropFirst()
    switch first {
    case UInt8(ascii: "@"):
      return !rest.isEmpty && rest.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
    case UInt8(ascii: "="): return rest.allSatisfy { $0 == first }
    default: return rest.isEmpty && first == UInt8(ascii: "-") || Double(field) != nil
    }
  }

  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains {
      $0 == Byte.comma || $0 == Byte.quote || $0 == Byte.lineFeed || $0 == Byte.carriageReturn
    }
    guard needsQuotes else { return field }
    var bytes = [Byte.quote]
    for byte in field.utf8 {
      if byte == Byte.quote { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(Byte.quote)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The four bytes that mean something.
  enum Byte {
    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
  }
}
