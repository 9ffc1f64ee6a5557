/// Some neighbouring units of a run, as they stand in one stored row: a unit that changes rewrites
/// its neighbours, and not every unit of its run.
struct UnitChunk: Recordable {
  /// How many units stand in a row; a run of no more than these has them in its own.
  static let size = 32

  var units: [UnitState] = []

  /// None, to be filled in.
  init() {}

  /// The units of a chunk of a table.
  init(_ number: Int, of units: UnitTable) {
    self.units = Array(units[min(number * Self.size, units.count)...].prefix(Self.size))
  }

  /// How many chunks a table has.
  static func count(of units: UnitTable) -> Int { (units.count + size - 1) / size }

  /// The row's key: which chunk, of which run.
  static func key(_ chunk: Int, slug: String, run: String) -> String {
    "units/\(slug)/\(run)/\(chunk)"
  }

  mutating func code(_ coder: inout some FieldCoder) { coder.field("units", &units) }
}
