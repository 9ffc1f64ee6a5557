/// State that is written, hashed and read back by one listing of its fields.
protocol Coded {
  /// A value to read into.
  init()
  /// Hands every field over, in a fixed order.
  mutating func code(_ c: inout some StateCoder)
}

/// What takes the fields of a state: a hash, a writer or a reader of snapshots.
///
/// Because all of them go through the same listing, a snapshot holds everything that the hash
/// covers.
protocol StateCoder {
  mutating func scalar(_ value: inout Int)
  mutating func scalar(_ value: inout Double)
  mutating func scalar(_ value: inout Bool)
  mutating func scalar(_ value: inout String)
  mutating func field<T: Coded>(_ name: String, _ value: inout T)
  mutating func list<T: Coded>(_ values: inout [T])
}

extension Int: Coded {
  mutating func code(_ c: inout some StateCoder) { c.scalar(&self) }
}

extension Double: Coded {
  mutating func code(_ c: inout some StateCoder) { c.scalar(&self) }
}

extension Bool: Coded {
  mutating func code(_ c: inout some StateCoder) { c.scalar(&self) }
}

extension String: Coded {
  mutating func code(_ c: inout some StateCoder) { c.scalar(&self) }
}

extension Array: Coded where Element: Coded {
  mutating func code(_ c: inout some StateCoder) { c.list(&self) }
}
