extension Authority {
  /// The keys that may sign a head of a size: the one that the log had at that size, and those
  /// that came after it.
  public func logKeys(at size: UInt64) -> [[UInt8]] {
    formerLogKeys.filter { size <= $0.last }.map(\.publicKey) + [logKey]
  }

  /// Whether a checkpoint is one of this log, by a key that may sign a head of its size, and no
  /// line of such a key is wrong.
  public func signs(_ checkpoint: Checkpoint) -> Bool {
    Origin.areSame(checkpoint.origin, origin)
      && checkpoint.isSigned(byLogKeys: logKeys(at: checkpoint.head.size))
  }

  /// Whether the last of so many entries is the one by which the log got its key: who wrote it may
  /// have been stopped before the derived rows were sealed with that key.
  package func hasJustHandedOver(at size: UInt64) -> Bool {
    formerLogKeys.last.map { $0.last + 1 == size } ?? false
  }

  /// Whether the log's own key was ever this one.
  func hasHadLogKey(_ publicKey: [UInt8]) -> Bool {
    logKey == publicKey || formerLogKeys.contains { $0.publicKey == publicKey }
  }

  /// What is said to a writer whose key has handed over to another; nil where it has not.
  package func refusal(of key: Signer, _ origin: String) -> LedgerError? {
    guard formerLogKeys.contains(where: { $0.publicKey == key.publicKey }) else { return nil }
    return LedgerError(
      .keyFile, "the ledger '\(origin)' has another key of its own by now",
      hint: "open it again; only who has that key can write")
  }
}
