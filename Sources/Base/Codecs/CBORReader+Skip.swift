import Bytes

extension CBORReader {
  /// Reads past a whole value without building it.
  ///
  /// Accepts exactly what ``readValue()`` accepts.
  @_lifetime(self: copy self)
  public mutating func skipValue() throws(CBORError) { try skipValue(enclosing: 0) }

  /// Reads past a whole value as ``skipValue()`` does; where it is a map, `body` gets its keys.
  @_lifetime(self: copy self)
  public mutating func skipValue(
    eachKey body: (Span<UInt8>) -> Void
  ) throws(CBORError) {
    guard try peekKind() == .map else { return try skipValue() }
    try skipPairs(UInt64(try readMapHeader()), enclosing: 0, eachKey: body)
  }

  /// Reads a whole value and returns its encoding, which ``CBOR/decode(_:)`` is certain to accept.
  @_lifetime(self: copy self)
  public mutating func readRawValue() throws(CBORError) -> [UInt8] {
    let start = offset
    try skipValue()
    return [UInt8](input.extracting(start..<offset))
  }

  @_lifetime(self: copy self)
  private mutating func skipValue(enclosing depth: Int) throws(CBORError) {
    let start = offset
    // Most values are small integers, short texts and small containers, whose heads are one byte.
    if start < input.count {
      let initial = input[start]
      let count = Int(initial & 0x1f)
      switch initial {
      case ..<0x18, 0x20..<0x38, 0xf4...0xf6:
        offset = start + 1
        return
      case 0x60..<0x78:
        if skipShortText() { return }
      case 0x80..<0x98 where depth < CBOR.depthLimit && count < input.count - start:
        offset = start + 1
        for _ in 0..<count { try skipValue(enclosing: depth + 1) }
        return
      case 0xa0..<0xb8 where depth < CBOR.depthLimit && 2 * count < input.count - start:
        offset = start + 1
        try skipPairs(UInt64(count), enclosing: depth)
        return
      default: break
      }
    }
    let head = try readHead()
    switch head.kind {
    case .null, .bool, .double: break
    case .bytes: offset += Int(head.argument)
    case .text: try skipText(of: Int(head.argument), at: start)
    case .tag: throw CBORError(kind: .unexpected(.tag), offset: start)
    case .unsigned, .negative:
      guard head.argument <= UInt64(Int64.max) else {
        throw CBORError(kind: .integerRange, offset: start)
      }
    case .array:
      guard depth < CBOR.depthLimit else { throw CBORError(kind: .tooDeep, offset: start) }
      for _ in 0..<head.argument { try skipValue(enclosing: depth + 1) }
    case .map:
      guard depth < CBOR.depthLimit else { throw CBORError(kind: .tooDeep, offset: start) }
      try skipPairs(head.argument, enclosing: depth)
    }
  }

  @inline(__always)
  @_lifetime(self: copy self)
  private mutating func skipPairs(
    _ count: UInt64, enclosing depth: Int, eachKey body: (Span<UInt8>) -> Void = { _ in }
  ) throws(CBORError) {
    var previous = offset..<offset
    for _ in 0..<count {
      let start = offset
      let length = try skipText()
      try checkOrder(of: start..<offset, after: previous)
      previous = start..<offset
      body(input.extracting(offset - length..<offset))
      try skipValue(enclosing: depth + 1)
    }
  }

  /// Reads past a text without copying it, and returns how many bytes its content has.
  @_lifetime(self: copy self)
  @discardableResult
  public mutating func skipText() throws(CBORError) -> Int {
    let start = offset
    if skipShortText() { return offset - start - 1 }
    let count = Int(try readArgument(of: .text))
    try skipText(of: count, at: start)
    return count
  }

  /// Reads past a text of fewer than 24 bytes, all ASCII; answers false, and reads nothing, at
  /// anything else.
  @inline(__always)
  @_lifetime(self: copy self)
  private mutating func skipShortText() -> Bool {
    guard offset < input.count else { return false }
    let count = Int(input[offset] ^ 0x60)
    guard count < 24, count < input.count - offset else { return false }
    guard isASCII(offset + 1..<offset + 1 + count) else { return false }
    offset += 1 + count
    return true
  }

  /// Whether no byte of a range has its highest bit set, eight at a time.
  @inline(__always)
  private func isASCII(_ range: Range<Int>) -> Bool {
    let text = input.extracting(range)
    var start = 0
    while text.count - start >= 8 {
      if text.bigEndian(at: start, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
      start += 8
    }
    if start == text.count { return true }
    // The last eight bytes, some of which were seen already.
    if text.count >= 8 {
      let last = text.bigEndian(at: text.count - 8, as: UInt64.self)
      return last & 0x8080_8080_8080_8080 == 0
    }
    if text.count >= 4 {
      let words: UInt32 = text.bigEndian(at: 0) | text.bigEndian(at: text.count - 4)
      return words & 0x8080_8080 == 0
    }
    return text[0] | text[text.count / 2] | text[text.count - 1] < 0x80
  }

  @_lifetime(self: copy self)
  private mutating func skipText(of count: Int, at start: Int) throws(CBORError) {
    let end = offset + count
    if isASCII(offset..<end) {
      offset = end
      return
    }
    let content = input.extracting(offset..<end)
    do { _ = try UTF8Span(validating: content) } catch {
      throw CBORError(kind: .invalidUTF8, offset: start)
    }
    offset += count
  }
}
