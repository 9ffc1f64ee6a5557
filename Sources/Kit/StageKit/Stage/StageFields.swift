public import Codecs

/// The members of one JSON object, read with errors that say where they stand.
public struct StageFields: Sendable {
  /// What the object is, for messages.
  public let place: String
  /// The members.
  public let map: ValueMap

  /// The members of a value, which must be an object.
  public init(_ value: Value, _ place: String) throws(StageError) {
    guard let map = value.asMap else { throw StageError(.invalid, "\(place) is not an object") }
    self.map = map
    self.place = place
  }

  /// Members that were taken apart already.
  public init(place: String, map: ValueMap) {
    self.place = place
    self.map = map
  }

  /// Whether a member is there and not null.
  public func has(_ name: String) -> Bool { map[name].map { !$0.isNull } ?? false }

  /// A text; absent and null are the default, and an error without one.
  public func text(_ name: String, default fallback: String? = nil) throws(StageError) -> String {
    try member(name, "a text", fallback) { $0.asText }
  }

  /// A whole number; a number without a fraction is one.
  public func integer(_ name: String, default fallback: Int? = nil) throws(StageError) -> Int {
    try member(name, "a whole number", fallback) { value in
      value.asInt.map(Int.init) ?? value.asDouble.flatMap { Int(exactly: $0) }
    }
  }

  /// A finite number.
  public func number(_ name: String, default fallback: Double? = nil) throws(StageError) -> Double {
    try member(name, "a number", fallback) { value in
      value.asDouble.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// True or false.
  public func flag(_ name: String, default fallback: Bool? = nil) throws(StageError) -> Bool {
    try member(name, "true or false", fallback) { $0.asBool }
  }

  /// An object; absent is empty.
  public func map(_ name: String) throws(StageError) -> ValueMap {
    try member(name, "an object", ValueMap()) { $0.asMap }
  }

  /// The members of an object; absent has none.
  public func object(_ name: String) throws(StageError) -> StageFields {
    StageFields(place: inside(name), map: try map(name))
  }

  /// A list of texts; absent is empty.
  public func texts(_ name: String) throws(StageError) -> [String] {
    let elements: [Value] = try member(name, "a list of texts", []) { $0.asArray }
    var texts: [String] = []
    for element in elements {
      guard let text = element.asText else {
        throw StageError(.invalid, "\(place): '\(name)' is not a list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  /// Reads an object with `read`; absent and null are nil.
  public func optional<Result>(
    _ name: String, _ read: (StageFields) throws(StageError) -> Result
  ) throws(StageError) -> Result? {
    guard let value = map[name], !value.isNull else { return nil }
    return try read(StageFields(value, inside(name)))
  }

  /// Reads a list of objects; absent is empty.
  public func list<Result>(
    _ name: String, _ read: (StageFields) throws(StageError) -> Result
  ) throws(StageError) -> [Result] {
    let elements: [Value] = try member(name, "a list", []) { $0.asArray }
    var results: [Result] = []
    for (index, element) in elements.enumerated() {
      results.append(try read(StageFields(element, "\(inside(name))[\(index)]")))
    }
    return results
  }

  /// Reads an object of objects in the order of their names; absent is empty.
  public func members<Result>(
    _ name: String, _ read: (String, StageFields) throws(StageError) -> Result
  ) throws(StageError) -> [Result] {
    var results: [Result] = []
    let sorted = try map(name).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (key, value) in sorted {
      results.append(try read(key, StageFields(value, "\(inside(name)).\(key)")))
    }
    return results
  }

  private func inside(_ name: String) -> String { "\(place): \(name)" }

  private func member<Result>(
    _ name: String, _ what: String, _ fallback: Result?, _ read: (Value) -> Result?
  ) throws(StageError) -> Result {
    guard let value = map[name], !value.isNull else {
      if let fallback { return fallback }
      throw StageError(.invalid, "\(place) has no '\(name)'")
    }
    guard let result = read(value) else {
      throw StageError(.invalid, "\(place): '\(name)' is not \(what)")
    }
    return result
  }
}
