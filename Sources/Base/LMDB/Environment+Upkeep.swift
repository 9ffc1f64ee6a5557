import CLMDB
import Glibc

/// The size and the use of an environment.
public struct EnvironmentStatistics: Equatable, Sendable {
  /// Bytes in a page.
  public var pageSize: UInt64
  /// Bytes of address space reserved.
  public var mapSize: UInt64
  /// Bytes up to the end of the last page in use; free pages among them are counted too.
  public var usedBytes: UInt64
  /// The number of the last commit.
  public var lastTransactionID: UInt64
  /// Reader slots there are.
  public var readerSlotCount: UInt32
  /// Reader slots that have been in use at once.
  public var readerSlotsUsed: UInt32
}

extension Environment {
  /// The number of the last commit, read from the file's meta pages.
  ///
  /// Commits count from 1 and go up by one. Another process's commit shows as soon as it is
  /// written, which is before readers are shown it.
  public func lastTransactionID() throws(LMDBError) -> UInt64 {
    try statistics().lastTransactionID
  }

  /// Lets readers see the last commit, where its writer was killed before he could tell them.
  ///
  /// A commit takes effect with its meta page; a number in the lock file, by which readers go, is
  /// written right after. Whoever begins to write next finds the dead writer's lock and mends the
  /// number. Call it only where no other writer can be at work.
  public func settle() throws(LMDBError) {
    let last = try lastTransactionID()
    let seen = try read { (transaction) throws(LMDBError) in transaction.id }
    if seen >= last { return }
    try write { (_: inout WriteTransaction) throws(LMDBError) in }
    // Otherwise whoever wrote now would write over the last commit.
    guard try read({ (transaction) throws(LMDBError) in transaction.id }) >= last else {
      throw LMDBError(
        code: EBUSY, call: "settle",
        detail: "the lock file of '\(path)' was left half made by a program that was killed; end "
          + "every program that uses the ledger, and try again")
    }
  }

  /// Whether a snapshot read without a lock was whole until now.
  ///
  /// Pages a snapshot shows are first given up by the next commit, and written over by the third at
  /// the earliest: so one further commit is harmless.
  public func isIntact(_ transactionID: UInt64) throws(LMDBError) -> Bool {
    try lastTransactionID() <= transactionID + 1
  }

  /// The size and the use of the environment.
  public func statistics() throws(LMDBError) -> EnvironmentStatistics {
    try enter()
    defer { leave() }
    var info = unsafe MDB_envinfo()
    var code = unsafe Calls.environmentInfo(handle, &info)
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .environmentInfo) }
    var stat = MDB_stat()
    code = unsafe Calls.environmentStat(handle, &stat)
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .environmentStat) }
    return unsafe EnvironmentStatistics(
      pageSize: UInt64(stat.ms_psize), mapSize: UInt64(info.me_mapsize),
      usedBytes: UInt64(info.me_last_pgno + 1) * UInt64(stat.ms_psize),
      lastTransactionID: UInt64(info.me_last_txnid), readerSlotCount: info.me_maxreaders,
      readerSlotsUsed: info.me_numreaders)
  }

  /// Frees the slots of readers whose process is gone, and answers how many there were.
  @discardableResult
  public func clearDeadReaders() throws(LMDBError) -> Int {
    try enter()
    defer { leave() }
    var dead: Int32 = 0
    let code = unsafe Calls.readerCheck(handle, &dead)
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .readerCheck) }
    return Int(dead)
  }

  /// Writes a consistent copy while others read and write, and returns once it is durable.
  ///
  /// The path must not exist; the copy has the layout of this environment. A compact copy leaves
  /// free pages out and takes longer. It is a copy, not a backup, until somebody has opened it and
  /// compared its contents.
  public func copy(to path: String, isCompact: Bool = false) throws(LMDBError) {
    // A plain copy takes the writer's place for a moment.
    try refuseInsideWrite("copy")
    try enter()
    defer { leave() }
    var file = path
    if options.layout == .directory {
      let mode = options.mode | (options.mode & 0o444) >> 2
      guard unsafe mkdir(path, mode) == 0 else {
        throw LMDBError(code: errno, call: "mkdir", path: path)
      }
      file += "/data.mdb"
    }
    let descriptor = unsafe Glibc.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, options.mode)
    guard descriptor >= 0 else { throw LMDBError(code: errno, call: "open", path: file) }
    defer { Glibc.close(descriptor) }
    let code = unsafe Calls.environmentCopy(
      handle, descriptor, isCompact ? UInt32(MDB_CP_COMPACT) : 0)
    guard code == MDB_SUCCESS else {
      throw LMDBError(code: code, call: .environmentCopy, path: file)
    }
    guard fsync(descriptor) == 0 else { throw LMDBError(code: errno, call: "fsync", path: file) }
    try Self.syncDirectory(of: file)
    if options.layout == .directory { try Self.syncDirectory(of: path) }
  }

  /// Makes a new name durable.
  private static func syncDirectory(of path: String) throws(LMDBError) {
    var parent = "."
    if let slash = path.lastIndex(of: "/") {
      parent = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    let descriptor = unsafe Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LMDBError(code: errno, call: "open", path: parent) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw LMDBError(code: errno, call: "fsync", path: parent)
    }
  }
}
