import Bytes
import Codecs

extension Ledger {
  /// Records that the log goes on although a remembered head of it is lost: an admin's decision.
  ///
  /// Everything there is must verify. Excuses exactly the head it names. Errors: `invalid` when
  /// nothing is lost, `altered` when what is there does not verify either, and those of `write`.
  public func acceptLoss(
    reason: String, by signer: Signer, id: CommandID, at time: Int64, lockDeadline: UInt64?
  ) throws -> Receipt {
    let lost: Head
    switch try recollection() {
    case .nothing, .fits:
      throw LedgerError(.invalid, "nothing is lost: the log holds every head remembered of it")
    case .lost(let remembered, _): lost = remembered
    case .withoutCheckpoint(let found): lost = found
    }
    let verification = Verifier.verify(self)
    let isExcused = verification.findings.allSatisfy {
      $0.kind == .rolledBack || $0.kind == .checkpointMismatch && $0.entry == nil
    }
    guard isExcused, verification.failure == nil else {
      throw LedgerError(
        .altered, "what is left of the log does not verify either",
        hint: "run 'runledger verify', and restore the directory from a copy")
    }
    return try write(lockDeadline: lockDeadline, accepting: lost) { batch in
      let kept = batch.head
      let arguments = LedgerFact.restored(lost: lost, kept: kept, reason: reason).data
      let draft = Draft(
        id: id, name: "restore_ledger", arguments: CBOR.encode(arguments), at: time)
      return try batch.appendOwn(draft, by: signer)
    }
  }
}
