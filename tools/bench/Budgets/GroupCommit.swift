import Ledger
import Runtime
import Study

extension Benchmark {
  /// Eight commands that wait share one commit, each its own signed entry.
  static let groupCommit = Benchmark(
    name: "group_commit", summary: "eight commands that wait, against one command a commit"
  ) { fixtures, options in
    let workload = try fixtures.emptyLedger("group")
    try workload.begin()
    let count = 8
    ProcessUsage.resetPeak()
    let rounds = try Measuring.rounds(options) {
      try Measuring.perSecond(4 * count) {
        for _ in 0..<4 * count { _ = try workload.observe() }
      }
    } value: {
      try Measuring.perSecond(4 * count) {
        for _ in 0..<4 { try workload.observe(count) }
      }
    }
    return [
      Result(
        "group_commit", .perSecond("appends"), rounds, peakRSS: ProcessUsage.peakResidentBytes(),
        allocations: try Allocations.each(count) { try workload.observe(count) })
    ]
  }
}
