import CLMDB
import Glibc
import Synchronization

extension Environment {
  /// Runs `body` on a snapshot of the last commit.
  ///
  /// Spans handed out borrow from the transaction and cannot leave the closure. Write the closure's
  /// type out (`{ (txn) throws(LedgerError) in … }`) to have the error keep its type.
  public func read<R: ~Copyable, E: LMDBErrorWrapping>(
    _ body: (borrowing ReadTransaction) throws(E) -> R
  ) throws(E) -> R {
    try read(wrapping: { E($0) }, body)
  }

  /// Runs `body` on a snapshot of the last commit.
  @_disfavoredOverload
  public func read<R: ~Copyable>(
    _ body: (borrowing ReadTransaction) throws -> R
  ) throws -> R {
    try read(wrapping: { $0 as any Error }, body)
  }

  /// Runs `body` in a write transaction: committed and durable on return, undone when it throws.
  ///
  /// Waits for any other writer. When the commit fails the error is that of the commit, and the
  /// environment is poisoned. When the map is full the error `isMapFull` and the map has grown by
  /// the next try.
  public func write<R: ~Copyable, E: LMDBErrorWrapping>(
    _ body: (inout WriteTransaction) throws(E) -> R
  ) throws(E) -> R {
    try write(wrapping: { E($0) }, body)
  }

  /// Runs `body` in a write transaction: committed and durable on return, undone when it throws.
  @_disfavoredOverload
  public func write<R: ~Copyable>(
    _ body: (inout WriteTransaction) throws -> R
  ) throws -> R {
    try write(wrapping: { $0 as any Error }, body)
  }

  private func read<R: ~Copyable, E: Error>(
    wrapping wrap: (LMDBError) -> E, _ body: (borrowing ReadTransaction) throws(E) -> R
  ) throws(E) -> R {
    let pointer: OpaquePointer
    do throws(LMDBError) {
      unsafe pointer = try begin(UInt32(MDB_RDONLY))
    } catch {
      throw wrap(error)
    }
    defer {
      unsafe Calls.abort(pointer)
      leave()
    }
    return try body(unsafe ReadTransaction(pointer))
  }

  private func write<R: ~Copyable, E: Error>(
    wrapping wrap: (LMDBError) -> E, _ body: (inout WriteTransaction) throws(E) -> R
  ) throws(E) -> R {
    let pointer: OpaquePointer
    do throws(LMDBError) {
      unsafe pointer = try beginWrite()
    } catch {
      throw wrap(error)
    }
    var transaction = unsafe WriteTransaction(pointer)
    let result: R
    do throws(E) {
      result = try body(&transaction)
    } catch {
      unsafe abortWrite(pointer, mapWasFull: transaction.mapWasFull)
      throw error
    }
    do throws(LMDBError) {
      try unsafe commitWrite(pointer, mapWasFull: transaction.mapWasFull)
    } catch {
      throw wrap(error)
    }
    return result
  }
}

extension Environment {
  /// Begins a write transaction, unless the environment is poisoned or this thread is inside one.
  func beginWrite() throws(LMDBError) -> OpaquePointer {
    if isPoisoned { throw LMDBError(code: LMDBError.poisonedCode, call: "write") }
    try refuseInsideWrite("write")
    let pointer = try unsafe begin(0)
    // A commit may have failed while this thread waited for the writer's place, which LMDB passes
    // on a few instructions before the outcome is known here.
    while isCommitting.load(ordering: .acquiring) { sched_yield() }
    if isPoisoned {
      unsafe Calls.abort(pointer)
      leave()
      throw LMDBError(code: LMDBError.poisonedCode, call: "write")
    }
    writer.store(UInt(pthread_self()), ordering: .relaxed)
    return unsafe pointer
  }

  func refuseInsideWrite(_ verb: String) throws(LMDBError) {
    // Only this thread can have stored its own identity, so that no stronger ordering is needed.
    guard writer.load(ordering: .relaxed) == UInt(pthread_self()) else { return }
    throw LMDBError(code: LMDBError.nestedCode, call: verb)
  }

  func abortWrite(_ pointer: OpaquePointer, mapWasFull: Bool) {
    writer.store(0, ordering: .relaxed)
    unsafe Calls.abort(pointer)
    leave(wanting: mapWasFull ? .grow : nil)
  }

  func commitWrite(_ pointer: OpaquePointer, mapWasFull: Bool) throws(LMDBError) {
    writer.store(0, ordering: .relaxed)
    // A crash before this call returns leaves the old snapshot or the new one, never anything
    // between: the pages are synchronised before the meta page that names them.
    isCommitting.store(true, ordering: .relaxed)
    let code = unsafe Calls.commit(pointer)
    // LMDB found the map full, or the transaction broken, before it touched the file; any other
    // failure may have come after.
    let isHarmless = code == MDB_SUCCESS || code == MDB_MAP_FULL || code == MDB_BAD_TXN
    if !isHarmless { poisoned.store(true, ordering: .releasing) }
    isCommitting.store(false, ordering: .releasing)
    let isFull = mapWasFull || code == MDB_MAP_FULL || isNearlyFull
    leave(wanting: isFull ? .grow : nil)
    if code != MDB_SUCCESS { throw LMDBError(code: code, call: .commit) }
  }

  /// Whether three quarters of the map are in use: it grows before somebody meets its end.
  private var isNearlyFull: Bool {
    var info = unsafe MDB_envinfo()
    guard unsafe Calls.environmentInfo(handle, &info) == MDB_SUCCESS else { return false }
    return unsafe info.me_last_pgno > info.me_mapsize / 4_096 / 4 * 3
  }

  /// Begins a transaction of either kind.
  func begin(_ flags: UInt32) throws(LMDBError) -> OpaquePointer {
    var isRetry = false
    while true {
      try enter()
      var pointer: OpaquePointer?
      let code = unsafe Calls.begin(handle, flags, &pointer)
      if code == MDB_SUCCESS, let pointer = unsafe pointer { return unsafe pointer }
      leave(wanting: code == MDB_MAP_RESIZED ? .adopt : nil)
      guard code == MDB_MAP_RESIZED, !isRetry else { throw LMDBError(code: code, call: .begin) }
      isRetry = true
    }
  }

  /// Counts a transaction in; resizes the map first if that is due and nobody else is inside.
  func enter() throws(LMDBError) {
    try gate.withLock { gate throws(LMDBError) in
      guard !gate.isClosed else { throw LMDBError(code: LMDBError.closedCode, call: "begin") }
      if let resize = gate.pendingResize, gate.activeCount == 0 {
        try apply(resize)
        gate.pendingResize = nil
      }
      gate.activeCount += 1
    }
  }

  /// Counts a transaction out, and closes the environment behind the last one if that was asked
  /// for.
  func leave(wanting resize: Gate.Resize? = nil) {
    let closesNow = gate.withLock { gate in
      gate.activeCount -= 1
      if let resize { gate.pendingResize = resize }
      return gate.isClosed && gate.activeCount == 0
    }
    if closesNow { closeHandle() }
  }

  /// Changes the map.
  ///
  /// Called under the gate, with no transaction open.
  private func apply(_ resize: Gate.Resize) throws(LMDBError) {
    var size = 0
    if resize == .grow {
      var info = unsafe MDB_envinfo()
      let code = unsafe Calls.environmentInfo(handle, &info)
      guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .environmentInfo) }
      size = unsafe info.me_mapsize * 2
    }
    let code = unsafe Calls.setMapSize(handle, size)
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .setMapSize) }
  }
}
