import Bytes
import Codecs

/// The entries of a batch, and the derived state as they leave it.
///
/// Every verb that appends works out everything before it changes anything, so that one that throws
/// leaves no trace.
final class BatchCore {
  let ledger: Ledger
  private(set) var frontier: Frontier
  private(set) var head: Head
  private(set) var authority: Authority
  private var checkpoint: Checkpoint?
  private(set) var changes = StoreChanges()
  /// Whether a person gave one of the commands, or asked for a checkpoint.
  private(set) var wantsCheckpoint = false
  private var isAuthorityChanged = false
  private let firstIndex: UInt64
  /// The frontier before the batch.
  private let base: Frontier
  private var leaves: [Digest] = []
  private var authors: [KeyID: AuthorState] = [:]
  private var authorOrder: [KeyID] = []
  private var commands: [CommandID: UInt64] = [:]
  private var commandOrder: [CommandID] = []
  private var states: [String: [UInt8]?] = [:]
  private var tiles: [Tile: [Digest]] = [:]

  init(_ ledger: Ledger, _ snapshot: Snapshot) {
    self.ledger = ledger
    frontier = snapshot.frontier
    base = snapshot.frontier
    head = snapshot.head
    authority = snapshot.authority
    checkpoint = snapshot.checkpoint
    firstIndex = snapshot.head.size
    changes.firstIndex = firstIndex
  }

  /// The last checkpoint as it is written; empty when there is none.
  var checkpointText: String { checkpoint?.text ?? "" }

  var isEmpty: Bool { changes.entries.isEmpty && !wantsCheckpoint }

  var snapshot: Snapshot {
    Snapshot(frontier: frontier, head: head, authority: authority, checkpoint: checkpoint)
  }

  func state(_ key: String) throws(LedgerError) -> [UInt8]? {
    if let change = states[key] { return change }
    return firstIndex == 0 ? nil : try ledger.vouchedRow(.state, Array(key.utf8))
  }

  func author(_ key: KeyID) throws(LedgerError) -> AuthorState {
    if let state = authors[key] { return state }
    guard firstIndex > 0, let row = try ledger.vouchedRow(.author, key.bytes) else {
      return AuthorState()
    }
    guard let state = AuthorState(bytes: row) else {
      throw LedgerError(
        .altered, "the author row of key '\(key)' is damaged", hint: "run 'runledger rebuild'")
    }
    return state
  }

  /// The index of the entry that accepted a command.
  func command(_ id: CommandID) throws(LedgerError) -> UInt64? {
    if let index = commands[id] { return index }
    return firstIndex == 0 ? nil : try ledger.vouchedIndex(of: id)
  }

  /// An entry of this batch, or one of the log that was proven to be in it.
  func entry(_ index: UInt64) throws(LedgerError) -> SignedEntry {
    guard index < firstIndex else {
      return try Ledger.decode(changes.entries[Int(index - firstIndex)], index)
    }
    let signed = try ledger.entry(index)
    let hashes = StoredHashes(ledger.store, frontier: base)
    guard let proof = try InclusionProof(index: index, size: base.size, in: hashes),
      proof.holds(leaf: signed.leaf, root: base.root)
    else { throw RowTrie.altered("entry '@\(index)' is not the one that was appended") }
    return signed
  }

  /// Takes in an entry that was signed and checked.
  func accept(
    _ signed: SignedEntry, _ decision: Decision, _ authority: Authority
  ) throws(LedgerError) {
    let index = head.size
    let rows = try tileRows(completedBy: signed.leaf, at: index)
    frontier.append(signed.leaf)
    head = frontier.head
    leaves.append(signed.leaf)
    changes.entries.append(signed.bytes)
    for row in rows {
      tiles[row.tile] = row.hashes
      changes.put(.tiles, row.tile.key, Tile.encode(row.hashes))
    }
    if !decision.refused {
      commands[signed.entry.commandID] = index
      commandOrder.append(signed.entry.commandID)
    }
    for change in decision.states {
      states[change.key] = .some(change.bytes)
      changes.put(.states, Array(change.key.utf8), change.bytes)
    }
    let key = signed.entry.keyID
    if authors[key] == nil { authorOrder.append(key) }
    authors[key] = AuthorState(count: signed.entry.authorSequence + 1, last: signed.leaf)
    if authority != self.authority {
      self.authority = authority
      isAuthorityChanged = true
    }
    if (authority.role(of: key) ?? .viewer) != .runner { wantsCheckpoint = true }
  }

