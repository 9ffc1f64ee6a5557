import Bytes
import Files
import Synchronization

extension Ledger {
  /// How a log stands to the heads that are remembered of it.
  public enum HeadCheck: Equatable, Sendable {
    /// Nothing is remembered here, and nothing is missing.
    case nothing
    /// The log holds every head that is remembered.
    case fits
    /// The log is behind a remembered head, or has another history: something was lost, or put
    /// back. No crash does that.
    case lost(remembered: Head, found: Head)
    /// The log has entries and no checkpoint, which every commit of a new log has.
    case withoutCheckpoint(found: Head)
  }

  /// Compares the log with what is remembered of it.
  ///
  /// Without the ledger's own key only signed checkpoints count among what is remembered.
  public func checkHeads() throws(LedgerError) -> HeadCheck {
    // The record first: the log may grow between the two, and never shrinks.
    let rememberedHeads = try rememberedHeads()
    let snapshot = try self.snapshot()
    let remembered = rememberedHeads.filter { $0.counts(for: snapshot.authority) }.map(\.head)
    if let lost = try lostHead(of: remembered, snapshot) {
      return .lost(remembered: lost, found: snapshot.head)
    }
    if snapshot.checkpoint == nil { return .withoutCheckpoint(found: snapshot.head) }
    return remembered.isEmpty ? .nothing : .fits
  }

  /// The memory of a ledger on disk, where this process has its key.
  func memory() throws(LedgerError) -> HeadMemory? {
    guard store is LMDBStore, let ledgerKey else { return nil }
    if let known = remembering.withLock({ $0 }) { return known }
    guard let first = try store.entry(0) else { return nil }
    let made = HeadMemory(
      directory, config: configDirectory, first: Merkle.leaf(first), ledgerKey)
    return remembering.withLock { memory in
      memory = memory ?? made
      return memory
    }
  }

  /// What is remembered of the log in both places.
  func rememberedHeads() throws(LedgerError) -> [RememberedHead] {
    guard store is LMDBStore, let first = try store.entry(0) else { return [] }
    let leaf = Merkle.leaf(first)
    let key = ledgerKey.map { SealKey($0, first: leaf).hash }
    let places = HeadMemory.places(directory, config: configDirectory, first: leaf)
    return places.flatMap { $0.rememberedHeads(key) }
  }

  /// The greatest of some heads that the log does not hold and that nobody gave up.
  func lostHead(of heads: [Head], _ snapshot: Snapshot) throws(LedgerError) -> Head? {
    var lost: Head?
    for head in heads where !snapshot.authority.lostHeads.contains(head) {
      if head.size <= snapshot.head.size {
        let hashes = StoredHashes(store, frontier: snapshot.frontier)
        if try hashes.root(at: head.size) == head.root { continue }
      }
      if head.size >= lost?.size ?? 0 { lost = head }
    }
    return lost
  }

  /// Refuses to go on from a log that is behind what is remembered of it.
  ///
  /// `accepted` is a head whose loss is being recorded right now.
  func refuseLoss(_ snapshot: Snapshot, accepted: Head? = nil) throws(LedgerError) {
    guard let memory = try memory() else { return }
    // Both places are about to be written over: what they hold besides belongs to the same loss.
    let heads =
      accepted == nil
      ? try rememberedHeads().filter { $0.counts(for: snapshot.authority) }.map(\.head) : []
    if let lost = try lostHead(of: heads, snapshot) {
      throw LedgerError(
        .altered,
        "the log once had the head \(lost), and now has \(snapshot.head): entries are lost or were"
          + " replaced", hint: Self.lossHint)
    }
    if snapshot.checkpoint == nil, snapshot.head.size > 0, accepted == nil {
      throw withoutCheckpoint(snapshot.head.size)
    }
    do throws(FileError) { try memory.prepare() } catch {
      throw LedgerError(.storeFailed, "the head cannot be remembered: \(error)")
    }
  }

  /// What is said of a log whose checkpoint is gone: every commit of a new log has one.
  func withoutCheckpoint(_ size: UInt64) -> LedgerError {
    LedgerError(
      .altered, "the log has \(size) entries and no checkpoint, which was removed",
      hint: Self.lossHint)
  }

  private static let lossHint =
    "put the log back; where it is lost, an admin records that with 'runledger restore'"
}
