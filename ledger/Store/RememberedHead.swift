import Crypto

/// A head that is remembered of a log, and what it is believed for.
struct RememberedHead: Sendable {
  let head: Head
  /// The signed statement it is taken from; nil where the ledger's own key vouches for the head.
  let claim: Checkpoint?

  /// Whether it says something about the log of these keys.
  func counts(for authority: Authority) -> Bool { claim.map(authority.signs) ?? true }
}

extension HeadPlace {
  /// What is remembered in the file: the latest head that the key vouches for.
  ///
  /// Without the key, or where it vouches for none since the ledger has another by now, the signed
  /// checkpoints in the file.
  func rememberedHeads(_ key: KeyedHash?) -> [RememberedHead] {
    if let key, let record = records(key).first {
      return [RememberedHead(head: record.head, claim: nil)]
    }
    return records(nil).compactMap { record in
      guard let checkpoint = try? Checkpoint(parsing: record.checkpoint) else { return nil }
      return RememberedHead(head: checkpoint.head, claim: checkpoint)
    }
  }
}
