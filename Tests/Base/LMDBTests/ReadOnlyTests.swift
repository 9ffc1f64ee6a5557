import Glibc
import LMDB
import TestKit
import Testing

struct ReadOnlyTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// An open environment with 100 rows.
  private func filled(_ name: String = "env") throws -> (Environment, Table) {
    let environment = try directory.environment(name)
    let table = try environment.table("rows")
    try environment.write { txn in
      for number in 0..<100 as Range<UInt64> { try txn.append([1], for: number, in: table) }
    }
    return (environment, table)
  }

  @Test func `a read-only environment reads and refuses to write`() throws {
    let (environment, _) = try filled()
    environment.close()
    let reader = try directory.environment { $0.isReadOnly = true }
    let table = try reader.table("rows")
    #expect(try reader.rows(table).count == 100)
    let error = #expect(throws: LMDBError.self) { try reader.write { _ in } }
    #expect(error?.isPermission == true)
    #expect(throws: LMDBError.self) { try reader.table("other") }
    #expect(!reader.isPoisoned)
  }

  @Test func `a read-only open makes nothing`() throws {
    let error = #expect(throws: LMDBError.self) {
      try directory.environment("missing") { $0.isReadOnly = true }
    }
    #expect(error?.isNotFound == true)
    #expect(unsafe access(directory.path("missing"), F_OK) != 0)
  }

  @Test(arguments: [false, true])
  func `a copy in a read-only directory is read without a lock`(isCompact: Bool) throws {
    let (environment, table) = try filled()
    let path = directory.path("copy")
    try environment.copy(to: path, isCompact: isCompact)
    #expect(try environment.rows(table).count == 100)
    #expect(throws: LMDBError.self) { try environment.copy(to: path) }
    try #require(unsafe chmod(path, 0o555) == 0)
    let reader = try Environment.open(path, .lockFreeReader)
    #expect(try reader.rows(reader.table("rows")).count == 100)
    #expect(unsafe access(path + "/lock.mdb", F_OK) != 0)
    let writing = #expect(throws: LMDBError.self) { try reader.write { _ in } }
    #expect(writing?.isPermission == true)
  }

  @Test func `a copy of one file is one file`() throws {
    let environment = try directory.environment("one") { $0.layout = .file }
    _ = try environment.table("rows")
    try environment.copy(to: directory.path("two"))
    let copy = try directory.environment("two") { $0.layout = .file }
    #expect(try copy.table("rows", create: false) == copy.table("rows"))
  }

  @Test func `a writer without a lock is refused`() throws {
    let error = #expect(throws: LMDBError.self) {
      try directory.environment { $0.isLockFree = true }
    }
    #expect(error?.description.hasSuffix("a writer needs the lock file") == true)
  }

  @Test func `a snapshot stays intact for one more commit`() throws {
    let (environment, table) = try filled()
    let id = try environment.lastTransactionID()
    #expect(try environment.isIntact(id))
    try environment.write { txn in try txn.put([2], for: 0, in: table) }
    #expect(try environment.isIntact(id))
    try environment.write { txn in try txn.put([3], for: 0, in: table) }
    #expect(try !environment.isIntact(id))
  }
}
