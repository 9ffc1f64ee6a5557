import Bytes
import Ledger

extension Benchmark {
  /// Proofs that an entry is in the log: made, checked by somebody who has nothing else, and
  /// written.
  static let proof = Benchmark(
    name: "proof", summary: "making and checking a proof of inclusion, and its size as a file"
  ) { fixtures, options in
    try options.ledgerSizes.flatMap { size in
      let ledger = try fixtures.ledger(entries: size).ledger
      try ledger.seal(lockDeadline: nil)
      return try measure(ledger, size, options)
    }
  }

  private static func measure(
    _ ledger: Ledger, _ size: Int, _ options: Options
  ) throws -> [Result] {
    guard let checkpoint = try ledger.checkpoint() else {
      throw UsageError(message: "the ledger has no checkpoint")
    }
    let key = try ledger.authority().logKey
    // Entries all over the log, so that no tile is met twice in a row.
    var next: UInt64 = 0
    func index() -> UInt64 {
      next &+= 0x9e37_79b9_7f4a_7c15
      return next % checkpoint.head.size
    }
    func make() throws -> InclusionProof {
      try ledger.inclusionProof(of: index(), at: checkpoint.head.size)
    }
    let proof = try make()
    let bytes = try ledger.entry(proof.index).bytes
    func check() throws {
      let stated = try Checkpoint(parsing: checkpoint.text)
      guard stated.isSigned(byLogKey: key),
        proof.holds(leaf: Merkle.leaf(bytes), root: stated.head.root)
      else { throw UsageError(message: "a proof does not hold") }
    }
    ProcessUsage.resetPeak()
    let made = try Measuring.rounds(options) { try Measuring.milliseconds(64) { _ = try make() } }
    let checked = try Measuring.rounds(options) { try Measuring.milliseconds(64, check) }
    let peak = ProcessUsage.peakResidentBytes()
    let text = Double(file(proof, checkpoint).utf8.count)
    return [
      Result(
        "proof_make", entries: size, .milliseconds, made, peakRSS: peak,
        allocations: try Allocations.each(64) { for _ in 0..<64 { _ = try make() } }),
      Result(
        "proof_check", entries: size, .milliseconds, checked, peakRSS: peak,
        allocations: try Allocations.each(64) { for _ in 0..<64 { try check() } }),
      Result("proof_size", entries: size, .bytes, [Round(value: text)], peakRSS: peak),
    ]
  }

  /// A proof as C2SP tlog-proof writes it.
  private static func file(_ proof: InclusionProof, _ checkpoint: Checkpoint) -> String {
    var lines = ["c2sp.org/tlog-proof@v1", "index \(proof.index)"]
    lines += proof.path.map { Base64.encode($0.bytes) }
    return lines.joined(separator: "\n") + "\n\n" + checkpoint.text
  }
}
