import Bytes

/// A strict recursive-descent JSON parser over borrowed bytes.
struct JSONParser: ~Escapable {
  let input: Span<UInt8>
  private let depthLimit: Int
  /// Whether NaN and infinities are taken as words.
  private let takesNonFinite: Bool
  var offset = 0

  @_lifetime(copy input)
  init(_ input: Span<UInt8>, depthLimit: Int, takesNonFinite: Bool = false) {
    self.input = input
    self.depthLimit = depthLimit
    self.takesNonFinite = takesNonFinite
  }

  /// The byte at the cursor, or `nil` at the end.
  var next: UInt8? { offset < input.count ? input[offset] : nil }

  @_lifetime(self: copy self)
  mutating func parseDocument() throws(JSONError) -> Value {
    let value = try parseValue(enclosing: 0)
    skipSpace()
    guard next == nil else { throw error(.trailingText) }
    return value
  }

  /// An error of `kind` at `position`, or at the cursor.
  func error(_ kind: JSONError.Kind, at position: Int? = nil) -> JSONError {
    var line = 1
    var column = 1
    for index in 0..<min(position ?? offset, input.count) {
      let byte = input[index]
      if byte == UInt8(ascii: "\n") {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        // Continuation bytes belong to a character that has been counted.
        column += 1
      }
    }
    return JSONError(kind: kind, line: line, column: column)
  }

  /// An error for whatever is at the cursor, where something else was needed.
  func unexpected() -> JSONError {
    error(next == nil ? .unexpectedEnd : .unexpectedCharacter)
  }

  @_lifetime(self: copy self)
  private mutating func parseValue(enclosing depth: Int) throws(JSONError) -> Value {
    skipSpace()
    switch next {
    case UInt8(ascii: "n"):
      try skip("null")
      return .null
    case UInt8(ascii: "t"):
      try skip("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try skip("false")
      return .bool(false)
    case UInt8(ascii: "\""): return .text(try parseText())
    case UInt8(ascii: "["): return .array(try parseArray(enclosing: depth))
    case UInt8(ascii: "{"): return .map(try parseObject(enclosing: depth))
    case UInt8(ascii: "N") where takesNonFinite:
      try skip("NaN")
      return .double(.nan)
    case UInt8(ascii: "I") where takesNonFinite:
      try skip("Infinity")
      return .double(.infinity)
    case UInt8(ascii: "-")
    where takesNonFinite && offset + 1 < input.count && input[offset + 1] == UInt8(ascii: "I"):
      try skip("-Infinity")
      return .double(-.infinity)
    default: return try parseNumber()
    }
  }

  @_lifetime(self: copy self)
  private mutating func parseArray(enclosing depth: Int) throws(JSONError) -> [Value] {
    guard depth < depthLimit else { throw error(.tooDeep) }
    offset += 1
    var elements: [Value] = []
    if skipped(UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try parseValue(enclosing: depth + 1))
      if skipped(UInt8(ascii: "]")) { return elements }
      guard skipped(UInt8(ascii: ",")) else { throw unexpected() }
    }
  }

  @_lifetime(self: copy self)
  private mutating func parseObject(enclosing depth: Int) throws(JSONError) -> ValueMap {
    guard depth < depthLimit else { throw error(.tooDeep) }
    offset += 1
    var members: [(key: String, value: Value, offset: Int)] = []
    if skipped(UInt8(ascii: "}")) { return ValueMap() }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected() }
      let start = offset
      let key = try parseText()
      guard skipped(UInt8(ascii: ":")) else { throw unexpected() }
      members.append((key, try parseValue(enclosing: depth + 1), start))
      if skipped(UInt8(ascii: "}")) { return try makeMap(of: members) }
      guard skipped(UInt8(ascii: ",")) else { throw unexpected() }
    }
  }

  /// Sorts the members once, since inserting each on its own would cost the square of their number.
  private func makeMap(
    of members: [(key: String, value: Value, offset: Int)]
  ) throws(JSONError) -> ValueMap {
    let sorted = members.sorted {
      ValueMap.precedes($0.key, $1.key)
        || (!ValueMap.precedes($1.key, $0.key) && $0.offset < $1.offset)
    }
    for index in sorted.indices.dropFirst()
    where !ValueMap.precedes(sorted[index - 1].key, sorted[index].key) {
      throw error(.duplicateKey, at: sorted[index].offset)
    }
    return ValueMap(canonical: sorted.map { ($0.key, $0.value) })
  }

  /// Skips white space and then `character`, if it is next.
  @_lifetime(self: copy self)
  private mutating func skipped(_ character: UInt8) -> Bool {
    skipSpace()
    guard next == character else { return false }
    offset += 1
    return true
  }

  @_lifetime(self: copy self)
  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      offset += 1
    }
  }

  @_lifetime(self: copy self)
  private mutating func skip(_ word: StaticString) throws(JSONError) {
    for character in word.description.utf8 {
      guard next == character else { throw unexpected() }
      offset += 1
    }
  }
}
