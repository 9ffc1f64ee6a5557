import Files
import Ledger
import Runtime

extension Benchmark {
  /// What a ledger takes up, and how long it takes to fill and to open.
  static let size = Benchmark(
    name: "size", summary: "filling through the door, opening, and bytes on disk for an entry"
  ) { fixtures, options in
    let lines = try perLine(fixtures)
    return try options.ledgerSizes.flatMap { size in
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
    } + [lines]
  }

  /// What a metric takes up that is reported with many others.
  private static func perLine(_ fixtures: Fixtures) throws -> Result {
    let workload = try fixtures.emptyLedger("reported")
    try workload.begin()
    var count = 0
    let before = try bytes(below: workload.directory.path)
    for _ in 0..<32 { count += try workload.observe(lines: 4_096) }
    let bytes = Double(try bytes(below: workload.directory.path) - before)
    return Result(
      "disk_per_line", .bytes, [Round(value: bytes / Double(count))],
      peakRSS: ProcessUsage.peakResidentBytes(), note: "4096 in an entry")
  }

  private static func bytes(below directory: String) throws -> UInt64 {
    var bytes: UInt64 = 0
    for name in try FileSystem.list(directory) {
      let path = PathName.join(directory, name)
      guard let status = try FileSystem.status(path) else { continue }
      bytes += status.kind == .directory ? try Self.bytes(below: path) : status.size
    }
    return bytes
  }
}
