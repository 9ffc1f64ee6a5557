import Bytes
import Files
import LMDB

/// The log's environment on disk: the entries and the four tables derived from them.
final class LMDBStore: Store {
  /// How a store is opened.
  enum Access: Sendable {
    /// Makes what is missing.
    case create(mode: UInt32)
    /// Reads and writes what is there; makes no log where none is.
    case write
    /// Reads, with locks where the lock file can be written and without where not.
    case read
    /// Reads without locks, and makes no file.
    case readLockFree
  }

  let environment: Environment
  let entryTable: Table
  private let tables: [StoreTable: Table]
  private let path: String

  /// Whether a writer may reuse pages while they are read here.
  let isLockFree: Bool
  /// What is read instead of the last commit.
  let pinned: PinnedSnapshot?
  /// How many entries the pinned snapshot has; all of them where none is pinned.
  let pinnedCount: UInt64

  init(path: String, access: Access) throws(LedgerError) {
    self.path = path
    try Self.demandPlain(path)
    do throws(LMDBError) {
      environment = try LMDBStore.open(path, access)
    } catch {
      throw (error.isCorrupt ? Self.begun(path) : nil) ?? LedgerError(error, at: path)
    }
    isLockFree = environment.options.isLockFree
    pinned = nil
    pinnedCount = .max
    var isNew = false
    if case .create = access { isNew = true }
    do throws(LMDBError) {
      entryTable = try environment.table("entries", create: isNew)
      var tables: [StoreTable: Table] = [:]
      for table in StoreTable.allCases {
        do throws(LMDBError) {
          tables[table] = try environment.table(table.rawValue)
        } catch {
          // A log of an earlier build has none until it is rebuilt, and can be read.
          guard table == .index, error.isNotFound else { throw error }
        }
      }
      self.tables = tables
    } catch {
      environment.close()
      guard error.isNotFound else { throw LedgerError(error, at: path) }
      throw Self.begun(path)
        ?? LedgerError(
          .altered, "'\(path)' lacks one of the tables of a log", hint: "run 'runledger verify'")
    }
  }

  private static func open(_ path: String, _ access: Access) throws(LMDBError) -> Environment {
    var options = Environment.Options()
    switch access {
    case .create(let mode): options.mode = mode
    case .write:
      options.createsDirectory = false
      options.createsFile = false
    case .readLockFree: return try Environment.open(path, .lockFreeReader)
    case .read:
      options.createsDirectory = false
      options.isReadOnly = true
      do throws(LMDBError) {
        return try Environment.open(path, options)
      } catch {
        // A place or an account that may not write locks can still read the data, and so can all
        // where the disk has no room for them.
        guard error.isPermission || error.isNoSpace else { throw error }
        return try Environment.open(path, .lockFreeReader)
      }
    }
    return try Environment.open(path, options)
  }

  /// A store that shows what another shows now, whatever is written meanwhile.
  init(pinning store: LMDBStore) throws(LedgerError) {
    environment = store.environment
    entryTable = store.entryTable
    tables = store.tables
    path = store.path
    isLockFree = false
    do throws(LMDBError) {
      let pinned = try environment.pin()
      self.pinned = pinned
      let table = entryTable
      pinnedCount = try pinned.read { transaction throws(LMDBError) in
        try LMDBStore.entryCount(transaction, table)
      }
    } catch {
      throw LedgerError(error, at: store.path)
    }
  }

  func close() {
    if pinned == nil { environment.close() }
  }

  /// A table; nil for an index that a log of an earlier build lacks, where it is only read.
  func table(_ table: StoreTable) -> Table? { tables[table] }

  private func written(_ table: StoreTable) -> Table {
    guard let handle = tables[table] else {
      preconditionFailure("every table is there once a store was opened for writing")
    }
    return handle
  }

  func commit(_ changes: StoreChanges) throws(LedgerError) {
    precondition(pinned == nil, "a store that shows the past is not written to")
    do throws(LMDBError) {
      do throws(LMDBError) {
        try write(changes)
      } catch {
        // The map has grown meanwhile, or shall follow another process that made it grow.
        guard error.isMapFull || error.isMapResized else { throw error }
        try write(changes)
      }
    } catch {
      throw LedgerError(error, at: path)
    }
  }

  private func write(_ changes: StoreChanges) throws(LMDBError) {
    try environment.write { transaction throws(LMDBError) in
      for table in changes.cleared { try transaction.clear(written(table)) }
      var index = changes.firstIndex
      for entry in changes.entries {
        try transaction.append(entry, for: index, in: entryTable)
        index += 1
      }
      for row in changes.rows {
        if let value = row.value {
          try transaction.put(value, for: row.key, in: written(row.table))
        } else {
          try transaction.delete(row.key, in: written(row.table))
        }
      }
    }
  }
}

extension LedgerError {
  /// The error of a store at a path.
  init(_ error: LMDBError, at path: String) {
    let reason = "the log at '\(path)': \(error)"
    if error.isPoison {
      self.init(.poisoned, reason, hint: "open the ledger again")
    } else if error.isAlreadyOpen {
      self.init(.alreadyOpen, "this process has the log at '\(path)' open already")
    } else if error.isCorrupt || error.isVersionMismatch {
      self.init(.altered, reason, hint: "restore the directory from a copy")
    } else if error.isKeyExisting {
      // Entries are only ever put behind all others.
      self.init(
        .altered, "the log at '\(path)' has rows where the next entry belongs",
        hint: "run 'runledger verify' to see which they are")
    } else if error.isNotFound {
      self.init(.notFound, reason)
    } else if let remedy = FileError(operation: "", path: path, errno: error.code).remedy {
      self.init(.storeFailed, reason, hint: remedy)
    } else if error.isPermission {
      self.init(.storeFailed, reason, hint: "check the permissions of the directory")
    } else {
      // LMDB tells a write that was cut short by a full disk as an input/output error.
      self.init(.storeFailed, reason, hint: "see whether the disk is full, then try again")
    }
  }
}
