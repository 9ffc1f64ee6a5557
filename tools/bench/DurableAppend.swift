import Files
import LMDB
import Ledger
import Runtime

extension Benchmark {
  /// One small entry, durable: decide, engines, sign, put, commit.
  static let durableAppend = Benchmark(
    name: "durable_append",
    summary: "one small entry through the door, against a bare LMDB commit of its bytes"
  ) { fixtures, options in
    var results: [Result] = []
    for size in options.ledgerSizes {
      let workload = try fixtures.ledger(entries: size)
      let index = try workload.observe().receipt.index
      let bytes = try workload.workspace.ledger.entry(index).bytes
      let raw = try RawLog(
        PathName.join(fixtures.place.path, "raw-\(size)"), rows: size, bytes: bytes)
      results.append(
        try measure("durable_append", size, options, raw) { _ = try workload.observe() })
      results.append(
        try measure("durable_append_person", size, options, raw) { _ = try workload.note() })
      raw.environment.close()
    }
    return results
  }

  private static func measure(
    _ name: String, _ size: Int, _ options: Options, _ raw: RawLog, _ append: () throws -> Void
  ) throws -> Result {
    ProcessUsage.resetPeak()
    var (floorTime, valueTime): ([Double], [Double]) = ([], [])
    var rounds: [Round] = []
    for _ in 0..<options.rounds {
      // The disk's moods last longer than one append and shorter than a round: the two take turns,
      // and the median of each counts.
      let pairs = try Measuring.rounds(32) {
        try Measuring.perSecond(1, &floorTime) { try raw.append() }
      } value: {
        try Measuring.perSecond(1, &valueTime) { try append() }
      }
      let values = Sample(pairs.map { $0.value })
      rounds.append(Round(value: values.median, floor: Sample(pairs.map { $0.floor }).median))
    }
    return Result(
      name, size: size, .perSecond("appends"), rounds,
      peakRSS: ProcessUsage.peakResidentBytes(),
      note: Measuring.processorNote(valueTime, floorTime))
  }
}

/// The least that a durable log can do: one table, one row a commit.
private final class RawLog {
  let environment: Environment
  private let table: Table
  private let bytes: [UInt8]
  private var next: UInt64

  init(_ path: String, rows: Int, bytes: [UInt8]) throws {
    environment = try Environment.open(path)
    let table = try environment.table()
    try environment.write { transaction throws(LMDBError) in
      for index in 0..<UInt64(rows) { try transaction.append(bytes, for: index, in: table) }
    }
    self.table = table
    self.bytes = bytes
    next = UInt64(rows)
  }

  func append() throws {
    let table = table
    let bytes = bytes
    let index = next
    try environment.write { transaction throws(LMDBError) in
      try transaction.append(bytes, for: index, in: table)
    }
    next += 1
  }
}
