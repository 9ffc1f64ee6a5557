import Files
import Ledger
import Runtime

extension Benchmark {
  /// What a program that gives one command pays before it can sign: opening, the lock, the seal,
  /// the remembered heads and what lies behind the last checkpoint.
  static let opening = Benchmark(
    name: "open_for_write", summary: "opening a ledger up to where the first entry would be signed"
  ) { fixtures, options in
    try options.ledgerSizes.map { size in
      let workload = try fixtures.ledger(entries: size)
      try workload.ledger.seal(lockDeadline: nil)
      ProcessUsage.resetPeak()
      let rounds = try Measuring.rounds(options) {
        try Measuring.milliseconds(16, workload.openToWrite)
      }
      return Result(
        "open_for_write", entries: size, .milliseconds, rounds,
        peakRSS: ProcessUsage.peakResidentBytes())
    }
  }

  /// What it costs to digest an input as it is handed to a stage, and again at its end.
  static let handing = Benchmark(
    name: "hand_input", summary: "digesting a file of 64 MiB that a stage is handed"
  ) { fixtures, options in
    let bytes = 64 << 20
    let path = PathName.join(fixtures.place.path, "handed")
    try FileSystem.writeAtomically(
      path, [UInt8](repeating: 0x5a, count: bytes), mode: 0o644, sync: false)
    ProcessUsage.resetPeak()
    let rounds = try Measuring.rounds(options) {
      try Measuring.perSecond(bytes) { _ = try FileDigest.of(path) }
    }
    try FileSystem.remove(path)
    return [
      Result(
        "hand_input", .perSecond("bytes"), rounds, peakRSS: ProcessUsage.peakResidentBytes())
    ]
  }
}
