import Codecs
import StageKit

/// What is known of each cell or each gene: one row each, the first column being its name.
struct CellTable: Equatable {
  /// The columns' names, the first being that of the names.
  var header: [String]
  /// The rows.
  var rows: [[String]]

  init(header: [String], rows: [[String]]) {
    self.header = header
    self.rows = rows
  }

  /// Reads a CSV file; a name that occurs twice is an error.
  init(_ bytes: [UInt8], name: String) throws(StageError) {
    do throws(CSVError) {
      (header, rows) = try CSV.decode(bytes)
    } catch {
      throw StageError(.invalid, "'\(name)' is \(error.description)")
    }
    let sorted = names.sorted()
    for (left, right) in zip(sorted, sorted.dropFirst()) where left == right {
      throw StageError(.invalid, "'\(name)' has two rows named '\(left)'")
    }
  }

  /// The names.
  var names: [String] { rows.map { $0[0] } }

  /// The values of a column, or an error that names the nearest one.
  func column(_ name: String, of file: String) throws(StageError) -> [String] {
    guard let index = header.firstIndex(of: name) else {
      throw StageError(
        .invalid, "\(file) has no column '\(name)'", hint: Hint.choice(name, among: header))
    }
    return rows.map { $0[index] }
  }

  /// Some rows, in the order in which they are named.
  func rows(_ indices: [Int]) -> CellTable {
    CellTable(header: header, rows: indices.map { rows[$0] })
  }

  /// The table as CSV.
  var csv: [UInt8] { Array((CSV.row(header) + rows.map(CSV.row).joined()).utf8) }
}
