import Dispatch
import Glibc
import LMDB
import TestKit
import Testing

/// A lock file that its maker did not finish, because it was killed.
struct OpeningTurnTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Where LMDB keeps the number of the last commit: behind two words and a mutex.
  private static let numberOffset = unsafe off_t(8 + MemoryLayout<pthread_mutex_t>.size)

  @Test func `nobody waits within LMDB for another to set the lock file up`() throws {
    try directory.environment().close()
    let path = directory.path("env")
    let other = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try #require(other >= 0 && flock(other, LOCK_EX) == 0)
    let opening = DispatchGroup()
    DispatchQueue.global().async(group: opening) { try? Environment.open(path).close() }
    #expect(opening.wait(timeout: .now() + .milliseconds(300)) == .timedOut)
    // The lock of a process that dies goes the same way.
    close(other)
    #expect(opening.wait(timeout: .now() + .seconds(60)) == .success)
  }

  @Test func `nothing is written where the lock file does not know the last commit`() throws {
    let environment = try directory.environment()
    let table = try environment.table("rows")
    for round in 0..<3 as Range<UInt64> {
      try environment.write { txn in try txn.put([1], for: round, in: table) }
    }
    try environment.settle()
    let file = unsafe open(directory.path("env/lock.mdb"), O_RDWR | O_CLOEXEC)
    try #require(file >= 0)
    defer { close(file) }
    let none = [UInt8](repeating: 0, count: 8)
    try #require(unsafe pwrite(file, none, 8, Self.numberOffset) == 8)
    let error = #expect(throws: LMDBError.self) { try environment.settle() }
    #expect(error.map { "\($0)" }?.contains("half made") == true)
    environment.close()
    // Whoever opens it next has it for himself, and sets it up again.
    let again = try directory.environment()
    try again.settle()
    let rows = try again.table("rows")
    #expect(try again.read { txn in try txn.get(2 as UInt64, in: rows) != nil })
  }
}