  private func tileRows(
    completedBy leaf: Digest, at index: UInt64
  ) throws(LedgerError) -> [(tile: Tile, hashes: [Digest])] {
    let width = UInt64(Tile.width)
    guard index % width == width - 1 else { return [] }
    let stored = StoredHashes(ledger.store)
    let first = index - (width - 1)
    var hashes: [Digest] = []
    if first < firstIndex { hashes = try stored.leaves(first..<min(firstIndex, index)) }
    hashes += leaves[Int(max(first, firstIndex) - firstIndex)...]
    return try Tile.rows(completing: index / width, leaves: hashes + [leaf]) {
      tile throws(LedgerError) in
      if let hashes = tiles[tile] { return hashes }
      return try stored.hashes(of: tile)
    }
  }

  /// Asks for a checkpoint unless the last one covers everything.
  func seal() {
    if checkpoint?.head != head { wantsCheckpoint = true }
  }

  func addCheckpoint(_ signer: Signer) throws(LedgerError) {
    do throws(FormatError) {
      checkpoint = try Checkpoint(origin: ledger.origin, head: head, signer: signer)
    } catch {
      throw LedgerError(.invalid, "\(error)")
    }
    if let text = checkpoint?.text { changes.put(.meta, Meta.checkpoint, Array(text.utf8)) }
  }

  /// All changes, with the rows every commit has.
  func finishedChanges() -> StoreChanges {
    var changes = self.changes
    changes.put(.meta, Meta.frontier, frontier.bytes)
    if isAuthorityChanged { changes.put(.meta, Meta.authority, authority.bytes) }
    for key in authorOrder { changes.put(.meta, Meta.author(key), authors[key]?.bytes) }
    return changes
  }

  /// Adds the rows of the trie and the seal to all other changes.
  func seal(_ changes: inout StoreChanges) throws(LedgerError) -> Vouched {
    var last: [RowName: SealHash?] = [:]
    var order: [RowName] = []
    var vouched = try before()
    let key = vouched.trie.key
    for change in changes.rows {
      guard let (row, name) = SealedRow.row(change.table, change.key) else { continue }
      let rowName = RowName(row: row, key: name)
      if last.updateValue(change.value.map { key.value(row, name, $0) }, forKey: rowName) == nil {
        order.append(rowName)
      }
    }
    var sealed = order.map { (place: key.place($0.row, $0.key), value: last[$0] ?? nil) }
    for id in commandOrder {
      guard let index = commands[id] else { continue }
      sealed.append((key.place(.command, id.bytes), SealHash(high: index, low: 0)))
    }
    for (node, bytes) in try vouched.trie.apply(sealed, ledger.nodes) {
      changes.put(.index, node.key, bytes)
    }
    vouched.frontier = frontier.bytes
    vouched.checkpoint = checkpoint.map { Array($0.text.utf8) }
    let seal = vouched.trie.seal.bytes(
      key, frontier: vouched.frontier, checkpoint: vouched.checkpoint)
    changes.put(.meta, Meta.seal, seal)
    return vouched
  }

  /// What is vouched for before the batch; nothing yet for a new log.
  private func before() throws(LedgerError) -> Vouched {
    guard firstIndex == 0 else {
      return try ledger.takeVouched()
    }
    guard let ledgerKey = ledger.ledgerKey, let first = leaves.first else {
      throw LedgerError(.invalid, "a log without entries has nothing to seal")
    }
    let trie = RowTrie(SealKey(ledgerKey, first: first), levels: Seal.levelsMin)
    return Vouched(commit: 0, trie: trie, frontier: [], checkpoint: nil)
  }
}

/// A derived row by its kind and key.
private struct RowName: Hashable {
  var row: SealedRow
  var key: [UInt8]
}
