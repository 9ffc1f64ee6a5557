import Codecs

/// Writes a configuration, defaults included, as a value; and a row for every key.
struct ConfigWriter: ConfigCoder {
  private var members: [(String, Value)] = []
  private let path: String
  /// What is shown where a secret stands.
  static let hidden = "(hidden)"
  private(set) var rows: [(key: String, value: String, range: String)] = []

  /// All keys of a group with their values.
  static func value<G: ConfigGroup>(of group: G) -> Value {
    var copy = group
    var writer = ConfigWriter(path: "")
    copy.code(&writer)
    return .map(ValueMap(writer.members))
  }

  /// A row for every key: name, value, range.
  static func rows<G: ConfigGroup>(of group: G) -> [(key: String, value: String, range: String)] {
    var copy = group
    var writer = ConfigWriter(path: "")
    copy.code(&writer)
    return writer.rows
  }

  private init(path: String) { self.path = path }

  private mutating func add(_ key: String, _ value: Value, _ range: String) {
    members.append((key, value))
    rows.append((path + key, JSON.string(value), range))
  }

  mutating func number(_ key: String, _ value: inout Double, _ range: ClosedRange<Double>) {
    add(key, .double(value), "\(range.lowerBound) to \(range.upperBound)")
  }
  mutating func whole(_ key: String, _ value: inout Int, _ range: ClosedRange<Int>) {
    add(key, .int(Int64(value)), "\(range.lowerBound) to \(range.upperBound)")
  }
  mutating func flag(_ key: String, _ value: inout Bool) { add(key, .bool(value), "true, false") }
  mutating func text(_ key: String, _ value: inout String) { add(key, .text(value), "text") }
  mutating func secret(_ key: String, _ value: inout String) {
    add(key, .text(value.isEmpty ? "" : Self.hidden), "text")
  }
  mutating func refused(_ key: String, _ remedy: String) {}
  mutating func texts(_ key: String, _ value: inout [String]) {
    add(key, .array(value.map { .text($0) }), "list of texts")
  }
  mutating func tile(_ key: String, _ value: inout GridTile) {
    add(key, [.int(Int64(value.x)), .int(Int64(value.y))], "[x, y]")
  }
  mutating func word<W: ConfigWord>(_ key: String, _ value: inout W) {
    add(key, .text(value.rawValue), W.allCases.map(\.rawValue).joined(separator: ", "))
  }
  mutating func group<G: ConfigGroup>(_ key: String, _ value: inout G) {
    members.append((key, nested(key, value)))
  }
  mutating func named<G: ConfigGroup>(_ key: String, _ value: inout [Named<G>]) {
    var map = ValueMap()
    for one in value { map[one.name] = nested("\(key).\(one.name)", one.group) }
    members.append((key, .map(map)))
  }
  mutating func list<G: ConfigGroup>(_ key: String, _ value: inout [G]) {
    members.append(
      (key, .array(value.enumerated().map { nested("\(key)[\($0.offset)]", $0.element) })))
  }
  mutating func numbers(
    _ key: String, _ value: inout [NamedNumber], _ range: ClosedRange<Double>
  ) {
    var map = ValueMap()
    for one in value { map[one.name] = .double(one.number) }
    add(key, .map(map), "each \(range.lowerBound) to \(range.upperBound)")
  }

  private mutating func nested<G: ConfigGroup>(_ key: String, _ group: G) -> Value {
    var copy = group
    var writer = ConfigWriter(path: "\(path)\(key).")
    copy.code(&writer)
    rows += writer.rows
    return .map(ValueMap(writer.members))
  }
}
