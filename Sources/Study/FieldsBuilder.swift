public import Bytes
public import Codecs

/// Writes named fields into a map; nil, and an empty list, are left out.
public struct FieldsBuilder: Sendable {
  /// What was written.
  public private(set) var map = ValueMap()

  /// Nothing written yet.
  public init() {}

  /// Writes any value.
  public mutating func put(_ name: String, _ value: Value?) { map[name] = value }

  /// Writes a text.
  public mutating func put(_ name: String, _ text: String?) { map[name] = text.map(Value.text) }

  /// Writes an integer.
  public mutating func put(_ name: String, _ int: Int64?) { map[name] = int.map(Value.int) }

  /// Writes a count.
  public mutating func put(_ name: String, _ count: Int?) {
    map[name] = count.map { .int(Int64($0)) }
  }

  /// Writes a number.
  public mutating func put(_ name: String, _ double: Double?) {
    map[name] = double.map(Value.double)
  }

  /// Writes a truth value.
  public mutating func put(_ name: String, _ bool: Bool?) { map[name] = bool.map(Value.bool) }

  /// Writes a digest as 32 bytes.
  public mutating func put(_ name: String, _ digest: Digest?) {
    map[name] = digest.map { .bytes($0.bytes) }
  }

  /// Writes a map.
  public mutating func put(_ name: String, _ nested: ValueMap?) {
    map[name] = nested.map(Value.map)
  }

  /// Writes a list of texts.
  public mutating func put(_ name: String, _ texts: [String]) {
    map[name] = texts.isEmpty ? nil : .array(texts.map(Value.text))
  }

  /// Writes a list of integers.
  public mutating func put(_ name: String, _ ints: [Int64]) {
    map[name] = ints.isEmpty ? nil : .array(ints.map(Value.int))
  }

  /// Writes a list of values.
  public mutating func put(_ name: String, _ values: [Value]) {
    map[name] = values.isEmpty ? nil : .array(values)
  }

  /// Writes a nested record.
  public mutating func put<R: Recordable>(_ name: String, _ record: R?) {
    map[name] = record.map { .map($0.record) }
  }

  /// Writes a list of records.
  public mutating func put<R: Recordable>(_ name: String, _ records: [R]) {
    map[name] = records.isEmpty ? nil : .array(records.map { .map($0.record) })
  }

  /// Writes a word of an enumeration.
  public mutating func put<W: RawRepresentable>(_ name: String, word: W?)
  where W.RawValue == String {
    map[name] = word.map { .text($0.rawValue) }
  }
}
