import Ledger

extension Benchmark {
  /// Everything that verifying checks: of entries with one event each, of full ones, and of ledgers
  /// as they are.
  static let verify = Benchmark(
    name: "verify",
    summary: "everything checked, against the bare signatures (and hashes) on as many threads"
  ) { fixtures, options in
    let single = try fixtures.singleEventLedger(entries: options.verifiedCount)
    let entries = try FullEntries(fixtures, "full")
    let count = options.isShort ? 64 : 512
    for _ in 0..<count / 16 { _ = try entries.append(16) }
    var results = [
      try measure(
        "verify_single_event", single.ledger, options.verifiedCount, "entries",
        options, hashes: false),
      try measure(
        "verify_full", entries.workload.ledger, count * entries.eventCount, "events",
        options, hashes: true),
    ]
    for size in options.ledgerSizes {
      let ledger = try fixtures.ledger(entries: size).ledger
      results.append(try measure(ledger, size, options))
    }
    return results
  }

  private static func measure(
    _ name: String, _ ledger: Ledger, _ count: Int, _ thing: String, _ options: Options,
    hashes: Bool
  ) throws -> Result {
    let signatures = try BareSignatures(ledger, hashes: hashes)
    ProcessUsage.resetPeak()
    var (floorTime, valueTime): ([Double], [Double]) = ([], [])
    let rounds = try Measuring.rounds(options) {
      try Measuring.perSecond(count, &floorTime) { try signatures.verify() }
    } value: {
      try Measuring.perSecond(count, &valueTime) { try verify(ledger) }
    }
    return Result(
      name, .perSecond(thing), rounds, peakRSS: ProcessUsage.peakResidentBytes(),
      allocations: try Allocations.each(count) { try verify(ledger) },
      note: Measuring.processorNote(valueTime, floorTime))
  }

  /// A ledger of runs, for what its size does.
  private static func measure(_ ledger: Ledger, _ size: Int, _ options: Options) throws -> Result {
    ProcessUsage.resetPeak()
    let rounds = try Measuring.rounds(options) {
      Double(size) / (try Measuring.seconds { try verify(ledger) })
    }
    return Result(
      "verify_ledger", entries: size, .perSecond("entries"), rounds,
      peakRSS: ProcessUsage.peakResidentBytes())
  }

  private static func verify(_ ledger: Ledger) throws {
    let verification = Verifier.verify(ledger)
    guard verification.ok else {
      throw UsageError(message: "the ledger does not verify: \(verification.findings)")
    }
  }
}
