public import Bytes

/// What a witness is asked to sign: the body of `add-checkpoint` of c2sp.org/tlog-witness.
public struct WitnessRequest: Equatable, Sendable {
  /// The size of the last head that the witness is thought to have signed.
  public var old: UInt64
  /// The proof that the log only grew since.
  public var proof: [Digest]
  /// The head to sign.
  public var checkpoint: Checkpoint

  /// Makes a request from its parts, unchecked.
  public init(old: UInt64, proof: [Digest], checkpoint: Checkpoint) {
    self.old = old
    self.proof = proof
    self.checkpoint = checkpoint
  }

  /// The request for the last checkpoint of a ledger.
  ///
  /// Errors: `notFound` for a log without a checkpoint or of fewer entries than `old`.
  public init(_ ledger: Ledger, since old: UInt64) throws(LedgerError) {
    guard let checkpoint = try ledger.checkpoint() else {
      throw LedgerError(.notFound, "the log has no checkpoint yet")
    }
    guard old <= checkpoint.head.size else {
      throw LedgerError(
        .notFound,
        "the witness signed \(old) entries, and the last checkpoint covers "
          + "\(checkpoint.head.size): something was lost, or none covers the rest yet")
    }
    let path =
      old == 0 ? [] : try ledger.consistencyProof(from: old, to: checkpoint.head.size).path
    self.init(old: old, proof: path, checkpoint: checkpoint)
  }

  /// The most hashes of a proof.
  private static let proofMax = 63

  /// The body as it is sent.
  public var text: String {
    "old \(old)\n" + proof.map { Base64.encode($0.bytes) + "\n" }.joined() + "\n"
      + checkpoint.text
  }

  /// Reads a body; nothing is verified by reading.
  public init(parsing text: String) throws(FormatError) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst(), first.hasPrefix("old "),
      let old = UInt64(first.dropFirst(4)), String(old) == first.dropFirst(4)
    else { throw FormatError(.malformed, "a request begins with 'old' and a size") }
    var proof: [Digest] = []
    while let line = lines.popFirst(), !line.isEmpty {
      guard proof.count < Self.proofMax, let bytes = Base64.decode(String(line)),
        let hash = Digest(bytes: bytes)
      else { throw FormatError(.malformed, "'\(line)' is not a hash of a proof") }
      proof.append(hash)
    }
    self.old = old
    self.proof = proof
    checkpoint = try Checkpoint(parsing: lines.joined(separator: "\n"))
  }
}
