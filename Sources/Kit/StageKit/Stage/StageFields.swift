import Codecs

/// The members of one JSON object, read with errors that say where they stand.
struct TrialFields {
  /// What the object is, for messages.
  let place: String
  let map: ValueMap

  init(_ value: Value, _ place: String) throws(TrialError) {
    guard let map = value.asMap else { throw TrialError(.invalid, "\(place) is no object") }
    self.map = map
    self.place = place
  }

  init(place: String, map: ValueMap) {
    self.place = place
    self.map = map
  }

  /// Whether a member is there and not null.
  func has(_ name: String) -> Bool { map[name].map { !$0.isNull } ?? false }

  func text(_ name: String, default fallback: String? = nil) throws(TrialError) -> String {
    try member(name, "a text", fallback) { $0.asText }
  }

  func integer(_ name: String, default fallback: Int? = nil) throws(TrialError) -> Int {
    try member(name, "a whole number", fallback) { value in
      value.asInt.map(Int.init) ?? value.asDouble.flatMap { Int(exactly: $0) }
    }
  }

  func number(_ name: String, default fallback: Double? = nil) throws(TrialError) -> Double {
    try member(name, "a number", fallback) { value in
      value.asDouble.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  func flag(_ name: String, default fallback: Bool? = nil) throws(TrialError) -> Bool {
    try member(name, "true or false", fallback) { $0.asBool }
  }

  /// An object; absent is empty.
  func map(_ name: String) throws(TrialError) -> ValueMap {
    try member(name, "an object", ValueMap()) { $0.asMap }
  }

  /// A list of texts; absent is empty.
  func texts(_ name: String) throws(TrialError) -> [String] {
    let elements: [Value] = try member(name, "a list of texts", []) { $0.asArray }
    var texts: [String] = []
    for element in elements {
      guard let text = element.asText else {
        throw TrialError(.invalid, "\(place): '\(name)' is no list of texts")
      }
      texts.append(text)
    }
    return texts
  }

  /// Reads an object with `read`; absent and null are nil.
  func optional<Result>(
    _ name: String, _ read: (TrialFields) throws(TrialError) -> Result
  ) throws(TrialError) -> Result? {
    guard let value = map[name], !value.isNull else { return nil }
    return try read(TrialFields(value, inside(name)))
  }

  /// Reads a list of objects; absent is empty.
  func list<Result>(
    _ name: String, _ read: (TrialFields) throws(TrialError) -> Result
  ) throws(TrialError) -> [Result] {
    let elements: [Value] = try member(name, "a list", []) { $0.asArray }
    var results: [Result] = []
    for (index, element) in elements.enumerated() {
      results.append(try read(TrialFields(element, "\(inside(name))[\(index)]")))
    }
    return results
  }

  /// Reads an object of objects in the order of their names; absent is empty.
  func members<Result>(
    _ name: String, _ read: (String, TrialFields) throws(TrialError) -> Result
  ) throws(TrialError) -> [Result] {
    var results: [Result] = []
    let sorted = try map(name).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (key, value) in sorted {
      results.append(try read(key, TrialFields(value, "\(inside(name)).\(key)")))
    }
    return results
  }

  private func inside(_ name: String) -> String { "\(place): \(name)" }

  private func member<Result>(
    _ name: String, _ what: String, _ fallback: Result?, _ read: (Value) -> Result?
  ) throws(TrialError) -> Result {
    guard let value = map[name], !value.isNull else {
      if let fallback { return fallback }
      throw TrialError(.invalid, "\(place) has no '\(name)'")
    }
    guard let result = read(value) else {
      throw TrialError(.invalid, "\(place): '\(name)' is not \(what)")
    }
    return result
  }
}
