/// One word of an expression.
struct ExpressionToken: Equatable {
  enum Kind: Equatable {
    case number(Datum)
    case string(Datum)
    case name
    case symbol
  }

  let kind: Kind
  let text: String

  /// Whether it may be a key word or an operator.
  var isWord: Bool { kind == .name || kind == .symbol }

  /// Takes a text apart.
  static func split(_ text: String) throws(ExpressionError) -> [ExpressionToken] {
    var tokens: [ExpressionToken] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: " "), 9, 10, 13: rest.removeFirst()
      case UInt8(ascii: "'"), UInt8(ascii: "\""): tokens.append(try string(&rest))
      case _ where isDigit(byte): tokens.append(try number(&rest))
      case UInt8(ascii: ".") where rest.count > 1 && isDigit(rest[rest.startIndex + 1]):
        tokens.append(try number(&rest))
      case _ where isLetter(byte):
        let name = rest.prefix { isLetter($0) || isDigit($0) }
        rest = rest[name.endIndex...]
        tokens.append(
          ExpressionToken(kind: .name, text: String(decoding: name, as: UTF8.self)))
      default: tokens.append(try symbol(&rest))
      }
    }
    return tokens
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
      || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") || byte == UInt8(ascii: "_")
  }

  private static func string(_ rest: inout ArraySlice<UInt8>) throws(ExpressionError) -> Self {
    let quote = rest.removeFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == quote {
        let text = String(decoding: bytes, as: UTF8.self)
        return ExpressionToken(kind: .string(.text(text)), text: text)
      }
      if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
        bytes.append(next == UInt8(ascii: "n") ? 10 : next)
      } else {
        bytes.append(byte)
      }
    }
    throw ExpressionError("a text in quotes has no end")
  }

  private static func number(_ rest: inout ArraySlice<UInt8>) throws(ExpressionError) -> Self {
    var bytes: [UInt8] = []
    while let byte = rest.first {
      let isExponent = byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
      let isSign =
        (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"))
        && (bytes.last == UInt8(ascii: "e") || bytes.last == UInt8(ascii: "E"))
      guard
        isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || isExponent
          || isSign
      else { break }
      rest.removeFirst()
      if byte != UInt8(ascii: "_") { bytes.append(byte) }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let first = rest.first, isLetter(first) {
      throw ExpressionError("'\(text)' runs into a name")
    }
    if let value = Int64(text) { return ExpressionToken(kind: .number(.int(value)), text: text) }
    guard let value = Double(text), value.isFinite else {
      throw ExpressionError("'\(text)' is no number")
    }
    return ExpressionToken(kind: .number(.number(value)), text: text)
  }

  private static let symbols = [
    "**", "//", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{",
    "}", ",",
  ]

  private static func symbol(_ rest: inout ArraySlice<UInt8>) throws(ExpressionError) -> Self {
    for symbol in symbols where rest.starts(with: symbol.utf8) {
      rest.removeFirst(symbol.utf8.count)
      return ExpressionToken(kind: .symbol, text: symbol)
    }
    let text = String(decoding: rest.prefix(1), as: UTF8.self)
    throw ExpressionError(
      text == "=" ? "a comparison is written '=='" : "there is no operator '\(text)'")
  }
}
