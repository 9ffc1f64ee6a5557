extension Ledger {
  /// The ledger as it is now, for reading, whatever is written meanwhile.
  ///
  /// Where no lock can be taken nothing can be kept, and the ledger itself is returned: whoever
  /// finds something wrong looks at ``lastCommit()`` and tries again.
  public func frozen() throws(LedgerError) -> Ledger {
    guard let store = store as? LMDBStore, !store.isLockFree, store.pinned == nil else {
      return self
    }
    return Ledger(
      directory: directory, origin: origin, mode: .readOnly,
      store: try LMDBStore(pinning: store), blobs: blobs, ledgerKey: ledgerKey,
      formerKeys: formerKeys, configDirectory: configDirectory, parent: self,
      entropy: entropy)
  }

  /// Whether ``frozen()`` gives something that stays as it is.
  public var canFreeze: Bool { (store as? LMDBStore)?.isLockFree == false }
}
