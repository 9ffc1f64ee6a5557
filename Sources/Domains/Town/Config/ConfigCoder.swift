/// A group of configuration keys, listed once for reader, writer and the table of keys.
protocol ConfigGroup: Sendable {
  /// The defaults.
  init()
  /// Hands every key over, with its range.
  mutating func code(_ c: inout some ConfigCoder)
}

/// A word from a closed list.
protocol ConfigWord: RawRepresentable<String>, CaseIterable, Sendable {}

/// A group that the configuration names.
struct Named<Group: ConfigGroup>: Sendable {
  var name: String
  var group: Group
}

/// What takes the keys of a configuration.
protocol ConfigCoder {
  mutating func number(_ key: String, _ value: inout Double, _ range: ClosedRange<Double>)
  mutating func whole(_ key: String, _ value: inout Int, _ range: ClosedRange<Int>)
  mutating func flag(_ key: String, _ value: inout Bool)
  mutating func text(_ key: String, _ value: inout String)
  /// A text that is nobody else's business: read like any other, and never written out.
  mutating func secret(_ key: String, _ value: inout String)
  mutating func texts(_ key: String, _ value: inout [String])
  mutating func tile(_ key: String, _ value: inout GridTile)
  mutating func word<W: ConfigWord>(_ key: String, _ value: inout W)
  mutating func group<G: ConfigGroup>(_ key: String, _ value: inout G)
  mutating func named<G: ConfigGroup>(_ key: String, _ value: inout [Named<G>])
  mutating func list<G: ConfigGroup>(_ key: String, _ value: inout [G])
  /// Numbers by name, each within one range.
  mutating func numbers(
    _ key: String, _ value: inout [NamedNumber], _ range: ClosedRange<Double>)
  /// A key that other towns have and this one has not, and what takes its place.
  mutating func refused(_ key: String, _ remedy: String)
}

/// A number that the configuration names.
struct NamedNumber: Sendable, Equatable {
  var name: String
  var number: Double
}

/// A tile of the town.
struct GridTile: Sendable, Equatable, Coded {
  var x = 0
  var y = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("x", &x)
    c.field("y", &y)
  }
}
