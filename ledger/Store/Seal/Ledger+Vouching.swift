import Bytes
import Synchronization

/// The derived rows of one commit, as far as they were checked against its seal.
struct Vouched: Sendable {
  /// The commit they belong to.
  var commit: UInt64
  var trie: RowTrie
  /// The rows beside the trie, as they were checked.
  var frontier: [UInt8]
  var checkpoint: [UInt8]?
}

extension Ledger {
  /// A derived row that the seal vouches for; nil when it vouches that there is none.
  ///
  /// What is handed out is the copy that was checked. Errors: `altered` when the row, or one on the
  /// way to it, is not what the last commit sealed.
  func vouchedRow(_ row: SealedRow, _ key: [UInt8]) throws(LedgerError) -> [UInt8]? {
    let (table, stored) = row.place(of: key)
    return try vouch { vouched throws(LedgerError) in
      let place = vouched.trie.key.place(row, key)
      let expected = try vouched.trie.value(at: place, nodes)
      let value = try store.row(table, stored)
      guard value.map({ vouched.trie.key.value(row, key, $0) }) == expected else {
        throw RowTrie.altered("\(row.description(of: key)) is not what was written last")
      }
      return value
    }
  }

  /// The index of the entry that accepted a command; nil when the seal vouches that none did.
  func vouchedIndex(of command: CommandID) throws(LedgerError) -> UInt64? {
    try vouch { vouched throws(LedgerError) in
      let place = vouched.trie.key.place(.command, command.bytes)
      return try vouched.trie.value(at: place, nodes)?.high
    }
  }

  /// Frontier, keys and last checkpoint, all vouched for.
  func vouchedSnapshot() throws(LedgerError) -> Snapshot {
    let authority = try vouchedRow(.authority, [])
    return try vouch { vouched throws(LedgerError) in
      try snapshot(
        frontier: vouched.frontier, authority: authority, checkpoint: vouched.checkpoint)
    }
  }

  /// Runs `body` over what is vouched for now.
  ///
  /// Without the lock of writers another process may commit meanwhile: then it is run again.
  func vouch<R>(_ body: (inout Vouched) throws(LedgerError) -> R) throws(LedgerError) -> R {
    var failure: LedgerError?
    for _ in 0..<Ledger.vouchingMax {
      let commit = try store.lastCommit()
      do throws(LedgerError) {
        let known = vouching.withLock { known in
          defer { known = nil }
          return known
        }
        var vouched: Vouched
        if let known, known.commit == commit {
          vouched = known
        } else {
          vouched = try unseal(at: commit)
        }
        let result = try body(&vouched)
        vouching.withLock { $0 = vouched }
        return result
      } catch {
        if try store.lastCommit() == commit { throw error }
        failure = error
      }
    }
    throw failure ?? LedgerError(.busy, "the log changed again and again while it was read")
  }

  /// What is vouched for now, which nobody else holds then: it is about to change.
  func takeVouched() throws(LedgerError) -> Vouched {
    try vouch { _ throws(LedgerError) in }
    let taken = vouching.withLock { known in
      defer { known = nil }
      return known
    }
    guard let taken else {
      throw LedgerError(.busy, "the log was written to by two threads at once")
    }
    return taken
  }

  /// Reads the seal and checks it.
  private func unseal(at commit: UInt64) throws(LedgerError) -> Vouched {
    let rows = try store.rows(.meta, [Meta.seal, Meta.frontier, Meta.checkpoint])
    guard let key = try sealKey(), let bytes = rows[0], let frontier = rows[1],
      let seal = Seal(bytes, key, frontier: frontier, checkpoint: rows[2])
    else {
      if let other = try rekeyedMeanwhile(rows[1]) { throw other }
      throw RowTrie.altered("the seal over the derived rows is missing or broken")
    }
    guard Frontier(bytes: frontier)?.size == (try store.entryCount()) else {
      throw RowTrie.altered("the seal covers another number of entries than the log has")
    }
    return Vouched(
      commit: commit, trie: RowTrie(key, seal), frontier: frontier, checkpoint: rows[2])
  }

  /// What to say where the rows are sealed with a key that has followed the one at hand, or not yet
  /// with the one that the log has just got.
  ///
  /// Nothing vouches for the rows that say so; either way nothing is written.
  private func rekeyedMeanwhile(_ frontier: [UInt8]?) throws(LedgerError) -> LedgerError? {
    guard let ledgerKey,
      let authority = try store.row(.meta, Meta.authority).flatMap(Authority.init(bytes:))
    else { return nil }
    if let size = frontier.flatMap(Frontier.init(bytes:))?.size,
      authority.logKey == ledgerKey.publicKey, authority.hasJustHandedOver(at: size)
    {
      return LedgerError(
        .altered, "the derived rows are not sealed with the ledger's new key yet",
        hint: "runledger rebuild")
    }
    return authority.refusal(of: ledgerKey, origin)
  }

  /// The key of the seal; nil without the ledger's own key, or before there is an entry.
  func sealKey() throws(LedgerError) -> SealKey? {
    guard let ledgerKey, let first = try store.entry(0) else { return nil }
    return SealKey(ledgerKey, first: Merkle.leaf(first))
  }

  func nodes(_ wanted: [TrieNode]) throws(LedgerError) -> [[UInt8]?] {
    try store.rows(.index, wanted.map(\.key))
  }

  /// How often is read again while others write.
  private static let vouchingMax = 100
}

extension SealedRow {
  /// Where a row of this kind is stored; commands have no row but in the trie itself.
  func place(of key: [UInt8]) -> (table: StoreTable, key: [UInt8]) {
    switch self {
    case .command: (.index, key)
    case .state: (.states, key)
    case .author: (.meta, Meta.authorPrefix + key)
    case .authority: (.meta, Meta.authority)
    }
  }

  /// The row a change of a table is about; nil for one that the trie does not hold.
  static func row(_ table: StoreTable, _ key: [UInt8]) -> (row: SealedRow, key: [UInt8])? {
    switch table {
    case .states: (.state, key)
    case .meta where key == Meta.authority: (.authority, [])
    case .meta where key.starts(with: Meta.authorPrefix):
      (.author, Array(key.dropFirst(Meta.authorPrefix.count)))
    case .meta, .tiles, .index: nil
    }
  }

  fileprivate func description(of key: [UInt8]) -> String {
    switch self {
    case .command: "the row of a command"
    case .state: "the state '\(String(decoding: key, as: UTF8.self))'"
    case .author: "the author row of key '\(KeyID(bytes: key)?.hex ?? "?")'"
    case .authority: "the table of keys"
    }
  }
}
