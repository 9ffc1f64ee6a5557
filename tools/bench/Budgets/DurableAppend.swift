import Files
import Ledger

extension Benchmark {
  /// One small entry, durable: decide, engines, sign, put, commit.
  static let durableAppend = Benchmark(
    name: "durable_append",
    summary: "one small entry through the door, against a bare LMDB commit of its bytes"
  ) { fixtures, options in
    var results: [Result] = []
    for size in options.ledgerSizes {
      let workload = try fixtures.ledger(entries: size)
      let raw = try fixtures.rawLog(beside: workload, rows: size)
      results.append(
        try measure("durable_append", size, options, raw) { _ = try workload.observe() })
      results.append(
        try measure("durable_append_person", size, options, raw) { _ = try workload.note() })
      raw.close()
    }
    return results
  }

  /// How many appends one round compares.
  private static let pairs = 32

  private static func measure(
    _ name: String, _ size: Int, _ options: Options, _ raw: RawLog, _ append: () throws -> Void
  ) throws -> Result {
    ProcessUsage.resetPeak()
    var (floorTime, valueTime): ([Double], [Double]) = ([], [])
    var rounds: [Round] = []
    for _ in 0..<options.rounds {
      // The disk's moods last longer than one append and shorter than a round: the two take turns,
      // and the median of each counts.
      var (floors, values): ([Double], [Double]) = ([], [])
      for _ in 0..<pairs {
        floors.append(try Measuring.perSecond(1, &floorTime) { try raw.append() })
        values.append(try Measuring.perSecond(1, &valueTime) { try append() })
      }
      rounds.append(Round(value: Sample(values).median, floor: Sample(floors).median))
    }
    let peak = ProcessUsage.peakResidentBytes()
    let allocations = try Allocations.each(pairs) { for _ in 0..<pairs { try append() } }
    return Result(
      name, entries: size, .perSecond("appends"), rounds, peakRSS: peak,
      allocations: allocations, note: Measuring.processorNote(valueTime, floorTime))
  }
}
