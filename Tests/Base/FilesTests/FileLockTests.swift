import Files
import Glibc
import TestKit
import Testing

@Suite struct `A file lock` {
  let directory: TemporaryDirectory
  var path: String { directory.path("lock") }

  init() throws { directory = try TemporaryDirectory() }

  @Test func `excludes a second one in the same process until it is released`() throws {
    let first = try #require(try FileLock.acquire(path))
    #expect(try FileLock.acquire(path) == nil)
    #expect(try FileLock.acquire(path, exclusive: false) == nil)
    first.release()
    first.release()
    #expect(try FileLock.acquire(path) != nil)
  }

  @Test func `ends with its last reference`() throws {
    var lock = try FileLock.acquire(path)
    #expect(lock != nil)
    lock = nil
    #expect(try FileLock.acquire(path) != nil)
  }

  @Test func `is shared among readers`() throws {
    let first = try #require(try FileLock.acquire(path, exclusive: false))
    let second = try #require(try FileLock.acquire(path, exclusive: false))
    #expect(try FileLock.acquire(path) == nil)
    first.release()
    #expect(try FileLock.acquire(path) == nil)
    second.release()
    #expect(try FileLock.acquire(path) != nil)
  }

  @Test func `waits until the deadline and no longer`() throws {
    let holder = try #require(try FileLock.acquire(path))
    let start = Clock.monotonic()
    #expect(try FileLock.acquire(path, deadlineNanoseconds: start + 60_000_000) == nil)
    let waited = Clock.monotonic() - start
    #expect(waited >= 60_000_000)
    #expect(waited < 5_000_000_000)
    holder.release()
  }

  @Test func `is taken as soon as it is free`() async throws {
    let holder = try #require(try FileLock.acquire(path))
    let path = path
    async let waiting = FileLock.acquire(
      path, deadlineNanoseconds: Clock.monotonic() + 30_000_000_000)
    Clock.sleep(nanoseconds: 30_000_000)
    holder.release()
    #expect(try await waiting != nil)
  }

  @Test func `stays with whoever inherited it`() throws {
    let lock = try #require(try FileLock.acquire(path))
    let inherited = dup(lock.descriptor)
    lock.leaveToChildren()
    #expect(try FileLock.acquire(path) == nil)
    close(inherited)
    #expect(try FileLock.acquire(path) != nil)
  }

  @Test func `is let go for inheritors too when it is released`() throws {
    let lock = try #require(try FileLock.acquire(path))
    let inherited = dup(lock.descriptor)
    lock.release()
    #expect(try FileLock.acquire(path) != nil)
    close(inherited)
  }

  @Test func `in no directory names the file`() {
    let missing = directory.path("none/lock")
    let error = #expect(throws: FileError.self) { try FileLock.acquire(missing) }
    #expect(error?.description == "cannot open '\(missing)': no such file or directory")
  }
}
