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
  private var leaves: [Digest] = []
  private var authors: [KeyID: AuthorState] = [:]
  private var authorOrder: [KeyID] = []
  private var commands: [CommandID: CommandRow] = [:]
  private var states: [String: [UInt8]?] = [:]
  private var tiles: [Tile: [Digest]] = [:]

  init(_ ledger: Ledger, _ snapshot: Snapshot) {
    self.ledger = ledger
    frontier = snapshot.frontier
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
    return try ledger.state(key)
  }

  func author(_ key: KeyID) throws(LedgerError) -> AuthorState {
    if let state = authors[key] { return state }
    guard let row = try ledger.store.row(.meta, Meta.author(key)) else { return AuthorState() }
    guard let state = AuthorState(bytes: row) else {
      throw LedgerError(
        .altered, "the author row of key '\(key)' is damaged", hint: "run 'runledger rebuild'")
    }
    return state
  }

  func command(_ id: CommandID) throws(LedgerError) -> CommandRow? {
    if let row = commands[id] { return row }
    guard let bytes = try ledger.store.row(.commands, id.bytes) else { return nil }
    guard let row = CommandRow(bytes: bytes) else {
      throw LedgerError(
        .altered, "the row of command '\(id)' is damaged", hint: "run 'runledger rebuild'")
    }
    return row
  }

  /// An entry of the log or of this batch.
  func entry(_ index: UInt64) throws(LedgerError) -> SignedEntry {
    guard index >= firstIndex else { return try ledger.entry(index) }
    return try Ledger.decode(changes.entries[Int(index - firstIndex)], index)
  }

  /// Takes in an entry that was signed and checked.
  func accept(
    _ signed: SignedEntry, _ decision: Decision, _ authority: Authority, digest: Digest
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
      let row = CommandRow(index: index, digest: digest)
      commands[signed.entry.commandID] = row
      changes.put(.commands, signed.entry.commandID.bytes, row.bytes)
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
}
