import Files
import Ledger
import Projections
import Runtime

extension Benchmark {
  /// Everything that can be made again from the entries: states and tiles, and the index of views.
  static let rebuild = Benchmark(
    name: "rebuild", summary: "states and tiles, and the index of views, against a scan of the log"
  ) { fixtures, options in
    let size = options.largestSize
    let workload = try fixtures.ledger(entries: size)
    let index = ViewStore(path: PathName.join(fixtures.place.path, "index"))
    let events = try workload.eventCount()
    func result(_ name: String, _ body: () throws -> Void) throws -> Result {
      ProcessUsage.resetPeak()
      let rounds = try Measuring.rounds(options) {
        Double(events) / (try EntryScan.seconds(workload))
      } value: {
        try Measuring.perSecond(events, body)
      }
      return Result(
        name, entries: size, .perSecond("events"), rounds,
        peakRSS: ProcessUsage.peakResidentBytes())
    }
    return [
      try result("rebuild_states") { _ = try Rebuild.run(workload.ledger) },
      try result("rebuild_index") { try index.rebuild(workload.ledger) },
    ]
  }
}
