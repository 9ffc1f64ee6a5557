import Files

extension Ledger {
  /// Drops everything that is derived from the entries and derives it again.
  ///
  /// `fold` is called with every entry in its order; `states` answers, at the end, with the rows of
  /// the `states` table that they lead to. Nothing is signed, the rows are sealed anew, and the
  /// last checkpoint stays: when the entries do not lead to its root, nothing is changed and the
  /// error is `altered`. What was verified before the last append is verified again before the
  /// next. Errors: those of `write`, and those of `fold`.
  @discardableResult
  public func rebuild(
    lockDeadline: UInt64?, fold: (borrowing StoredEntry) throws -> Void,
    states: () -> [Decision.StateChange]
  ) throws -> Head {
    try rebuild(lockDeadline: lockDeadline, accepting: nil, fold: fold, states: states)
  }

  /// The same; a head whose loss is being accepted excuses a log that is behind it, and a
  /// checkpoint that covers more than there is.
  @discardableResult
  func rebuild(
    lockDeadline: UInt64?, accepting lost: Head?, fold: (borrowing StoredEntry) throws -> Void,
    states: () -> [Decision.StateChange]
  ) throws -> Head {
    guard mode == .readWrite else {
      throw LedgerError(.readOnly, "the ledger was opened for reading only")
    }
    let lock = try lockWriter(lockDeadline)
    defer { lock?.release() }
    var checkpoint = try storedCheckpoint()
    if lost != nil, let size = checkpoint?.head.size, size > (try store.entryCount()) {
      checkpoint = nil
    }
    if checkpoint == nil, lost == nil, try store.entryCount() > 0 {
      throw try withoutCheckpoint(store.entryCount())
    }
    var rebuilt = Rebuilt(
      origin: origin, checkpoint: checkpoint,
      remembered: lost == nil ? try rememberedHeads() : [])
    try storedEntries { entry in
      try fold(entry)
      rebuilt.take(entry)
      return true
    }
    guard let key = try sealKey() else { throw Ledger.gap(0) }
    let changes = try rebuilt.finish(states: states(), key)
    do throws(LedgerError) { try store.commit(changes) } catch {
      poison()
      throw error
    }
    forget()
    return rebuilt.history.head
  }

  /// The last checkpoint, out of a table that is about to be emptied.
  private func storedCheckpoint() throws(LedgerError) -> Checkpoint? {
    guard let row = try store.row(.meta, Meta.checkpoint) else { return nil }
    do throws(FormatError) {
      return try Checkpoint(parsing: row)
    } catch {
      throw LedgerError(
        .altered, "the last checkpoint cannot be read: \(error)",
        hint: "restore the directory from a copy")
    }
  }
}

/// What a rebuild derives from the entries.
private struct Rebuilt {
  var history: History
  private var changes = StoreChanges()
  private let origin: String
  private let checkpoint: Checkpoint?
  private var examiner: EntryExaminer
  private var ignored = Verification()
  /// What is remembered of the log and was not met yet among the heads it had.
  private var remembered: [RememberedHead]

  init(origin: String, checkpoint: Checkpoint?, remembered: [RememberedHead]) {
    self.remembered = remembered
    self.origin = origin
    self.checkpoint = checkpoint
    examiner = EntryExaminer(origin: origin, keys: [:], checksSignatures: false)
    history = History(checkpointSize: checkpoint?.head.size)
    changes.cleared = StoreTable.allCases
  }

  mutating func take(_ entry: borrowing StoredEntry) {
    let facts = examiner.examine(entry.bytes.span)
    // Whether an author was entitled to what he did is for verifying to say.
    history.take(facts, at: entry.index, origin: origin, into: &ignored)
    if !remembered.isEmpty { remembered.removeAll { $0.head == history.head } }
    for (tile, hashes) in history.takeFinishedTiles() {
      changes.put(.tiles, tile.key, Tile.encode(hashes))
    }
  }

  /// All rows.
  ///
  /// Throws when the entries do not lead to the last checkpoint.
  mutating func finish(
    states: [Decision.StateChange], _ key: SealKey
  ) throws(LedgerError) -> StoreChanges {
    let heads = remembered.filter { $0.counts(for: history.authority) }.map(\.head)
    if let lost = heads.first(where: { !history.authority.lostHeads.contains($0) }) {
      throw LedgerError(
        .altered,
        "the log once had the head \(lost), and its entries lead to \(history.head): entries are"
          + " lost or were replaced",
        hint: "put the log back; where it is lost, an admin records that with 'runledger restore'")
    }
    if let checkpoint {
      guard history.checkpointRoot == checkpoint.head.root,
        checkpoint.isSigned(byLogKeys: history.authority.logKeys(at: checkpoint.head.size))
      else {
        throw LedgerError(
          .altered,
          "the entries do not lead to the last checkpoint, which covers "
            + "\(checkpoint.head.size) of them",
          hint: "run 'runledger verify' to see which entry was altered")
      }
      changes.put(.meta, Meta.checkpoint, Array(checkpoint.text.utf8))
    }
    for (tile, hashes) in history.tiles.partialRows {
      changes.put(.tiles, tile.key, Tile.encode(hashes))
    }
    let rows = states.map { (key: Array($0.key.utf8), bytes: $0.bytes) }
    for row in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      changes.put(.states, row.key, row.bytes)
    }
    changes.put(.meta, Meta.frontier, history.frontier.bytes)
    changes.put(.meta, Meta.authority, history.authority.bytes)
    for (key, state) in history.authors.sorted(by: { $0.key < $1.key }) {
      changes.put(.meta, Meta.author(key), state.bytes)
    }
    changes.firstIndex = history.frontier.size
    var sealed = SealedRows(key)
    for row in changes.rows {
      if let value = row.value { sealed.add(row.table, row.key, value) }
    }
    for (id, row) in history.commands { sealed.add(id, row) }
    let (nodes, seal) = sealed.finish()
    for (node, bytes) in nodes { changes.put(.index, node.key, bytes) }
    changes.put(
      .meta, Meta.seal,
      seal.bytes(
        key, frontier: history.frontier.bytes,
        checkpoint: checkpoint.map { Array($0.text.utf8) }))
    return changes
  }
}
