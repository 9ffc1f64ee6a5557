import Codecs
import StageKit

/// A CSV file that is being filled.
struct TableFile {
  private let header: [String]
  private(set) var rows: [[String]] = []

  init(_ header: [String]) { self.header = header }

  /// Adds a row; there are as many cells as columns.
  mutating func add(_ cells: [String]) {
    precondition(cells.count == header.count, "a row has a cell for each column")
    rows.append(cells)
  }

  var bytes: [UInt8] { Array((CSV.row(header) + rows.map { CSV.row($0) }.joined()).utf8) }

  /// A number, or nothing where it is undefined.
  static func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return "\(value)"
  }
}
