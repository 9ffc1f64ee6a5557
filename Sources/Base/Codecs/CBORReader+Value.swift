import Bytes

extension CBORReader {
  /// Reads a whole value, of at most ``CBOR/depthLimit`` nested containers.
  @_lifetime(self: copy self)
  public mutating func readValue() throws(CBORError) -> Value { try readValue(enclosing: 0) }

  /// Reads a whole map with text keys, of at most ``CBOR/depthLimit`` nested containers.
  @_lifetime(self: copy self)
  public mutating func readMap() throws(CBORError) -> ValueMap {
    let start = offset
    let count = Int(try readArgument(of: .map))
    return try readPairs(count, enclosing: 0, at: start)
  }

  @_lifetime(self: copy self)
  private mutating func readValue(enclosing depth: Int) throws(CBORError) -> Value {
    let start = offset
    let head = try readHead()
    switch head.kind {
    case .null: return .null
    case .bool: return .bool(head.argument == 1)
    case .double: return .double(Double(bitPattern: head.argument))
    case .text: return .text(try readText(of: Int(head.argument), at: start))
    case .array: return .array(try readElements(Int(head.argument), enclosing: depth, at: start))
    case .map: return .map(try readPairs(Int(head.argument), enclosing: depth, at: start))
    case .tag: throw CBORError(kind: .unexpected(.tag), offset: start)
    case .bytes:
      let count = Int(head.argument)
      offset += count
      return .bytes([UInt8](input.extracting((offset - count)..<offset)))
    case .unsigned, .negative:
      guard let value = Int64(exactly: head.argument) else {
        throw CBORError(kind: .integerRange, offset: start)
      }
      return .int(head.kind == .unsigned ? value : ~value)
    }
  }

  @_lifetime(self: copy self)
  private mutating func readElements(
    _ count: Int, enclosing depth: Int, at start: Int
  ) throws(CBORError) -> [Value] {
    guard depth < CBOR.depthLimit else { throw CBORError(kind: .tooDeep, offset: start) }
    var elements: [Value] = []
    elements.reserveCapacity(min(count, CBORReader.reservationLimit))
    for _ in 0..<count { elements.append(try readValue(enclosing: depth + 1)) }
    return elements
  }

  @_lifetime(self: copy self)
  private mutating func readPairs(
    _ count: Int, enclosing depth: Int, at start: Int
  ) throws(CBORError) -> ValueMap {
    guard depth < CBOR.depthLimit else { throw CBORError(kind: .tooDeep, offset: start) }
    var pairs: [(key: String, value: Value)] = []
    pairs.reserveCapacity(min(count, CBORReader.reservationLimit))
    var previous = offset..<offset
    for _ in 0..<count {
      let keyStart = offset
      let key = try readText()
      try checkOrder(of: keyStart..<offset, after: previous)
      previous = keyStart..<offset
      pairs.append((key, try readValue(enclosing: depth + 1)))
    }
    return ValueMap(canonical: pairs)
  }

  /// Checks that the encoded key at `key` comes after the one at `previous`, which is empty at
  /// first.
  func checkOrder(of key: Range<Int>, after previous: Range<Int>) throws(CBORError) {
    // The heads of short keys hold their lengths, which mostly decide.
    if !previous.isEmpty, input[previous.lowerBound] < input[key.lowerBound] { return }
    for step in 0..<min(key.count, previous.count) {
      let (left, right) = (input[previous.lowerBound + step], input[key.lowerBound + step])
      if left < right { return }
      if left > right { throw CBORError(kind: .unsortedKey, offset: key.lowerBound) }
    }
    // The length is part of an encoded key, so that none is a proper prefix of another.
    guard previous.isEmpty else { throw CBORError(kind: .duplicateKey, offset: key.lowerBound) }
  }

  /// How much room a declared count may claim before its elements have been seen.
  private static var reservationLimit: Int { 1_024 }
}
