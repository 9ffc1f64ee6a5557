import Files
import Ledger
import Runtime

extension Benchmark {
  /// What a ledger takes up, and how long it takes to fill and to open.
  static let size = Benchmark(
    name: "size", summary: "filling through the door, opening, and bytes on disk for an entry"
  ) { fixtures, options in
    try options.ledgerSizes.flatMap { size in
      let workload = try fixtures.ledger(entries: size)
      ProcessUsage.resetPeak()
      let opened = try Measuring.rounds(options) {
        workload.close()
        return try Measuring.milliseconds {
          try workload.reopen()
          try workload.ledger.seal(lockDeadline: nil)
        }
      }
      let peak = ProcessUsage.peakResidentBytes()
      let file = PathName.join(workload.directory.log, "data.mdb")
      let bytes = Double(try FileSystem.status(file)?.size ?? 0)
      let entries = Double(try workload.size())
      let rate = Double(size) / (fixtures.fillSeconds[size] ?? 1)
      return [
        Result(
          "fill", entries: size, .perSecond("entries"), [Round(value: rate)], peakRSS: peak,
          note: "4096 in a commit"),
        Result("open_to_write", entries: size, .milliseconds, opened, peakRSS: peak),
        Result(
          "disk_per_entry", entries: size, .bytes, [Round(value: bytes / entries)],
          peakRSS: peak),
      ]
    }
  }
}
