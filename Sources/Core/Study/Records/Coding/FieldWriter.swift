import Bytes
import Codecs

/// Writes named fields into an encoded map; nil, and an empty list, are left out.
///
/// Fields are encoded as they come, and put into canonical order at the end.
public struct FieldWriter: FieldCoder, Sendable {
  /// The encoded members, in the order written.
  private var writer = CBORWriter(capacity: 192)
  private var members: [Member] = []
  /// How many containers enclose the map.
  private let depth: Int

  /// Nothing written yet.
  public init() { self.init(depth: 0) }

  init(depth: Int) {
    self.depth = depth
    members.reserveCapacity(16)
  }

  /// The map's encoding.
  public var encoded: [UInt8] {
    var output = CBORWriter(capacity: writer.bytes.count + 4)
    write(to: &output)
    return output.bytes
  }

  /// Puts the map's encoding behind what was written elsewhere.
  func write(to output: inout CBORWriter) {
    let ordered = canonical()
    output.map(ordered.count)
    let bytes = writer.bytes.span
    for member in ordered { output.raw(bytes.extracting(member.range)) }
  }

  /// Values are taken from the record.
  public var isReading: Bool { false }

  /// Writes a field.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V, _ summary: String) {
    put(name, value)
  }

  /// Writes a field, unless it is nil.
  public mutating func field<V: FieldValue>(_ name: String, _ value: inout V?, _ summary: String) {
    if let value { put(name, value) }
  }

  /// Writes a list, unless it is empty.
  public mutating func field<V: FieldValue>(_ name: String, _ values: inout [V], _ summary: String)
  {
    if values.isEmpty { return }
    let start = writer.bytes.count
    writer.text(name)
    writer.array(values.count)
    for value in values { value.write(to: &writer, depth: depth + 2) }
    members.append(Member(start..<writer.bytes.count, in: writer.bytes))
  }

  /// Writes a field, unless it has its usual value.
  public mutating func field<V: FieldValue>(
    _ name: String, _ value: inout V, unless usual: @autoclosure () -> V, _ summary: String
  ) {
    if value != usual() { put(name, value) }
  }

  /// What is recorded is right.
  public mutating func refuse(_ name: String, _ expectation: String) {}

  /// Writes a field.
  public mutating func put<V: FieldValue>(_ name: String, _ value: V) {
    let start = writer.bytes.count
    writer.text(name)
    value.write(to: &writer, depth: depth + 1)
    members.append(Member(start..<writer.bytes.count, in: writer.bytes))
  }
}

extension FieldWriter {
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
