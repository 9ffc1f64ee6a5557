import StageKit

// What is known of each cell or each gene: one row each, the first column being its name.
extension CSVTable {
  /// Takes a table apart; a name that occurs twice is an error.
  init(named bytes: [UInt8], _ place: String) throws(StageError) {
    try self.init(bytes, place)
    let sorted = names.sorted()
    for (left, right) in zip(sorted, sorted.dropFirst()) where left == right {
      throw .invalid("\(place) has two rows named '\(left)'")
    }
  }

  var names: [String] { rows.map { $0[0] } }

  /// Some rows, in the order in which they are named.
  func rows(_ indices: [Int]) -> CSVTable { CSVTable(header, indices.map { rows[$0] }) }
}
