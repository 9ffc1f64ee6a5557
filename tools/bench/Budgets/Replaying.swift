import Ledger
import Runtime

extension Benchmark {
  /// Deciding every entry again, and comparing every byte.
  static let replay = Benchmark(
    name: "replay", summary: "every entry decided again and compared, on one core"
  ) { fixtures, options in
    try options.ledgerSizes.map { size in
      let workload = try fixtures.ledger(entries: size)
      let events = try workload.eventCount()
      func replay() throws {
        let report = try Replay.run(workload.ledger)
        guard report.ok, Int(report.events) == events else {
          throw UsageError(message: "the ledger does not replay: \(report.differences)")
        }
      }
      ProcessUsage.resetPeak()
      let rounds = try Measuring.rounds(options) {
        try Measuring.perSecond(events) { try replay() }
      }
      let peak = ProcessUsage.peakResidentBytes()
      return Result(
        "replay", entries: size, .perSecond("events"), rounds, peakRSS: peak,
        allocations: try Allocations.each(events) { try replay() })
    }
  }
}
