import Bytes
import Crypto

extension Ledger {
  /// Verifies what lies behind the last checkpoint, and that the stored frontier continues it.
  ///
  /// An author signs the head he has seen. Without this a damaged cache would make an honest author
  /// sign a head that never was.
  func verifyTail(_ snapshot: Snapshot) throws(LedgerError) {
    let origin = snapshot.authority.origin
    guard snapshot.head.size == (try store.entryCount()) else {
      throw LedgerError(
        .altered, "the frontier has \(snapshot.head.size) entries, the log has another number",
        hint: "run 'runledger verify', then 'runledger rebuild'")
    }
    if snapshot.head.size == 0 { return }
    try refuseLaterFormat(snapshot.head.size - 1)
    guard Origin.areSame(origin, self.origin) else {
      throw LedgerError(.altered, "the table of keys is one of '\(origin)'")
    }
    let covered = snapshot.checkpoint?.head ?? .empty
    if let checkpoint = snapshot.checkpoint {
      guard snapshot.authority.signs(checkpoint) else {
        throw refusal("the last checkpoint is not signed by the ledger's key")
      }
    }
    guard covered.size <= snapshot.head.size else {
      throw refusal(
        "the last checkpoint covers \(covered.size) entries, the log has \(snapshot.head.size)")
    }
    var tail = Tail(
      frontier: try StoredHashes(store).frontier(at: covered.size), authority: snapshot.authority)
    guard tail.frontier.root == covered.root else {
      throw refusal("the stored hashes do not lead to the root of the last checkpoint")
    }
    try store.entries(covered.size..<snapshot.head.size) { index, bytes throws(LedgerError) in
      if let reason = tail.objection(to: bytes, at: index, origin: origin) {
        throw refusal("entry '@\(index)' \(reason)")
      }
      return true
    }
    guard tail.frontier == snapshot.frontier else {
      throw refusal("the stored frontier does not continue the last checkpoint")
    }
    for (key, state) in tail.authors {
      guard let row = try vouchedRow(.author, key.bytes), AuthorState(bytes: row) == state
      else { throw refusal("the author row of key '\(key)' is not that of its last entry") }
    }
  }

  /// Refuses to write behind an entry of a later format: what it does to keys and roles is unknown.
  ///
  /// No later build goes back to an earlier format, so the last entry tells.
  private func refuseLaterFormat(_ last: UInt64) throws(LedgerError) {
    guard let bytes = try store.entry(last) else { return }
    do throws(FormatError) { _ = try EntryLayout(bytes.span) } catch {
      guard error.kind == .futureVersion else { return }
      throw LedgerError(
        .formatFromTheFuture, "entry '@\(last)': \(error)",
        hint: "write with the build that wrote it; this one reads and proves what is before it")
    }
  }

  private func refusal(_ reason: String) -> LedgerError {
    LedgerError(.altered, reason, hint: "run 'runledger verify', then 'runledger rebuild'")
  }
}

/// The entries behind a checkpoint, taken in one by one.
private struct Tail {
  var frontier: Frontier
  let authority: Authority
  private(set) var authors: [(key: KeyID, state: AuthorState)] = []
  private var keys: [(id: KeyID, key: PublicKey)] = []

  init(frontier: Frontier, authority: Authority) {
    self.frontier = frontier
    self.authority = authority
  }

  /// Takes in an entry; nil, or what is wrong with it.
  mutating func objection(
    to bytes: Span<UInt8>, at index: UInt64, origin: String
  ) -> String? {
    let layout: EntryLayout
    do throws(FormatError) { layout = try EntryLayout(bytes) } catch { return "\(error)" }
    guard index == frontier.size else { return "comes after a gap" }
    guard layout.seen == frontier.head else { return "was signed over another head" }
    guard Origin.areSame(bytes.text(layout.origin), origin) else {
      return "belongs to another ledger"
    }
    guard let key = publicKey(layout.keyID) else { return "is signed by an unknown key" }
    let message = COSE.toBeSigned(layout.keyID, body: bytes.extracting(layout.body.range))
    guard
      key.verify(
        signature: bytes.extracting(layout.signature.range), message: message.span)
    else { return "has a wrong signature" }
    let leaf = Merkle.leaf(bytes)
    let state = AuthorState(count: layout.authorSequence + 1, last: leaf)
    if let position = authors.firstIndex(where: { $0.key == layout.keyID }) {
      let before = authors[position].state
      guard before == AuthorState(count: layout.authorSequence, last: layout.authorPrevious) else {
        return "does not continue the chain of its author"
      }
      authors[position].state = state
    } else {
      authors.append((layout.keyID, state))
    }
    frontier.append(leaf)
    return nil
  }

  /// Checking that a key is usable costs as much as a signature: it is done once.
  private mutating func publicKey(_ id: KeyID) -> PublicKey? {
    if let known = keys.first(where: { $0.id == id }) { return known.key }
    guard let bytes = authority.key(id)?.publicKey, let key = try? PublicKey(bytes: bytes) else {
      return nil
    }
    keys.append((id, key))
    return key
  }
}
