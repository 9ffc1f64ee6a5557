import Bytes
import Files
import LMDB
import Ledger
import Projections
import Runtime

extension Benchmark {
  /// Everything that can be made again from the entries: states and tiles, the index, the views.
  static let rebuild = Benchmark(
    name: "rebuild",
    summary: "states and tiles, the index, and all views, against a scan of the entries"
  ) { fixtures, options in
    let size = options.largeSize
    let workload = try fixtures.ledger(entries: size)
    let views = ViewStore(path: PathName.join(fixtures.place.path, "views-\(size)"))
    let events = Double(try workload.workspace.ledger.eventCount())
    func scan() throws -> Double {
      workload.close()
      let seconds = try EntryScan.seconds(workload.directory.log)
      try workload.reopen()
      return events / seconds
    }
    func result(_ name: String, _ body: () throws -> Void) throws -> Result {
      ProcessUsage.resetPeak()
      let rounds = try Measuring.rounds((options.rounds + 1) / 2, floor: scan) {
        events / (try Measuring.seconds(body))
      }
      return Result(
        name, size: size, .perSecond("events"), rounds,
        peakRSS: ProcessUsage.peakResidentBytes())
    }
    return [
      try result("rebuild_states") { _ = try Rebuild.run(workload.workspace.ledger) },
      try result("rebuild_index") { try views.rebuild(workload.workspace.ledger) },
      try result("fold_views") { try fold(workload.workspace.ledger, views) },
    ]
  }

  /// Reads every study's entries and folds them into its views.
  private static func fold(_ ledger: Ledger, _ views: ViewStore) throws {
    let record = LedgerRecord(ledger, views: views)
    let size = try record.size()
    for slug in try record.studies(before: size) {
      var view = StudyView(slug: slug)
      try record.forEach(of: slug, in: 0..<size) { entry throws(ProjectionError) in
        _ = view.evolve(entry)
      }
    }
  }
}

/// The least that reading a log can do: a cursor over the entries that looks at every byte's page.
private enum EntryScan {
  static func seconds(_ log: String) throws -> Double {
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

extension Ledger {
  /// How many events all entries have together.
  fileprivate func eventCount() throws -> Int {
    var count = 0
    try storedEntries { entry in
      count += entry.eventCount
      return true
    }
    return count
  }
}
