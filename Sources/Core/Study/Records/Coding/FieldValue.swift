public import Bytes
public import Codecs

/// What may be the value of a field.
public protocol FieldValue: Equatable, Sendable {
  /// What the catalogue calls values of this type.
  static var kind: EventDefinition.Kind { get }

  /// Reads the next value of a reader that began at the place `base` of `bytes`.
  ///
  /// An error says what was expected; the path is added by whoever knows the field's name.
  static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> Self

  /// Writes the value; `depth` containers enclose it.
  func write(to writer: inout CBORWriter, depth: Int)
}

/// A value that is read without looking at anything but itself.
protocol PlainValue: FieldValue {
  /// What is said of a value of another type.
  static var expectation: String { get }
  static func read(_ reader: inout CBORReader) throws(CBORError) -> Self
}

extension PlainValue {
  public static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> Self {
    do throws(CBORError) {
      return try read(&reader)
    } catch {
      throw FieldError(path: "", expectation: expectation)
    }
  }
}

extension String: PlainValue {
  /// A text.
  public static var kind: EventDefinition.Kind { .text }
  static var expectation: String { "is not a text" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> String {
    try reader.readText()
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.text(self) }
}

extension Int64: PlainValue {
  /// An integer.
  public static var kind: EventDefinition.Kind { .integer }
  static var expectation: String { "is not an integer" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> Int64 { try reader.readInt() }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.int(self) }
}

/// A count or an index: from 0 to 2^31 - 1.
extension Int: FieldValue {
  /// An integer.
  public static var kind: EventDefinition.Kind { .integer }

  public static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> Int {
    let int = try Int64.read(&reader, of: bytes, from: base)
    guard int >= 0, int <= Int64(Int32.max) else {
      throw FieldError(path: "", expectation: "is not a count")
    }
    return Int(int)
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.int(Int64(self)) }
}

extension Double: PlainValue {
  /// A number.
  public static var kind: EventDefinition.Kind { .number }
  static var expectation: String { "is not a number" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> Double {
    try reader.peekKind() == .double ? try reader.readDouble() : Double(try reader.readInt())
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.double(self) }
}

extension Bool: PlainValue {
  /// A truth value.
  public static var kind: EventDefinition.Kind { .bool }
  static var expectation: String { "is not true or false" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> Bool { try reader.readBool() }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.bool(self) }
}

extension Digest: PlainValue {
  /// A digest.
  public static var kind: EventDefinition.Kind { .digest }
  static var expectation: String { "is not a digest of 32 bytes" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> Digest {
    try reader.readDigest()
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.digest(self) }
}

extension Value: PlainValue {
  /// Any value.
  public static var kind: EventDefinition.Kind { .value }
  static var expectation: String { "is malformed" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> Value {
    try reader.readValue()
  }

  public func write(to writer: inout CBORWriter, depth: Int) {
    writer.value(self, enclosing: depth)
  }
}

extension ValueMap: PlainValue {
  /// A map.
  public static var kind: EventDefinition.Kind { .map }
  static var expectation: String { "is not a map" }

  static func read(_ reader: inout CBORReader) throws(CBORError) -> ValueMap {
    try reader.readMap()
  }

  public func write(to writer: inout CBORWriter, depth: Int) {
    writer.value(.map(self), enclosing: depth)
  }
}
