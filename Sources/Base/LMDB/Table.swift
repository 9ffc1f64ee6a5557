import CLMDB
import Synchronization

/// An ordered table of an environment: keys of 1 to 511 bytes, values of up to 4 GiB, in byte
/// order.
///
/// Only a handle, valid in the environment that gave it until that is closed.
public struct Table: Hashable, Sendable {
  let handle: MDB_dbi
}

/// The size of a table.
public struct TableStatistics: Equatable, Sendable {
  public var rowCount: UInt64
  /// Levels of the tree.
  public var depth: UInt32
  /// Pages of inner nodes.
  public var branchPageCount: UInt64
  /// Pages of rows.
  public var leafPageCount: UInt64
  /// Pages of values too large for a leaf.
  public var overflowPageCount: UInt64
}

extension Environment {
  /// The longest key, in bytes.
  public static let keySizeMax = 511

  /// Opens a table by name; nil names the one table of an environment that has no named ones.
  ///
  /// Opened once and kept. Makes the table when it is missing, unless the environment is read only.
  /// Not to be called inside a write of the same thread. A read that began before sees no table
  /// opened since.
  ///
  /// - Throws: an error that `isNotFound` when the table is missing and not to be made.
  public func table(_ name: String? = nil, create: Bool = true) throws(LMDBError) -> Table {
    try refuseInsideWrite("table")
    // LMDB wants no two tables opened at the same time: the lock is held until the transaction has
    // ended.
    return try tables.withLock { tables throws(LMDBError) in
      if let table = tables[name] { return table }
      let table: Table
      do throws(LMDBError) {
        table = try existingTable(name)
      } catch {
        guard error.isNotFound, create, !options.isReadOnly else { throw error }
        table = try newTable(name)
      }
      tables[name] = table
      return table
    }
  }

  private func existingTable(_ name: String?) throws(LMDBError) -> Table {
    let pointer = try unsafe begin(UInt32(MDB_RDONLY))
    defer { leave() }
    var handle: MDB_dbi = 0
    var code = unsafe Calls.openTable(pointer, name, 0, &handle)
    guard code == MDB_SUCCESS else {
      unsafe Calls.abort(pointer)
      throw LMDBError(code: code, call: .openTable, table: name)
    }
    // The handle outlives its transaction only if that is committed, even though nothing is
    // written.
    code = unsafe Calls.commit(pointer)
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .commit) }
    return Table(handle: handle)
  }

  private func newTable(_ name: String?) throws(LMDBError) -> Table {
    let pointer = try unsafe beginWrite()
    var handle: MDB_dbi = 0
    let code = unsafe Calls.openTable(pointer, name, UInt32(MDB_CREATE), &handle)
    guard code == MDB_SUCCESS else {
      unsafe abortWrite(pointer, mapWasFull: code == MDB_MAP_FULL)
      throw LMDBError(code: code, call: .openTable, table: name)
    }
    try unsafe commitWrite(pointer, mapWasFull: false)
    return Table(handle: handle)
  }
}

extension LMDBError {
  /// The error of opening a table.
  fileprivate init(code: Int32, call: Call, table: String?) {
    self.init(
      code: code, call: call,
      detail: "cannot open table '\(table ?? "")': \(Self.message(for: code))")
  }
}
