import LMDB
import Ledger
import Runtime

/// The least that reading a log can do: a cursor over the entries that looks at every byte's page.
enum EntryScan {
  /// How long it takes over the log of a ledger, which is closed meanwhile.
  static func seconds(_ workload: Workload) throws -> Double {
    workload.close()
    let seconds = try seconds(workload.directory.log)
    try workload.reopen()
    return seconds
  }

  private static func seconds(_ log: String) throws -> Double {
    let environment = try Environment.open(log, .lockFreeReader)
    defer { environment.close() }
    let table = try environment.table("entries")
    var sum: UInt64 = 0
    let seconds = try Measuring.seconds {
      try environment.read { transaction throws(LMDBError) in
        try transaction.forEach(in: table) { _, value throws(LMDBError) in
          sum &+= UInt64(value.count) &+ UInt64(value[value.count - 1])
        }
      }
    }
    guard sum > 0 else { throw UsageError(message: "the scan found no entries") }
    return seconds
  }
}

extension Workload {
  /// How many events all entries have together.
  func eventCount() throws -> Int {
    var count = 0
    try workspace.ledger.storedEntries { entry in
      count += entry.eventCount
      return true
    }
    return count
  }
}
