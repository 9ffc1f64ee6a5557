extension Ledger {
  /// The arguments of `rekey_ledger`, by which the ledger's own key hands over to another.
  ///
  /// Errors: `keyFile` where this account does not have the ledger's own key.
  public func handover(to next: Signer) throws(LedgerError) -> LedgerFact {
    guard let ledgerKey else {
      throw LedgerError(
        .keyFile, "this account does not have the key of the ledger '\(origin)'",
        hint: "rotate it with the account that made the ledger")
    }
    do throws(FormatError) {
      return .rekeyed(
        note: try Handover(origin: origin, from: ledgerKey, to: next).note.encoded)
    } catch {
      throw LedgerError(.invalid, "\(error)")
    }
  }

  /// Keeps the key that is about to follow beside the ledger's own, before the log names it.
  public func keep(next: Signer, keyring: Keyring?) throws(LedgerError) {
    try ownKey(keyring).keep(next: next)
  }

  /// Puts the key that the log has handed over to into the place of the ledger's own.
  ///
  /// From then on this object writes nothing: open the ledger again, rebuild the derived rows so
  /// that the new key seals them, and have it sign a checkpoint.
  public func install(next: Signer, keyring: Keyring?) throws(LedgerError) {
    try ownKey(keyring).install(next: next)
  }

  /// Every handover of the log's own key, in their order.
  public func handovers() throws(LedgerError) -> [Handover] {
    var found: [Handover] = []
    for former in try authority().formerLogKeys {
      for event in try entry(former.last).entry.events where event.type == "ledger.rekeyed" {
        guard case .inline(let data) = event.data,
          case .rekeyed(let note)? = try? LedgerFact(
            type: event.type, version: event.version, data: data),
          let handover = try? Handover(parsing: note), handover.old.publicKey == former.publicKey
        else { continue }
        found.append(handover)
      }
    }
    return found
  }

  private func ownKey(_ keyring: Keyring?) throws(LedgerError) -> OwnKey {
    OwnKey(directory, origin: origin, keyring, current: try authority().logKey)
  }
}
