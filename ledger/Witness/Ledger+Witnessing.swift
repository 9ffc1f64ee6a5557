import Bytes
import Codecs

extension Ledger {
  /// The last checkpoint of a size as the log signs it; nil where the log was never that long.
  ///
  /// Needs the ledger's own key, whose signature of the same text is always the same.
  public func checkpoint(at size: UInt64) throws(LedgerError) -> Checkpoint? {
    guard let ledgerKey, size <= (try head().size) else { return nil }
    let head = Head(size: size, root: try root(at: size))
    do throws(FormatError) {
      return try Checkpoint(origin: origin, head: head, signer: ledgerKey)
    } catch {
      throw LedgerError(.invalid, "\(error)")
    }
  }

  /// The arguments of `witness_checkpoint` for a note that a witness has signed.
  ///
  /// Errors: `invalid` when the note is no checkpoint of this log that the witness has signed, or
  /// of a head that this log never was.
  public func witnessing(
    note text: String, by witness: NoteKey
  ) throws(LedgerError) -> LedgerFact.Witnessing {
    let checkpoint: Checkpoint
    do throws(FormatError) { checkpoint = try Checkpoint(parsing: text) } catch {
      throw LedgerError(.invalid, "what the witness signed is not a checkpoint: \(error)")
    }
    let seen = LedgerFact.Witnessing(
      size: checkpoint.head.size, witness: witness.description, note: text)
    guard seen.seen(of: try authority()) != nil else {
      throw LedgerError(
        .invalid, "'\(witness.name)' has not signed this checkpoint of '\(origin)'",
        hint: "compare the key with that of the witness")
    }
    guard checkpoint.head.size <= (try head().size),
      try root(at: checkpoint.head.size) == checkpoint.head.root
    else {
      throw LedgerError(
        .altered, "the witness signed \(checkpoint.head), which this log never was",
        hint: "keep that file: it proves that one of the two was rewritten")
    }
    return seen
  }
}
