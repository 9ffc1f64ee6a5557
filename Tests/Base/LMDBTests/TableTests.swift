import LMDB
import TestKit
import Testing

struct TableTests {
  let directory: TemporaryDirectory
  let environment: Environment
  let table: Table

  init() throws {
    directory = try TemporaryDirectory()
    environment = try directory.environment()
    table = try environment.table("rows")
  }

  @Test func `what is put is got, and what is not is nil`() throws {
    try environment.write { txn in try txn.put([1, 2, 3], for: [9], in: table) }
    try environment.read { txn in
      let present = try txn.get([9], in: table)?.array
      let absent = try txn.get([8], in: table)?.array
      #expect(present == [1, 2, 3] && absent == nil)
    }
  }

  @Test func `an empty value is a value`() throws {
    try environment.write { txn in try txn.put([], for: [1], in: table) }
    let count = try environment.read { txn in try txn.get([1], in: table)?.count }
    #expect(count == 0)
  }

  @Test func `a second put replaces and an insert does not`() throws {
    try environment.write { txn in
      try txn.put([1], for: [1], in: table)
      try txn.put([2], for: [1], in: table)
      #expect(try !txn.insert([3], for: [1], in: table))
      #expect(try txn.insert([4], for: [2], in: table))
    }
    #expect(try environment.rows(table) == [Row(key: [1], value: [2]), Row(key: [2], value: [4])])
  }

  @Test func `delete says whether there was a row`() throws {
    try environment.write { txn in
      try txn.put([1], for: [1], in: table)
      #expect(try txn.delete([1], in: table))
      #expect(try !txn.delete([1], in: table))
      #expect(try txn.reader.count(of: table) == 0)
    }
  }

  @Test func `clear empties a table and leaves the others`() throws {
    let other = try environment.table("other")
    try environment.write { txn in
      for number in 0..<1000 as Range<UInt64> {
        try txn.append([1], for: number, in: table)
        try txn.append([2], for: number, in: other)
      }
    }
    try environment.write { txn in try txn.clear(table) }
    #expect(try environment.rows(table).isEmpty)
    #expect(try environment.read { txn in try txn.count(of: other) } == 1000)
    try environment.write { txn in try txn.append([3], for: 0, in: table) }
    #expect(try environment.rows(table).map(\.value) == [[3]])
  }

  @Test func `an append that is not behind the last row is refused and changes nothing`() throws {
    try environment.write { txn in try txn.append([1], for: 5, in: table) }
    for number in [4, 5] as [UInt64] {
      let error = #expect(throws: LMDBError.self) {
        try environment.write { txn in try txn.append([2], for: number, in: table) }
      }
      #expect(error?.isKeyExisting == true)
      let reserved = #expect(throws: LMDBError.self) {
        try environment.write { txn in
          try txn.reserveAppend(1, for: number, in: table) { $0.append(2) }
        }
      }
      #expect(reserved?.isKeyExisting == true)
    }
    #expect(try environment.rows(table).map(\.value) == [[1]])
    #expect(!environment.isPoisoned)
  }

  @Test func `a reserved row is what was written into it`() throws {
    let large = [UInt8](repeating: 7, count: 70_000)
    try environment.write { txn in
      try txn.reserveAppend(3, for: 0, in: table) { output in
        for byte in [1, 2, 3] as [UInt8] { output.append(byte) }
      }
      try txn.reserveAppend(large.count, for: 1, in: table) { output in
        for byte in large { output.append(byte) }
      }
      try txn.reserveAppend(0, for: 2, in: table) { _ in }
    }
    #expect(try environment.rows(table).map(\.value) == [[1, 2, 3], large, []])
  }

  @Test func `a reservation that is not filled traps`() async {
    await #expect(processExitsWith: .failure) {
      let directory = try TemporaryDirectory()
      let environment = try directory.environment()
      let table = try environment.table("rows")
      try environment.write { txn in
        try txn.reserveAppend(2, for: 0, in: table) { $0.append(1) }
      }
    }
  }

  @Test func `a key of 511 bytes is taken, one of 512 and an empty one are refused`() throws {
    let longest = [UInt8](repeating: 1, count: Environment.keySizeMax)
    try environment.write { txn in try txn.put([1], for: longest, in: table) }
    #expect(try environment.read { txn in try txn.get(longest, in: table)?.array } == [1])
    for key in [longest + [1], []] {
      let error = #expect(throws: LMDBError.self) {
        try environment.write { txn in try txn.put([1], for: key, in: table) }
      }
      #expect(error?.isBadSize == true)
    }
    #expect(try environment.rows(table).count == 1)
  }

  @Test func `a missing table is made only when asked for`() throws {
    let error = #expect(throws: LMDBError.self) {
      try environment.table("missing", create: false)
    }
    #expect(error?.isNotFound == true)
    #expect(
      error?.description
        == "cannot open table 'missing': no matching key/data pair found (MDB_NOTFOUND)")
    #expect(try environment.table("missing") == environment.table("missing", create: false))
  }

  @Test func `one table more than there may be is refused`() throws {
    let small = try directory.environment("small") { $0.maxTables = 2 }
    _ = try small.table("a")
    _ = try small.table("b")
    let error = #expect(throws: LMDBError.self) { try small.table("c") }
    #expect(error?.description.hasSuffix("(MDB_DBS_FULL)") == true)
    #expect(try small.table("a") != small.table("b"))
  }

  @Test func `the unnamed table holds rows of its own`() throws {
    let plain = try directory.environment("plain")
    let unnamed = try plain.table()
    try plain.write { txn in try txn.append([1], for: 0, in: unnamed) }
    #expect(try plain.rows(unnamed).map(\.value) == [[1]])
  }

  @Test func `random rows come back in byte order`() throws {
    var generator = SeededGenerator()
    var expected: [[UInt8]: [UInt8]] = [:]
    for _ in 0..<3000 {
      let key = generator.bytes(Int.random(in: 1...40, using: &generator))
      expected[key] = generator.bytes(Int.random(in: 0...3000, using: &generator))
    }
    try environment.write { txn in
      for (key, value) in expected { try txn.put(value, for: key, in: table) }
    }
    let rows = try environment.rows(table)
    #expect(rows.map(\.key) == expected.keys.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(rows.allSatisfy { expected[$0.key] == $0.value })
    environment.close()
    try Environment.examine(environment.path)
  }
}
