import Files
import Synchronization

extension Ledger {
  /// Appends entries: all that `body` appended to the batch, in one durable commit.
  ///
  /// Waits for other writers of this machine until a deadline on `Clock.monotonic()`; nil does not
  /// wait. When `body` throws, nothing happens. What it returns may be shown to others, because it
  /// is handed out after the commit. Errors: `lockTimeout`, `poisoned`, `readOnly`, `altered` when
  /// what lies behind the last checkpoint does not verify, `storeFailed`, and those of `body`.
  public func write<R>(
    lockDeadline: UInt64?, _ body: (inout Batch) throws -> R
  ) throws -> R {
    try write(lockDeadline: lockDeadline, accepting: nil, body)
  }

  func write<R>(
    lockDeadline: UInt64?, accepting lost: Head?, _ body: (inout Batch) throws -> R
  ) throws -> R {
    var failure: (any Error)?
    do throws(LedgerError) {
      return try transact(lockDeadline, accepting: lost) { core throws(LedgerError) in
        var batch = Batch(core)
        do { return try body(&batch) } catch {
          failure = error
          throw LedgerError(.invalid, "the batch was given up")
        }
      }
    } catch {
      throw failure ?? error
    }
  }

  /// Signs a checkpoint over everything there is, unless the last one covers it already.
  ///
  /// Errors: those of `write`.
  public func seal(lockDeadline: UInt64?) throws(LedgerError) {
    try transact(lockDeadline) { core throws(LedgerError) in core.seal() }
  }

  /// Runs `body` as the only writer and commits what it appended.
  func transact<R>(
    _ lockDeadline: UInt64?, accepting lost: Head? = nil,
    _ body: (BatchCore) throws(LedgerError) -> R
  ) throws(LedgerError) -> R {
    guard mode == .readWrite, let ledgerKey else {
      throw LedgerError(.readOnly, "the ledger was opened for reading only")
    }
    let lock = try lockWriter(lockDeadline)
    defer { lock?.release() }
    let core = BatchCore(self, try currentSnapshot(accepting: lost))
    let result = try body(core)
    if !core.isEmpty { try commit(core, signer: ledgerKey) }
    return result
  }

  func lockWriter(_ deadline: UInt64?) throws(LedgerError) -> FileLock? {
    // A store in memory has one writer: a second one at the same time would find its index taken.
    guard store is LMDBStore else { return nil }
    let lock: FileLock?
    do throws(FileError) {
      lock = try FileLock.acquire(
        directory.writerLock, exclusive: true, deadlineNanoseconds: deadline,
        mode: isShared ? 0o664 : 0o644)
    } catch {
      throw LedgerError(
        .storeFailed, "\(error)", hint: "check the permissions of '\(directory.log)'")
    }
    guard let lock else {
      throw LedgerError(
        .lockTimeout, "another process is writing to '\(directory.path)'",
        hint: "try again; nothing has to be unlocked by hand")
    }
    return lock
  }

  /// The derived state to append to, verified as far as this process must.
  private func currentSnapshot(accepting lost: Head?) throws(LedgerError) -> Snapshot {
    var state = writer.withLock { $0 }
    if state.isPoisoned {
      throw LedgerError(
        .poisoned, "an earlier commit to '\(directory.path)' failed",
        hint: "open the ledger again")
    }
    let commit = try store.writtenCommit()
    if state.commit == commit, let snapshot = state.snapshot {
      try refuseOtherKey(snapshot)
      return snapshot
    }
    // A writer that was killed may have left a commit that readers do not see yet.
    try store.settle()
    // Only the first write to a new ledger finds no entries.
    var snapshot = try store.entryCount() == 0 ? .empty : try vouchedSnapshot()
    try refuseOtherKey(snapshot)
    if lost != nil, snapshot.head.size < snapshot.checkpoint?.head.size ?? 0 {
      // What it states is what is being given up.
      snapshot.checkpoint = nil
    }
    if snapshot.head.size > 0 { try refuseLoss(snapshot, accepted: lost) }
    if !state.isTailVerified {
      try verifyTail(snapshot)
      state.isTailVerified = true
    }
    state.snapshot = snapshot
    state.commit = commit
    let checked = state
    writer.withLock { $0 = checked }
    return snapshot
  }

  /// Makes a batch durable: first its blobs, then everything else at once.
  ///
  /// A crash between the two leaves blobs nothing refers to, which harm nobody.
  private func commit(_ core: BatchCore, signer: Signer) throws(LedgerError) {
    let now = Clock.monotonic()
    let last = writer.withLock { $0.checkpointedAt }
    let isWanted =
      core.wantsCheckpoint || last.map { now - $0 >= Ledger.checkpointInterval } ?? true
    // A key that has just handed over signs no head that says so.
    let isDue = isWanted && core.authority.logKey == signer.publicKey
    if isDue { try core.addCheckpoint(signer) }
    var changes = core.finishedChanges()
    var vouched = try core.seal(&changes)
    do throws(LedgerError) {
      try blobs.sync()
      try store.commit(changes)
    } catch {
      poison()
      throw error
    }
    // After the commit, which may take effect in a crash, and before anybody hears of it. The files
    // have their size: only a broken disk refuses, and what was committed stays committed.
    try? memory()?.remember(core.head, checkpoint: core.checkpointText)
    let commit = try store.lastCommit()
    vouched.commit = commit
    vouched.trie.trim()
    vouching.withLock { $0 = vouched }
    writer.withLock {
      $0.snapshot = core.snapshot
      $0.commit = commit
      if isDue { $0.checkpointedAt = now }
    }
  }

  /// Refuses to write with a key that is not the ledger's, or not any more.
  private func refuseOtherKey(_ snapshot: Snapshot) throws(LedgerError) {
    guard snapshot.head.size > 0, let ledgerKey else { return }
    if snapshot.authority.logKey == ledgerKey.publicKey { return }
    throw snapshot.authority.refusal(of: ledgerKey, origin)
      ?? LedgerError(
        .altered, "the key of the ledger '\(origin)' is not the one its entries name")
  }

  /// Takes no more writes: the fate of the last is unknown until the ledger is opened again.
  func poison() {
    writer.withLock {
      $0.snapshot = nil
      $0.isPoisoned = true
    }
  }

  /// Forgets what this process knows of the log, so that it is read and verified again.
  func forget() {
    writer.withLock { $0 = WriterState() }
    vouching.withLock { $0 = nil }
  }

  /// The least time between two checkpoints of unattended work, in nanoseconds.
  private static let checkpointInterval: UInt64 = 1_000_000_000
}

extension Snapshot {
  /// The state of a log without entries.
  static let empty = Snapshot(
    frontier: Frontier(), head: .empty, authority: Authority(), checkpoint: nil)
}
