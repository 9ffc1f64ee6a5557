import Bytes

extension CBORReader {
  /// Reads past a whole value without building it.
  ///
  /// Accepts exactly what ``readValue()`` accepts.
  @_lifetime(self: copy self)
  public mutating func skipValue() throws(CBORError) { try skipValue(enclosing: 0) }

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

  @_lifetime(self: copy self)
  private mutating func skipPairs(_ count: UInt64, enclosing depth: Int) throws(CBORError) {
    var previous = offset..<offset
    for _ in 0..<count {
      let start = offset
      try skipText(of: Int(try readArgument(of: .text)), at: start)
      try checkOrder(of: start..<offset, after: previous)
      previous = start..<offset
      try skipValue(enclosing: depth + 1)
    }
  }

  /// Whether no byte of a range has its highest bit set, eight at a time.
  private func isASCII(_ range: Range<Int>) -> Bool {
    var bits: UInt64 = 0
    var start = range.lowerBound
    while range.upperBound - start >= 8 {
      bits |= input.bigEndian(at: start, as: UInt64.self)
      start += 8
    }
    while start < range.upperBound {
      bits |= UInt64(input[start])
      start += 1
    }
    return bits & 0x8080_8080_8080_8080 == 0
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
