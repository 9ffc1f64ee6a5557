import LMDB
import TestKit

extension TemporaryDirectory {
  /// An environment inside.
  func environment(
    _ name: String = "env", _ change: (inout Environment.Options) -> Void = { _ in }
  ) throws -> Environment {
    var options = Environment.Options()
    change(&options)
    return try Environment.open("\(path)/\(name)", options)
  }
}

extension Span where Element == UInt8 {
  /// An owned copy.
  var array: [UInt8] { indices.map { self[$0] } }
}

/// A row, copied.
struct Row: Equatable {
  var key: [UInt8]
  var value: [UInt8]
}

extension Environment {
  /// Every row of a table, in order.
  func rows(_ table: Table) throws -> [Row] {
    var rows: [Row] = []
    try read { txn in
      try txn.forEach(in: table) { rows.append(Row(key: $0.array, value: $1.array)) }
    }
    return rows
  }
}
