import CLMDB
import Synchronization

/// One snapshot of an environment that is kept for many reads, however much is written meanwhile.
///
/// Writers cannot reuse the pages it shows: the file grows for as long as it is kept. It is given
/// up with the last reference.
///
/// Sendable although it holds a pointer: whoever uses it holds the lock.
@safe public final class PinnedSnapshot: @unchecked Sendable {
  /// The number of the commit it shows.
  public let id: UInt64

  private let environment: Environment
  private let pointer: OpaquePointer
  private let use = Mutex(())

  init(_ environment: Environment) throws(LMDBError) {
    self.environment = environment
    let pointer = try unsafe environment.begin(UInt32(MDB_RDONLY))
    unsafe self.pointer = pointer
    id = unsafe Calls.identifier(pointer)
  }

  deinit {
    unsafe Calls.abort(pointer)
    environment.leave()
  }

  /// Runs `body` on the snapshot; others wait meanwhile.
  public func read<R>(
    _ body: (borrowing ReadTransaction) throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    try use.withLock { _ throws(LMDBError) in
      // The transaction lives as long as `self`, and no other thread is inside it.
      try body(unsafe ReadTransaction(pointer))
    }
  }
}

extension Environment {
  /// Keeps the last commit readable as it is now.
  ///
  /// Not for an environment without locks: a writer would not know of it.
  public func pin() throws(LMDBError) -> PinnedSnapshot {
    precondition(!options.isLockFree, "a snapshot without a lock cannot be kept")
    return try PinnedSnapshot(self)
  }
}
