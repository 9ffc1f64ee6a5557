import Bytes
public import LedgerFormat

extension EventType {
  /// The fact that data of a version stands for.
  ///
  /// An unknown version is an error, and so is a field that is missing, superfluous or of the wrong
  /// type.
  public func fact(version: UInt64, _ data: consuming FieldReader) throws(FieldError) -> EventData {
    guard version == definition.version else {
      throw FieldError(
        path: definition.type,
        expectation: "has version \(version), which this build does not know")
    }
    return try read(data)
  }

  /// The fact of an event of this type in a stored entry; nil when its data is erased.
  ///
  /// `detached` is the map of data that does not lie in the entry. The same errors.
  public func fact(
    _ ordinal: Int, of entry: borrowing StoredEntry, detached: [UInt8]?
  ) throws(FieldError) -> EventData? {
    let version = entry.eventVersion(ordinal)
    if let place = entry.inlineDataRange(ordinal) {
      return try fact(version: version, FieldReader(entry.bytes, in: place))
    }
    guard let detached else { return nil }
    return try fact(version: version, FieldReader(detached))
  }
}

extension EventDefinition {
  /// Throws when data has a field that the definition does not know, lacks one that it demands, or
  /// has one of the wrong type.
  ///
  /// For data that no record of this build stands for. O(fields of both).
  func check(_ data: borrowing FieldReader) throws(FieldError) {
    var seen: [String] = []
    try data.forEach { (key, value) throws(FieldError) in
      let name = String(decoding: [UInt8](key), as: UTF8.self)
      guard let field = fields.first(where: { $0.name == name }) else {
        throw error(name, "is unknown")
      }
      guard field.kind.admits(value) else {
        throw error(name, "is not of kind \(field.kind.rawValue)")
      }
      seen.append(name)
    }
    for field in fields where !field.isOptional && !seen.contains(field.name) {
      throw error(field.name, "is missing")
    }
  }

  /// What is wrong with a field of data of this type.
  func error(_ name: String, _ problem: String) -> FieldError {
    FieldError(path: name, expectation: "\(problem) in '\(type)'")
  }
}

extension EventDefinition.Kind {
  /// Whether the encoding of a value is of this type.
  fileprivate func admits(_ value: Span<UInt8>) -> Bool {
    let major = value[0] >> 5
    switch self {
    case .text: return major == 3
    case .integer: return major <= 1
    case .number: return major <= 1 || value[0] >= 0xf9
    case .bool: return value[0] == 0xf4 || value[0] == 0xf5
    case .digest: return value.count == 34 && value[0] == 0x58 && value[1] == 32
    case .bytes: return major == 2
    case .list: return major == 4
    case .map: return major == 5
    case .value: return true
    }
  }
}
