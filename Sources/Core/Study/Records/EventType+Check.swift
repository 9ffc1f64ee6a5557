import Bytes
public import Ledger

extension EventType {
  /// The fact that data of a version stands for.
  ///
  /// An unknown version is an error, and so is a field that is missing, superfluous or of the wrong
  /// type.
  public func fact(version: UInt64, _ data: Fields) throws(FieldError) -> Fact {
    guard version == definition.version else {
      throw FieldError(
        path: definition.type,
        expectation: "has version \(version), which this build does not know")
    }
    let fact = try read(data)
    try check(data)
    return fact
  }

  /// The fact of an event of this type in a stored entry; nil when its data is erased.
  ///
  /// `detached` is the map of data that does not lie in the entry. The same errors.
  public func fact(
    _ ordinal: Int, of entry: borrowing StoredEntry, detached: [UInt8]?
  ) throws(FieldError) -> Fact? {
    let version = entry.eventVersion(ordinal)
    if let place = entry.inlineDataRange(ordinal) {
      return try fact(version: version, Fields(entry.bytes, in: place))
    }
    guard let detached else { return nil }
    return try fact(version: version, Fields(detached))
  }

  /// Throws when data has a field that the definition does not know, lacks one that it demands, or
  /// has one of the wrong type.
  ///
  /// Both are in canonical order, so that one walk decides. O(fields).
  func check(_ data: Fields) throws(FieldError) {
    var place = 0
    try data.forEach { (key, value) throws(FieldError) in
      while place < fields.count, !key.equals(fields[place].name) {
        guard key.isBehind(fields[place].name) else { throw unknown(key) }
        guard fields[place].isOptional else { throw missing(place) }
        place += 1
      }
      guard place < fields.count else { throw unknown(key) }
      guard fields[place].kind.admits(value) else { throw wrong(place) }
      place += 1
    }
    for rest in place..<fields.count where !fields[rest].isOptional { throw missing(rest) }
  }

  private func unknown(_ key: Span<UInt8>) -> FieldError {
    error([UInt8](key), "is unknown")
  }

  private func missing(_ place: Int) -> FieldError { error(fields[place].name, "is missing") }

  private func wrong(_ place: Int) -> FieldError {
    error(fields[place].name, "is no \(fields[place].kind.rawValue)")
  }

  private func error(_ name: [UInt8], _ problem: String) -> FieldError {
    FieldError(
      path: String(decoding: name, as: UTF8.self),
      expectation: "\(problem) in '\(definition.type)'")
  }
}

/// A field as the check of recorded data needs it.
struct ExpectedField: Sendable {
  var name: [UInt8]
  var kind: EventDefinition.Kind
  var isOptional: Bool
}

extension EventDefinition {
  /// The fields in the canonical order of their names.
  var canonicalFields: [ExpectedField] {
    fields.map { field in
      ExpectedField(
        name: Array(field.name.utf8), kind: field.kind, isOptional: field.isOptional)
    }
    .sorted { left, right in
      let key = right.name.span
      return key.isBehind(left.name)
    }
  }
}

extension EventDefinition.Kind {
  /// Whether the encoding of a value is of this type.
  func admits(_ value: Span<UInt8>) -> Bool {
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

extension Span where Element == UInt8 {
  /// Whether a key comes behind another in canonical order: longer ones do.
  fileprivate func isBehind(_ other: [UInt8]) -> Bool {
    let other = other.span
    return count == other.count ? other.precedes(self) : count > other.count
  }
}
