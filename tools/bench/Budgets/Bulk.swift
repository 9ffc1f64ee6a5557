import Files
import Ledger
import Runtime
import Study

extension Benchmark {
  /// Many events in few entries: how fast history can grow under bulk load.
  static let bulk = Benchmark(
    name: "bulk", summary: "events in full entries and in batches, against raw puts of 100 bytes"
  ) { fixtures, options in
    let raw = try RawLog(
      PathName.join(fixtures.place.path, "raw-bulk"), rows: 0,
      bytes: [UInt8](repeating: 0x61, count: 100))
    defer { raw.close() }
    let claims = try Claims(fixtures)
    let entries = try FullEntries(fixtures, "bulk")
    let lines = try fixtures.emptyLedger("lines")
    try lines.begin()
    return [
      try measure("bulk", raw, options) { try claims.claim(8) },
      try measure("bulk_ledger", raw, options) { try entries.append(8) },
      try measure("bulk_lines", raw, options) { try lines.observe(lines: 4_096) },
    ]
  }

  /// Measures what `append` does in one commit; it answers how many events, or lines, those were.
  private static func measure(
    _ name: String, _ raw: RawLog, _ options: Options, _ append: () throws -> Int
  ) throws -> Result {
    ProcessUsage.resetPeak()
    var count = try append()
    let rounds = try Measuring.rounds(options) {
      try Measuring.perSecond(count) { try raw.append(count) }
    } value: {
      let seconds = try Measuring.seconds { count = try append() }
      return Double(count) / seconds
    }
    let peak = ProcessUsage.peakResidentBytes()
    return Result(
      name, .perSecond(name == "bulk_lines" ? "lines" : "events"), rounds, peakRSS: peak,
      allocations: try Allocations.each(count) { try append() }, note: "\(count) in a commit")
  }
}

/// Claims of work: the entries with the most events that the rules give.
private final class Claims {
  private let workload: Workload
  private var studies: [String] = []
  private var made = 0

  init(_ fixtures: Fixtures) throws { workload = try fixtures.emptyLedger("claims") }

  /// Claims all runs of so many fresh studies in one commit, and answers how many events that made.
  func claim(_ count: Int) throws -> Int {
    if studies.count < count { try register(64 * count) }
    var events = 0
    try workload.workspace.handler.transact { batch in
      for _ in 0..<count {
        guard let study = studies.popLast() else { return }
        events += try workload.claim(of: study, in: &batch).events.count
      }
    }
    return events
  }
}

extension Claims {
  /// Registers studies whose runs one claim takes; not measured.
  private func register(_ count: Int) throws {
    try workload.workspace.handler.transact { batch in
      for _ in 0..<count {
        made += 1
        let slug = "study-\(made)"
        try workload.register(slug, runs: ClaimWork.slotsMax, in: &batch)
        studies.append(slug)
      }
    }
  }
}
