import Codecs

/// A word, a quoted text, a number or a mark of a condition.
struct ConditionToken: Equatable {
  enum Kind {
    /// A bare name or keyword.
    case word
    /// A name or text in quotes.
    case quoted
    /// A number, with a unit where it is a duration, or a time.
    case number
    /// `=`, `<` and the like.
    case comparison
    /// A parenthesis, a comma or a dot.
    case mark
  }

  var kind: Kind
  var text: String
  var offset: Int

  /// The value that it stands for; nil when it is none.
  func literal() throws(ConditionError) -> Condition.Literal? {
    switch kind {
    case .quoted:
      if let time = Self.time(text) { return .time(time) }
      return .text(text)
    case .word:
      switch text {
      case "true": return .bool(true)
      case "false": return .bool(false)
      default: return .text(text)
      }
    case .number:
      if let number = Number.exact(text) { return .number(number) }
      if Double(text)?.isFinite ?? false {
        throw ConditionError(
          offset: offset, message: "'\(text)' is beyond 2^53 and would be rounded")
      }
      if let time = Self.time(text) { return .time(time) }
      if let duration = Self.duration(text) { return .duration(duration) }
      throw ConditionError(
        offset: offset,
        message: "'\(text)' is not a number, a duration such as 90s or 2h, or a time")
    case .comparison, .mark: return nil
    }
  }

  /// A name as a condition has it: in quotes where it would not be read as one bare word.
  static func name(_ name: String) -> String {
    var lexer = ConditionLexer(name)
    let keywords = ["and", "or", "not", "is", "in", "like", "null"]
    if let token = try? lexer.next(), token.kind == .word, token.text == name,
      !keywords.contains(name.lowercased())
    {
      return name
    }
    return Condition.quoted(name)
  }

  private static func time(_ text: String) -> Int64? {
    guard text.utf8.count >= 10, text.utf8.dropFirst(4).first == UInt8(ascii: "-") else {
      return nil
    }
    let whole = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
    return RFC3339.parse(whole)
  }

  private static func duration(_ text: String) -> Int64? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let units: [Substring: Double] = [
      "ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "h": 3.6e12, "d": 8.64e13,
    ]
    guard let unit = units[text.dropFirst(digits.count)] else { return nil }
    if unit == 1, let whole = Int64(digits) { return whole }
    return Double(digits).flatMap { Int64(exactly: ($0 * unit).rounded()) }
  }
}

/// Splits a condition into tokens.
struct ConditionLexer {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func next() throws(ConditionError) -> ConditionToken? {
    while place < bytes.count, bytes[place] == 32 || bytes[place] == 9 || bytes[place] == 10 {
      place += 1
    }
    guard place < bytes.count else { return nil }
    let start = place
    let byte = bytes[place]
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "."):
      place += 1
      return token(.mark, start)
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "!"):
      place += 1
      if place < bytes.count, bytes[place] == UInt8(ascii: "=") { place += 1 }
      if place - start == 1, byte == UInt8(ascii: "!") {
        throw ConditionError(offset: start, message: "'!' is not an operator: write '!=' or 'not'")
      }
      return token(.comparison, start)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quoted(byte)
    default: break
    }
    let isSigned = byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    if isDigit(byte) || isSigned {
      place += 1
      while place < bytes.count, isNumeric(place) { place += 1 }
      return token(.number, start)
    }
    guard isWord(byte) else {
      let shown = String(decoding: bytes[start...].prefix(4), as: UTF8.self)
      throw ConditionError(offset: start, message: "'\(shown)' is not understood")
    }
    while place < bytes.count, isWord(bytes[place]) || isDigit(bytes[place]) || isHyphen(place) {
      place += 1
    }
    return token(.word, start)
  }

  private mutating func quoted(_ mark: UInt8) throws(ConditionError) -> ConditionToken {
    let start = place
    place += 1
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == mark {
        return ConditionToken(
          kind: .quoted, text: String(decoding: text, as: UTF8.self), offset: start)
      }
      if byte == UInt8(ascii: "\\"), place < bytes.count {
        text.append(bytes[place])
        place += 1
      } else {
        text.append(byte)
      }
    }
    throw ConditionError(offset: start, message: "the closing quote is missing")
  }

  private func token(_ kind: ConditionToken.Kind, _ start: Int) -> ConditionToken {
    ConditionToken(
      kind: kind, text: String(decoding: bytes[start..<place], as: UTF8.self), offset: start)
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  private func isWord(_ byte: UInt8) -> Bool {
    byte >= 97 && byte <= 122 || byte >= 65 && byte <= 90 || byte == UInt8(ascii: "_")
      || byte >= 128
  }

  /// A hyphen inside a name, as stages and studies have it.
  private func isHyphen(_ place: Int) -> Bool {
    bytes[place] == UInt8(ascii: "-") && place + 1 < bytes.count
      && (isWord(bytes[place + 1]) || isDigit(bytes[place + 1]))
  }

  /// What goes on with a number: digits, a dot, an exponent, the parts of a time, a unit.
  private func isNumeric(_ place: Int) -> Bool {
    let byte = bytes[place]
    if isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") { return true }
    if isWord(byte) && byte < 128 { return true }
    return byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
  }
}
