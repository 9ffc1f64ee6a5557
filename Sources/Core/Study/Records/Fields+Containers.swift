import Bytes
public import Codecs

extension Fields {
  /// All fields, as values.
  func map() throws(FieldError) -> ValueMap {
    var map = ValueMap()
    try forEach { (key, value) throws(FieldError) in
      let name = String(decoding: [UInt8](key), as: UTF8.self)
      map[name] = try self.value(name)
    }
    return map
  }

  /// A map.
  public func nested(_ name: String) throws(FieldError) -> ValueMap {
    try read(name, "is not a map") { reader throws(CBORError) in try reader.readMap() }
  }

  /// A map, or nil when the field is not there.
  public func nestedIfPresent(_ name: String) throws(FieldError) -> ValueMap? {
    has(name) ? try nested(name) : nil
  }

  /// A list of values; empty when the field is not there.
  public func list(_ name: String) throws(FieldError) -> [Value] {
    try elements(name, "is not a list") { reader throws(CBORError) in try reader.readValue() }
  }

  /// A list of texts; empty when the field is not there.
  public func texts(_ name: String) throws(FieldError) -> [String] {
    try elements(name, "is not a list of texts") { reader throws(CBORError) in
      try reader.readText()
    }
  }

  /// A list of integers; empty when the field is not there.
  public func ints(_ name: String) throws(FieldError) -> [Int64] {
    try elements(name, "is not a list of integers") { reader throws(CBORError) in
      try reader.readInt()
    }
  }

  /// A nested record.
  public func record<R: Recordable>(_ name: String, as: R.Type = R.self) throws(FieldError) -> R {
    guard let place = place(of: name) else { throw error(name, "is missing") }
    return try record(at: place, name)
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
    guard let place = place(of: name) else { return [] }
    let parts = try elements(name, "is not a list") { reader throws(CBORError) in
      let start = reader.offset
      try reader.skipValue()
      return start..<reader.offset
    }
    var records: [R] = []
    records.reserveCapacity(parts.count)
    for (number, part) in parts.enumerated() {
      let start = place.lowerBound
      records.append(
        try record(at: start + part.lowerBound..<start + part.upperBound, "\(name)[\(number)]"))
    }
    return records
  }

  /// Reads every element of a list; none when the field is not there.
  private func elements<E>(
    _ name: String, _ expectation: String,
    _ element: (inout CBORReader) throws(CBORError) -> E
  ) throws(FieldError) -> [E] {
    guard has(name) else { return [] }
    return try read(name, expectation) { reader throws(CBORError) in
      var elements: [E] = []
      for _ in 0..<(try reader.readArrayHeader()) { elements.append(try element(&reader)) }
      return elements
    }
  }
}
