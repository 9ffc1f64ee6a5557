import Bytes
public import Codecs

extension EventDefinition {
  /// Throws when data has a field that the definition does not know, lacks one that it demands, or
  /// has one of the wrong type.
  ///
  /// O(fields).
  public func check(_ data: ValueMap) throws(FieldError) {
    for field in fields where !field.isOptional && data[field.name] == nil {
      throw FieldError(path: field.name, expectation: "is missing in '\(type)'")
    }
    for (name, value) in data {
      guard let field = fields.first(where: { $0.name == name }) else {
        throw FieldError(path: name, expectation: "is unknown in '\(type)'")
      }
      guard field.kind.admits(value) else {
        throw FieldError(path: name, expectation: "is no \(field.kind.rawValue) in '\(type)'")
      }
    }
  }
}

extension EventDefinition.Kind {
  /// Whether a value is of this type.
  func admits(_ value: Value) -> Bool {
    switch self {
    case .text: value.asText != nil
    case .integer: value.asInt != nil
    case .number: value.asDouble != nil
    case .bool: value.asBool != nil
    case .digest: value.asBytes?.count == 32
    case .bytes: value.asBytes != nil
    case .list: value.asArray != nil
    case .map: value.asMap != nil
    case .value: true
    }
  }
}
