public import Bytes
public import Codecs

/// Reads named fields out of an encoded map, and makes values only of those that are asked for.
///
/// Errors name the field; whoever reads a nested map adds the path to it.
public struct Fields: Sendable {
  private let bytes: [UInt8]
  private let index: FieldIndex

  /// A reader over the map that a part of `bytes` encodes.
  ///
  /// Anything but its one encoding is an error. O(size of the map).
  public init(_ bytes: [UInt8], in range: Range<Int>? = nil) throws(FieldError) {
    self.bytes = bytes
    do throws(CBORError) {
      index = try FieldIndex(bytes, range ?? 0..<bytes.count)
    } catch {
      throw FieldError(path: "", expectation: "is no map: \(error)")
    }
  }

  /// Whether a field is there.
  public func has(_ name: String) -> Bool { place(of: name) != nil }

  /// An error about a field.
  public func error(_ name: String, _ expectation: String) -> FieldError {
    FieldError(path: name, expectation: expectation)
  }

  /// Any value.
  public func value(_ name: String) throws(FieldError) -> Value {
    try read(name, "is malformed") { reader throws(CBORError) in try reader.readValue() }
  }

  /// Any value, or nil when the field is not there.
  public func valueIfPresent(_ name: String) throws(FieldError) -> Value? {
    has(name) ? try value(name) : nil
  }

  /// A text.
  public func text(_ name: String) throws(FieldError) -> String {
    try read(name, "is not a text") { reader throws(CBORError) in try reader.readText() }
  }

  /// A text, or nil when the field is not there.
  public func textIfPresent(_ name: String) throws(FieldError) -> String? {
    has(name) ? try text(name) : nil
  }

  /// An integer.
  public func int(_ name: String) throws(FieldError) -> Int64 {
    try read(name, "is not an integer") { reader throws(CBORError) in try reader.readInt() }
  }

  /// An integer, or nil when the field is not there.
  public func intIfPresent(_ name: String) throws(FieldError) -> Int64? {
    has(name) ? try int(name) : nil
  }

  /// A small count or index.
  public func count(_ name: String) throws(FieldError) -> Int {
    let int = try int(name)
    guard int >= 0, int <= Int64(Int32.max) else { throw error(name, "is not a count") }
    return Int(int)
  }

  /// A small count, or nil when the field is not there.
  public func countIfPresent(_ name: String) throws(FieldError) -> Int? {
    has(name) ? try count(name) : nil
  }

  /// A number.
  public func double(_ name: String) throws(FieldError) -> Double {
    try read(name, "is not a number") { reader throws(CBORError) in
      try reader.peekKind() == .double ? try reader.readDouble() : Double(try reader.readInt())
    }
  }

  /// A number, or nil when the field is not there.
  public func doubleIfPresent(_ name: String) throws(FieldError) -> Double? {
    has(name) ? try double(name) : nil
  }

  /// A truth value.
  public func bool(_ name: String) throws(FieldError) -> Bool {
    try read(name, "is not true or false") { reader throws(CBORError) in try reader.readBool() }
  }

  /// A truth value, or nil when the field is not there.
  public func boolIfPresent(_ name: String) throws(FieldError) -> Bool? {
    has(name) ? try bool(name) : nil
  }

  /// A SHA-256 digest.
  public func digest(_ name: String) throws(FieldError) -> Digest {
    try read(name, "is not a digest of 32 bytes") { reader throws(CBORError) in
      try reader.readDigest()
    }
  }

  /// A digest, or nil when the field is not there.
  public func digestIfPresent(_ name: String) throws(FieldError) -> Digest? {
    has(name) ? try digest(name) : nil
  }

  /// One of the words of an enumeration.
  public func word<W: RawRepresentable & CaseIterable>(
    _ name: String, as: W.Type = W.self
  ) throws(FieldError) -> W where W.RawValue == String {
    let text = try text(name)
    guard let word = W(rawValue: text) else {
      let words = W.allCases.map(\.rawValue).joined(separator: ", ")
      throw error(name, "is '\(text)', not one of \(words)")
    }
    return word
  }

  /// One of the words of an enumeration, or nil when the field is not there.
  public func wordIfPresent<W: RawRepresentable & CaseIterable>(
    _ name: String, as: W.Type = W.self
  ) throws(FieldError) -> W? where W.RawValue == String {
    has(name) ? try word(name, as: W.self) : nil
  }
}

extension Fields {
  /// Where the value of a field lies.
  func place(of name: String) -> Range<Int>? { index.member(name, in: bytes)?.valueRange }

  /// Reads the value of a field, which has to be there.
  func read<R>(
    _ name: String, _ expectation: String,
    _ body: (inout CBORReader) throws(CBORError) -> R
  ) throws(FieldError) -> R {
    guard let place = place(of: name) else { throw error(name, "is missing") }
    do throws(CBORError) {
      var reader = CBORReader(bytes.span.extracting(place))
      return try body(&reader)
    } catch {
      throw self.error(name, expectation)
    }
  }

  /// Reads a record that lies somewhere in the same bytes.
  func record<R: Recordable>(at place: Range<Int>, _ name: String) throws(FieldError) -> R {
    guard bytes[place.lowerBound] >> 5 == 5 else { throw error(name, "is not a map") }
    do throws(FieldError) {
      return try R(Fields(bytes, in: place))
    } catch {
      throw error.inside(name)
    }
  }

  /// The stored bytes of a part.
  func copy(_ place: Range<Int>) -> [UInt8] { [UInt8](bytes.span.extracting(place)) }

  /// Calls `body` with the key's text and the encoded value of every field, in canonical order.
  func forEach(
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(FieldError) -> Void
  ) throws(FieldError) {
    let span = bytes.span
    for place in 0..<index.count {
      let member = index[place]
      try body(span.extracting(member.keyRange), span.extracting(member.valueRange))
    }
  }
}
