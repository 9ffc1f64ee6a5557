import Glibc
import LMDB
import TestKit
import Testing

struct EnvironmentTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  @Test func `what was committed is there after reopening`() throws {
    let environment = try directory.environment()
    let table = try environment.table("rows")
    try environment.write { txn in try txn.put([1], for: [1], in: table) }
    environment.close()
    let reopened = try directory.environment()
    #expect(try reopened.rows(reopened.table("rows")) == [Row(key: [1], value: [1])])
  }

  @Test func `a directory holds the data and the lock, a file stands alone`() throws {
    let environment = try directory.environment("env")
    #expect(exists(environment.path + "/data.mdb") && exists(environment.path + "/lock.mdb"))
    let file = try directory.environment("views.mdb") { $0.layout = .file }
    #expect(file.dataPath == file.path)
    #expect(exists(file.path) && exists(file.path + "-lock"))
    let table = try file.table("rows")
    try file.write { txn in try txn.put([1], for: [1], in: table) }
    #expect(try file.rows(table).count == 1)
  }

  @Test func `a second open is refused, under any name`() throws {
    let environment = try directory.environment()
    let link = directory.path("link")
    try #require(unsafe symlink(environment.path, link) == 0)
    for path in [environment.path, environment.path + "/../env", link] {
      let error = #expect(throws: LMDBError.self) { try Environment.open(path) }
      #expect(error?.isAlreadyOpen == true)
      #expect(
        error?.description
          == "cannot open '\(path)/data.mdb': the environment is already open in this process")
    }
    environment.close()
    _ = try Environment.open(link)
  }

  @Test func `an environment that is let go is closed`() throws {
    for _ in 0..<3 {
      let environment = try directory.environment()
      _ = try environment.table("rows")
    }
  }

  @Test func `a missing directory is made or named`() throws {
    let error = #expect(throws: LMDBError.self) {
      try directory.environment("missing") { $0.createsDirectory = false }
    }
    #expect(error?.isNotFound == true)
    #expect(
      error?.description
        == "cannot open '\(directory.path("missing"))': no such file or directory")
    #expect(throws: LMDBError.self) { try directory.environment("missing/below") }
  }

  @Test func `a full map grows, and the second try succeeds`() throws {
    let environment = try directory.environment { $0.mapSize = 64 << 10 }
    let table = try environment.table("rows")
    let value = [UInt8](repeating: 7, count: 30_000)
    var tries = 0
    for number in 0..<20 as Range<UInt64> {
      while true {
        tries += 1
        do {
          try environment.write { txn in try txn.append(value, for: number, in: table) }
          break
        } catch let error as LMDBError {
          #expect(error.isMapFull && error.isFull && !error.isNoSpace)
          try #require(tries < 100)
        }
      }
    }
    #expect(tries > 20)
    #expect(!environment.isPoisoned)
    #expect(try environment.rows(table).map(\.value) == Array(repeating: value, count: 20))
    #expect(try environment.statistics().mapSize >= 600_000)
  }

  @Test func `a full map waits for readers before it grows`() throws {
    let environment = try directory.environment { $0.mapSize = 64 << 10 }
    let table = try environment.table("rows")
    func fill() throws {
      try environment.write { txn in
        try txn.put([UInt8](repeating: 7, count: 100_000), for: [1], in: table)
      }
    }
    try environment.read { txn in
      for _ in 0..<2 {
        let error = #expect(throws: LMDBError.self) { try fill() }
        #expect(error?.isMapFull == true)
      }
      let count = try txn.count(of: table)
      #expect(count == 0)
    }
    try fill()
    #expect(try environment.rows(table).count == 1)
  }

  @Test func `a map that another process has grown is followed`() async throws {
    let path = directory.path("env")
    let environment = try directory.environment { $0.mapSize = 64 << 10 }
    let table = try environment.table("rows")
    await #expect(processExitsWith: .success) { [path = path as String] in
      let environment = try Environment.open(path)
      let table = try environment.table("rows")
      try environment.write { txn in
        try txn.append([UInt8](repeating: 7, count: 300_000), for: 0, in: table)
      }
    }
    #expect(try environment.rows(table).map(\.value.count) == [300_000])
    try environment.write { txn in try txn.append([1], for: 1, in: table) }
    #expect(try environment.rows(table).count == 2)
  }

  @Test func `an error swallowed inside a write is not committed over`() throws {
    let environment = try directory.environment { $0.mapSize = 64 << 10 }
    let table = try environment.table("rows")
    #expect(throws: LMDBError.self) {
      try environment.write { txn in
        try txn.put([1], for: [1], in: table)
        _ = try? txn.put([UInt8](repeating: 7, count: 100_000), for: [2], in: table)
      }
    }
    #expect(try environment.rows(table).isEmpty)
    try environment.write { txn in
      try txn.put([UInt8](repeating: 7, count: 100_000), for: [2], in: table)
    }
  }

  @Test func `statistics tell the sizes`() throws {
    let environment = try directory.environment()
    let table = try environment.table("rows")
    try environment.write { txn in
      for number in 0..<1000 as Range<UInt64> {
        try txn.append([UInt8](repeating: 1, count: 100), for: number, in: table)
      }
    }
    let statistics = try environment.statistics()
    #expect(statistics.mapSize == 16 << 30)
    #expect(statistics.pageSize == UInt64(sysconf(Int32(_SC_PAGESIZE))))
    #expect((100_000...400_000).contains(statistics.usedBytes))
    #expect(statistics.readerSlotCount == 126)
    let rows = try environment.read { txn in try txn.statistics(of: table) }
    #expect(rows.rowCount == 1000 && rows.depth == 2 && rows.leafPageCount > 20)
    #expect(try environment.clearDeadReaders() == 0)
  }

  @Test func `more readers than slots are refused`() throws {
    let environment = try directory.environment { $0.maxReaders = 2 }
    try environment.read { _ in
      try environment.read { _ in
        let error = #expect(throws: LMDBError.self) { try environment.read { _ in } }
        #expect(error?.isReadersFull == true)
      }
    }
    try environment.read { _ in }
  }
}
