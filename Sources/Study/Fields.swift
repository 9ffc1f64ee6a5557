public import Bytes
public import Codecs

/// What is wrong with the data of an event or the arguments of a command.
public struct FieldError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The path of the offending field, such as `plan.stages[2].name`.
  public var path: String
  /// What was expected of it.
  public var expectation: String

  /// An error at a path.
  public init(path: String, expectation: String) {
    self.path = path
    self.expectation = expectation
  }

  /// One sentence for people.
  public var description: String { "field '\(path)' \(expectation)" }
}

/// Something that is stored as a map of named fields.
public protocol Recordable: Equatable, Sendable {
  /// Reads every field; what is missing or of the wrong type is an error.
  init(_ fields: Fields) throws(FieldError)
  /// Writes every field; fields that are nil are left out.
  func put(into fields: inout FieldsBuilder)
}

extension Recordable {
  /// The map that ``put(into:)`` writes.
  public var record: ValueMap {
    var builder = FieldsBuilder()
    put(into: &builder)
    return builder.map
  }
}

/// Reads named fields out of a map, with the path in every error.
public struct Fields: Sendable {
  /// The map that is read.
  public let map: ValueMap
  private let path: String

  /// A reader over a map; `path` is where the map itself stands.
  public init(_ map: ValueMap, path: String = "") {
    self.map = map
    self.path = path
  }

  /// Whether a field is there.
  public func has(_ name: String) -> Bool { map[name] != nil }

  /// An error about a field.
  public func error(_ name: String, _ expectation: String) -> FieldError {
    FieldError(path: path.isEmpty ? name : "\(path).\(name)", expectation: expectation)
  }

  /// Any value.
  public func value(_ name: String) throws(FieldError) -> Value {
    guard let value = map[name] else { throw error(name, "is missing") }
    return value
  }

  /// A text.
  public func text(_ name: String) throws(FieldError) -> String {
    guard let text = try value(name).asText else { throw error(name, "is not a text") }
    return text
  }

  /// A text, or nil when the field is not there.
  public func textIfPresent(_ name: String) throws(FieldError) -> String? {
    has(name) ? try text(name) : nil
  }

  /// An integer.
  public func int(_ name: String) throws(FieldError) -> Int64 {
    guard let int = try value(name).asInt else { throw error(name, "is not an integer") }
    return int
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
    guard let double = try value(name).asDouble else { throw error(name, "is not a number") }
    return double
  }

  /// A number, or nil when the field is not there.
  public func doubleIfPresent(_ name: String) throws(FieldError) -> Double? {
    has(name) ? try double(name) : nil
  }

  /// A truth value.
  public func bool(_ name: String) throws(FieldError) -> Bool {
    guard let bool = try value(name).asBool else { throw error(name, "is not true or false") }
    return bool
  }

  /// A truth value, or nil when the field is not there.
  public func boolIfPresent(_ name: String) throws(FieldError) -> Bool? {
    has(name) ? try bool(name) : nil
  }

  /// A SHA-256 digest.
  public func digest(_ name: String) throws(FieldError) -> Digest {
    guard let bytes = try value(name).asBytes, let digest = Digest(bytes: bytes) else {
      throw error(name, "is not a digest of 32 bytes")
    }
    return digest
  }

  /// A digest, or nil when the field is not there.
  public func digestIfPresent(_ name: String) throws(FieldError) -> Digest? {
    has(name) ? try digest(name) : nil
  }

  /// A map.
  public func nested(_ name: String) throws(FieldError) -> ValueMap {
    guard let map = try value(name).asMap else { throw error(name, "is not a map") }
    return map
  }

  /// A map, or nil when the field is not there.
  public func nestedIfPresent(_ name: String) throws(FieldError) -> ValueMap? {
    has(name) ? try nested(name) : nil
  }

  /// A list of values; empty when the field is not there.
  public func list(_ name: String) throws(FieldError) -> [Value] {
    guard has(name) else { return [] }
    guard let list = try value(name).asArray else { throw error(name, "is not a list") }
    return list
  }

  /// A list of texts; empty when the field is not there.
  public func texts(_ name: String) throws(FieldError) -> [String] {
    var texts: [String] = []
    for item in try list(name) {
      guard let text = item.asText else { throw error(name, "is not a list of texts") }
      texts.append(text)
    }
    return texts
  }

  /// A list of integers; empty when the field is not there.
  public func ints(_ name: String) throws(FieldError) -> [Int64] {
    var ints: [Int64] = []
    for item in try list(name) {
      guard let int = item.asInt else { throw error(name, "is not a list of integers") }
      ints.append(int)
    }
    return ints
  }

  /// A nested record.
  public func record<R: Recordable>(_ name: String, as: R.Type = R.self) throws(FieldError) -> R {
    let map = try nested(name)
    return try R(Fields(map, path: path.isEmpty ? name : "\(path).\(name)"))
  }

  /// A nested record, or nil when the field is not there.
  public func recordIfPresent<R: Recordable>(
    _ name: String, as: R.Type = R.self
  ) throws(FieldError) -> R? {
    has(name) ? try record(name, as: R.self) : nil
  }

  /// A list of records; empty when the field is not there.
  public func records<R: Recordable>(
    _ name: String, as: R.Type = R.self
  ) throws(FieldError) -> [R] {
    var records: [R] = []
    for (index, item) in try list(name).enumerated() {
      let place = "\(name)[\(index)]"
      guard let map = item.asMap else { throw error(place, "is not a map") }
      records.append(try R(Fields(map, path: path.isEmpty ? place : "\(path).\(place)")))
    }
    return records
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
