import Glibc
import LMDB
import TestKit
import Testing

struct DataFileTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func read(_ path: String) throws -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY)
    try #require(descriptor >= 0)
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    return Array(bytes.prefix(count))
  }

  /// Makes a directory whose data file has these bytes.
  private func plant(_ bytes: [UInt8], _ name: String = "planted") throws -> String {
    let path = directory.path(name)
    _ = unsafe mkdir(path, 0o755)
    let file = path + "/data.mdb"
    let descriptor = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    try #require(descriptor >= 0)
    defer { Glibc.close(descriptor) }
    try #require(unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
    return path
  }

  /// The bytes of a sound environment with large and small values and free pages.
  private func sound() throws -> [UInt8] {
    let environment = try directory.environment("sound")
    let table = try environment.table("rows")
    for round in 0..<3 as Range<UInt8> {
      try environment.write { txn in
        for number in 0..<120 as Range<UInt64> {
          let size = number % 10 == 0 ? 9000 : 100
          try txn.put([UInt8](repeating: round, count: size), for: number, in: table)
        }
      }
    }
    environment.close()
    return try read(environment.dataPath)
  }

  private func refusal(_ bytes: [UInt8]) throws -> LMDBError? {
    let path = try plant(bytes)
    return #expect(throws: LMDBError.self) { try Environment.open(path) }
  }

  @Test func `a file cut off anywhere is refused or whole, and never read past its end`() throws {
    let bytes = try sound()
    let pages = bytes.count / 4096
    var refused = 0
    for page in 1..<pages {
      for cut in [page * 4096, page * 4096 - 1, page * 4096 - 2000] {
        let path = try plant(Array(bytes.prefix(cut)))
        do {
          let environment = try Environment.open(path)
          // Only free pages are missing.
          #expect(try environment.rows(environment.table("rows")).count == 120)
          environment.close()
        } catch let error as LMDBError {
          refused += 1
          #expect(error.isCorrupt)
          #expect(error.description.contains("'\(path)/data.mdb': it "))
        }
      }
    }
    #expect(refused > pages)
  }

  @Test func `a file that is not LMDB's is refused`() throws {
    let text = try refusal(Array(repeating: 0x61, count: 40_000))
    #expect(text?.isCorrupt == true)
    #expect(text?.description.hasSuffix("/planted/data.mdb': it is not an LMDB file") == true)
    let short = try refusal([1, 2, 3])
    #expect(short?.isCorrupt == true)
    var generator = SeededGenerator()
    for _ in 0..<50 {
      #expect(try refusal(generator.bytes(20_000))?.isCorrupt == true)
    }
  }

  @Test func `an empty file becomes a new environment`() throws {
    let environment = try Environment.open(plant([]))
    let table = try environment.table("rows")
    #expect(try environment.rows(table).isEmpty)
  }

  @Test func `a format of the future is refused by name`() throws {
    var bytes = try sound()
    bytes[20] = 2
    let error = try refusal(bytes)
    #expect(error?.isVersionMismatch == true)
    #expect(
      error?.description.hasSuffix("it has data format 2, and this program reads format 1") == true)
  }

  @Test func `a file of the other byte order is refused by name`() throws {
    var bytes = try sound()
    bytes.replaceSubrange(16..<20, with: [0xbe, 0xef, 0xc0, 0xde])
    #expect(try refusal(bytes)?.description.contains("other byte order") == true)
  }

  @Test func `a sound file that ends before its free pages is opened and made whole`() throws {
    let environment = try directory.environment("short")
    let table = try environment.table("rows")
    // Pages given up by earlier commits: without any, LMDB writes what it gives back.
    for _ in 0..<4 { try environment.write { txn in try txn.put([0], for: [1], in: table) } }
    try environment.write { txn in
      try txn.put([1], for: [1], in: table)
      // Taken at the end of the file and given back by the same commit: never written.
      try txn.put([UInt8](repeating: 1, count: 100_000), for: [2], in: table)
      try txn.delete([2], in: table)
    }
    let used = try environment.statistics().usedBytes
    environment.close()
    let length = try read(environment.dataPath).count
    try #require(UInt64(length) < used)

    let reader = try directory.environment("short") { $0.isReadOnly = true }
    #expect(try reader.rows(reader.table("rows")) == [Row(key: [1], value: [1])])
    reader.close()
    #expect(try read(environment.dataPath).count == length)

    let reopened = try directory.environment("short")
    #expect(try reopened.rows(reopened.table("rows")) == [Row(key: [1], value: [1])])
    #expect(try UInt64(read(environment.dataPath).count) == used)
  }

  @Test func `a sound file passes examination and a damaged page does not`() throws {
    let bytes = try sound()
    try Environment.examine(plant(bytes))
    // The free pages of a file may hold anything; count the damage that is seen.
    var found = 0
    for page in 2..<(bytes.count / 4096) {
      var damaged = bytes
      for index in 0..<16 { damaged[page * 4096 + index] ^= 0xff }
      let path = try plant(damaged)
      do {
        try Environment.examine(path)
      } catch {
        #expect(error.isCorrupt)
        found += 1
      }
    }
    #expect(found > 10)
  }

  @Test func `no flipped bit makes examination fail in any other way`() throws {
    let bytes = try sound()
    var generator = SeededGenerator()
    for _ in 0..<400 {
      var damaged = bytes
      let bit = Int.random(in: 0..<(bytes.count * 8), using: &generator)
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let path = try plant(damaged)
      do {
        try Environment.examine(path)
      } catch {
        #expect(error.isCorrupt || error.isVersionMismatch)
      }
    }
  }
}
