import Bytes
import Codecs

extension Ledger {
  /// Records that the log goes on although a remembered head of it is lost: an admin's decision.
  ///
  /// Every entry there is must verify; all that is derived from them is made anew by `fold` and
  /// `states`, as in ``rebuild(lockDeadline:fold:states:)``. Excuses exactly the head it names.
  /// Errors: `invalid` when nothing is lost, `roleRefused` for a key that is no admin's, `altered`
  /// when what is there does not verify either, and those of `write`.
  public func acceptLoss(
    reason: String, by signer: Signer, id: CommandID, at time: Int64, lockDeadline: UInt64?,
    fold: (borrowing StoredEntry) throws -> Void, states: () -> [Decision.StateChange]
  ) throws -> Receipt {
    let lost: Head
    switch try checkHeads() {
    case .nothing, .fits:
      throw LedgerError(.invalid, "nothing is lost: the log holds every head remembered of it")
    case .lost(let remembered, _): lost = remembered
    case .withoutCheckpoint(let found): lost = found
    }
    let verification = Verifier.verify(self)
    let isExcused = verification.findings.allSatisfy {
      switch $0.kind {
      case .rolledBack, .indexMismatch, .tileMismatch, .sealMismatch: true
      case .checkpointMismatch: $0.entry == nil
      default: false
      }
    }
    guard isExcused, verification.failure == nil else {
      throw LedgerError(
        .altered, "what is left of the log does not verify either",
        hint: "run 'runledger verify', and restore the directory from a copy")
    }
    try rebuild(lockDeadline: lockDeadline, accepting: lost, fold: fold, states: states)
    // A refusal would go on the record, and with it a head that takes the place of the lost one.
    guard try authority().role(of: signer.keyID) == .admin else {
      throw LedgerError(
        .roleRefused, "'restore_ledger' needs the role admin",
        hint: "runledger key list shows who has it")
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
