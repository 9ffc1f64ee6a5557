public import Bytes
public import Codecs

/// Writes named fields into an encoded map; nil, and an empty list, are left out.
///
/// Fields are encoded as they come, and put into canonical order at the end.
public struct FieldsBuilder: Sendable {
  /// The encoded members, in the order written.
  private var writer = CBORWriter(capacity: 192)
  private var members: [Member] = []
  /// How many containers enclose the map.
  private let depth: Int

  /// Nothing written yet.
  public init() { self.init(depth: 0) }

  private init(depth: Int) {
    self.depth = depth
    members.reserveCapacity(16)
  }

  /// The map's encoding.
  public var encoded: [UInt8] {
    var output = CBORWriter(capacity: writer.bytes.count + 4)
    let ordered = canonical()
    output.map(ordered.count)
    for member in ordered { output.raw(writer.bytes.span.extracting(member.range)) }
    return output.bytes
  }

  /// What was written.
  public var map: ValueMap {
    guard let map = try? CBOR.decodeMap(encoded) else {
      preconditionFailure("what was written cannot be read")
    }
    return map
  }

  /// Writes any value.
  public mutating func put(_ name: String, _ value: Value?) {
    guard let value else { return }
    put(name) { [depth] in $0.value(value, enclosing: depth + 1) }
  }

  /// Writes a text.
  public mutating func put(_ name: String, _ text: String?) {
    if let text { put(name) { $0.text(text) } }
  }

  /// Writes an integer.
  public mutating func put(_ name: String, _ int: Int64?) {
    if let int { put(name) { $0.int(int) } }
  }

  /// Writes a count.
  public mutating func put(_ name: String, _ count: Int?) {
    if let count { put(name) { $0.int(Int64(count)) } }
  }

  /// Writes a number.
  public mutating func put(_ name: String, _ double: Double?) {
    if let double { put(name) { $0.double(double) } }
  }

  /// Writes a truth value.
  public mutating func put(_ name: String, _ bool: Bool?) {
    if let bool { put(name) { $0.bool(bool) } }
  }

  /// Writes a digest as 32 bytes.
  public mutating func put(_ name: String, _ digest: Digest?) {
    if let digest { put(name) { $0.digest(digest) } }
  }

  /// Writes a map.
  public mutating func put(_ name: String, _ nested: ValueMap?) {
    put(name, nested.map(Value.map))
  }

  /// Writes a list of texts.
  public mutating func put(_ name: String, _ texts: [String]) {
    put(name, texts) { $0.text($1) }
  }

  /// Writes a list of integers.
  public mutating func put(_ name: String, _ ints: [Int64]) {
    put(name, ints) { $0.int($1) }
  }

  /// Writes a list of values.
  public mutating func put(_ name: String, _ values: [Value]) {
    put(name, values) { [depth] in $0.value($1, enclosing: depth + 2) }
  }

  /// Writes a nested record.
  public mutating func put<R: Recordable>(_ name: String, _ record: R?) {
    guard let record else { return }
    put(name, encoded: Self.encode(record, depth: depth + 1))
  }

  /// Writes a list of records.
  public mutating func put<R: Recordable>(_ name: String, _ records: [R]) {
    put(name, records) { [depth] in $0.raw(Self.encode($1, depth: depth + 2)) }
  }

  /// Writes a word of an enumeration.
  public mutating func put<W: RawRepresentable>(_ name: String, word: W?)
  where W.RawValue == String {
    put(name, word?.rawValue)
  }

  /// Writes a value that is already encoded; the caller vouches for it.
  mutating func put(_ name: String, encoded value: [UInt8]) { put(name) { $0.raw(value) } }
}

extension FieldsBuilder {
  private mutating func put(_ name: String, _ write: (inout CBORWriter) -> Void) {
    let start = writer.bytes.count
    writer.text(name)
    write(&writer)
    members.append(Member(start..<writer.bytes.count, in: writer.bytes))
  }

  private mutating func put<E>(
    _ name: String, _ elements: [E], _ write: (inout CBORWriter, E) -> Void
  ) {
    if elements.isEmpty { return }
    put(name) { writer in
      writer.array(elements.count)
      for element in elements { write(&writer, element) }
    }
  }

  private static func encode<R: Recordable>(_ record: R, depth: Int) -> [UInt8] {
    precondition(depth < CBOR.depthLimit, "a record nests too many containers to be encoded")
    var nested = FieldsBuilder(depth: depth)
    record.put(into: &nested)
    return nested.encoded
  }

  /// The members in canonical order, which is that of their encodings.
  private func canonical() -> [Member] {
    var ordered = members
    // There are few, and those of one event come in the same order every time.
    for place in ordered.indices.dropFirst() {
      let member = ordered[place]
      var target = place
      while target > 0, precedes(member, ordered[target - 1]) {
        ordered[target] = ordered[target - 1]
        target -= 1
      }
      ordered[target] = member
    }
    return ordered
  }

  private func precedes(_ left: Member, _ right: Member) -> Bool {
    if left.beginning != right.beginning { return left.beginning < right.beginning }
    let bytes = writer.bytes.span
    return bytes.extracting(left.range).precedes(bytes.extracting(right.range))
  }
}

/// Where an encoded member lies.
private struct Member: Sendable {
  var range: Range<Int>
  /// Its first eight bytes as a number, zeros behind a shorter one: they mostly tell two apart.
  var beginning: UInt64

  init(_ range: Range<Int>, in bytes: [UInt8]) {
    self.range = range
    let member = bytes.span.extracting(range)
    if member.count >= 8 {
      beginning = member.bigEndian(at: 0)
    } else {
      beginning = 0
      for index in 0..<8 {
        beginning = beginning << 8 | (index < member.count ? UInt64(member[index]) : 0)
      }
    }
  }
}
