import Bytes
import Crypto

/// Checks a ledger against nothing but itself, and tells everything that is wrong with it.
///
/// It needs no key and no right to write. It does not stop at the first finding, and says what it
/// did not look at.
public enum Verifier {
  /// What to look at.
  public struct Options: Sendable {
    /// How many threads to use; nil uses every processor.
    public var threads: Int?
    /// Whether signatures are verified, which takes most of the time.
    public var checksSignatures = true
    /// Whether every blob is hashed.
    public var checksBlobs = true
    /// Blobs that events name in their data; nil where the caller does not know them.
    ///
    /// Where they are known, a blob that nothing names and that is not whole is what a power cut
    /// leaves, and no damage.
    public var references: [BlobReference]?
    /// Blobs that were erased on purpose, as the log records.
    public var purged: [BlobPurge] = []

    /// The ledger's own key, without which the seal over derived rows cannot be checked.
    var ledgerKey: Signer?

    /// Verifies everything.
    public init() {}
  }

  /// Verifies the ledger in a directory, which this process must not have open.
  public static func verify(at path: String, _ options: Options = Options()) -> Verification {
    let directory = LedgerDirectory(path)
    var result = Verification()
    guard directory.exists else {
      result.add(.storeDamaged, path: path, "there is no ledger in '\(path)'")
      result.notChecked = ["anything: the log cannot be opened"]
      return result
    }
    let store: LMDBStore
    do throws(LedgerError) { store = try LMDBStore(path: directory.log, access: .read) } catch {
      result.add(error)
      result.notChecked = ["anything: the log cannot be opened"]
      return result
    }
    defer { store.close() }
    return verify(store, BlobStore(directory: directory.blobs), options)
  }

  /// Verifies a ledger that this process has open, as it is now.
  ///
  /// What others write meanwhile is not looked at. Where that cannot be kept apart, whatever is
  /// found is looked at again.
  public static func verify(_ ledger: Ledger, _ options: Options = Options()) -> Verification {
    var failure: LedgerError?
    for _ in 0..<repetitionsMax {
      do throws(LedgerError) {
        let check = try? ledger.checkHeads()
        let frozen = try ledger.frozen()
        let commit = try ledger.lastCommit()
        var options = options
        options.ledgerKey = ledger.ledgerKey
        var result = verify(frozen.store, frozen.blobs, options)
        result.take(check)
        if result.ok || ledger.canFreeze { return result }
        if try ledger.lastCommit() == commit { return result }
      } catch {
        failure = error
      }
    }
    var result = Verification()
    result.failure =
      failure
      ?? LedgerError(
        .busy, "the log changed again and again while it was read",
        hint: "try again, or read with the account that writes")
    return result
  }

  /// How often is looked again while others write.
  private static let repetitionsMax = 20

  static func verify(
    _ store: any Store, _ blobs: BlobStore, _ options: Options
  ) -> Verification {
    var run = VerifierRun(store: store, blobs: blobs, options: options)
    do throws(LedgerError) {
      try run.verify()
    } catch {
      run.result.add(error)
      run.result.notChecked.append("what comes after the damage in the log")
    }
    return run.result
  }
}

/// One verification, step by step.
struct VerifierRun {
  let store: any Store
  let blobs: BlobStore
  let options: Verifier.Options
  var result = Verification()

  init(store: any Store, blobs: BlobStore, options: Verifier.Options) {
    self.store = store
    self.blobs = blobs
    self.options = options
  }

  mutating func verify() throws(LedgerError) {
    let count = try store.entryCount()
    guard count > 0, let first = try store.entry(0) else {
      result.add(.gap, entry: 0, "the log has no first entry")
      try checkStrays(besides: 0)
      return
    }
    result.origin = (try? EntryLayout(first.span)).map { first.span.text($0.origin) } ?? ""
    let checkpoint = try readCheckpoint()
    let scan = EntryScan(
      store: store, origin: result.origin, threads: options.threads,
      checksSignatures: options.checksSignatures)
    let (history, result) = scan.run(
      count: count, keys: try knownKeys(),
      history: History(checkpointSize: checkpoint?.head.size, capacity: count),
      result: self.result)
    self.result = result
    try checkStrays(besides: history.frontier.size)
    self.result.entries = history.frontier.size
    self.result.events = history.eventCount
    self.result.head = history.head
    self.result.checked = [.structure, .seenHeads, .authorChains, .roles, .events, .commandIDs]
    if history.unjudged > 0 {
      self.result.checked.removeAll { $0 == .events }
      self.result.notChecked.append(
        "events of \(history.unjudged) entries, whose rules this build does not know")
    }
    if options.checksSignatures {
      self.result.checked.insert(.signatures, at: 1)
    } else {
      self.result.notChecked.append("signatures of entries")
    }
    self.result.authority = history.authority
    check(checkpoint, history)
    checkWitnessed(history)
    try checkTiles(history)
    try checkIndex(history)
    try checkSeal(history)
    try checkBlobs(history)
  }

  /// Public keys to verify with from the start: those of the derived row.
  ///
  /// A key is bound to its identifier by a hash, so a row that was tampered with can give no wrong
  /// one; whether a key was enrolled is judged by the entries alone.
  private func knownKeys() throws(LedgerError) -> [KeyID: PublicKey] {
    var keys: [KeyID: PublicKey] = [:]
    if let row = try store.row(.meta, Meta.authority), let authority = Authority(bytes: row) {
      for key in authority.keys { keys[key.id] = try? PublicKey(bytes: key.publicKey) }
    }
    return keys
  }

  private mutating func readCheckpoint() throws(LedgerError) -> Checkpoint? {
    guard let row = try store.row(.meta, Meta.checkpoint) else {
      result.add(.checkpointMismatch, "the log has no checkpoint")
      return nil
    }
    do throws(FormatError) {
      return try Checkpoint(parsing: row)
    } catch {
      result.add(.checkpointSignature, "the last checkpoint cannot be read: \(error)")
      return nil
    }
  }

  /// Every head that a witness signed has to be one that the entries lead to.
  private mutating func checkWitnessed(_ history: History) {
    for (entry, event, head) in history.witnessed {
      let size = Int(clamping: head.size)
      guard size >= history.roots.count || history.roots[size] != head.root else { continue }
      result.add(
        .witnessInvalid, entry: entry, event: event,
        "the witness signed \(head), and the entries lead to another root")
    }
  }

  private mutating func check(_ checkpoint: Checkpoint?, _ history: History) {
    result.checked.append(.checkpoint)
    guard let checkpoint else { return }
    if !Origin.areSame(checkpoint.origin, history.authority.origin) {
      result.add(
        .checkpointMismatch,
        "the last checkpoint is one of '\(checkpoint.origin)', not of this log")
    }
    let keys = history.authority.logKeys(at: checkpoint.head.size)
    if !checkpoint.isSigned(byLogKeys: keys) {
      result.add(.checkpointSignature, "the last checkpoint is not signed by the log's key")
    }
    guard let root = history.checkpointRoot else {
      result.add(
        .checkpointMismatch,
        "the last checkpoint covers \(checkpoint.head.size) entries, there are only "
          + "\(history.head.size): the end of the log was cut off")
      return
    }
    if root != checkpoint.head.root {
      result.add(
        .checkpointMismatch,
        "the root of the first \(checkpoint.head.size) entries is not that of the last checkpoint")
    }
    if checkpoint.head.size < history.head.size {
      result.notChecked.append(
        "entries from @\(checkpoint.head.size) on against a checkpoint: none covers them yet")
    }
  }
}
