import LMDB
import TestKit
import Testing

struct ScanTests {
  let directory: TemporaryDirectory
  let environment: Environment
  let table: Table

  /// Keys 10, 20, ...
  ///
  /// 90, and their tenth as the value.
  init() throws {
    directory = try TemporaryDirectory()
    environment = try directory.environment()
    let table = try environment.table("rows")
    try environment.write { txn in
      for number in 1...9 as ClosedRange<UInt8> {
        try txn.append([number], for: UInt64(number) * 10, in: table)
      }
    }
    self.table = table
  }

  private func scan(
    _ lower: UInt64?, _ upper: UInt64?, _ order: ScanOrder = .ascending
  ) throws -> [UInt8] {
    var found: [UInt8] = []
    let from = lower.map { number in bigEndian(number) } ?? []
    let before = upper.map { number in bigEndian(number) } ?? []
    try environment.read { txn in
      try txn.forEach(
        in: table, from: lower == nil ? nil : from.span, before: upper == nil ? nil : before.span,
        order: order
      ) { key, value in
        #expect(BigEndianKey.number(key) == UInt64(value[0]) * 10)
        found.append(value[0])
      }
    }
    return found
  }

  private func bigEndian(_ number: UInt64) -> [UInt8] {
    let key = BigEndianKey(number)
    return key.span.array
  }

  @Test func `a scan takes what its bounds say, forward and backward`() throws {
    for lower in [nil, 0, 10, 11, 45, 90, 91] as [UInt64?] {
      for upper in [nil, 0, 10, 11, 45, 90, 91] as [UInt64?] {
        let expected = (1...9 as ClosedRange<UInt8>).filter { number in
          lower.map { UInt64(number) * 10 >= $0 } ?? true
            && upper.map { UInt64(number) * 10 < $0 } ?? true
        }
        #expect(try scan(lower, upper) == expected)
        #expect(try scan(lower, upper, .descending) == expected.reversed())
      }
    }
  }

  @Test func `a scan of nothing finds nothing`() throws {
    let empty = try environment.table("empty")
    #expect(try environment.rows(empty).isEmpty)
    try environment.read { txn in
      #expect(try txn.first(in: empty) { _, _ in 1 } == nil)
      #expect(try txn.last(in: empty) { _, _ in 1 } == nil)
      var cursor = try txn.cursor(in: empty)
      #expect(try !cursor.next())
      #expect(try !cursor.previous())
      #expect(try !cursor.seek([1].span))
      #expect(cursor.key.array == [] && cursor.value.array == [])
    }
  }

  @Test func `first and last are the ends`() throws {
    try environment.read { txn in
      let first = try txn.first(in: table) { key, _ in BigEndianKey.number(key) }
      let last = try txn.last(in: table) { key, _ in BigEndianKey.number(key) }
      #expect(first == 10 && last == 90)
    }
  }

  @Test func `a prefix takes the keys that begin with it`() throws {
    let words = try environment.table("words")
    try environment.write { txn in
      for word in ["a", "run", "run/1", "run/2", "run0", "runs", "z"] {
        try txn.put(Array(word.utf8), for: Array(word.utf8), in: words)
      }
    }
    func matches(_ prefix: String) throws -> [String] {
      var found: [String] = []
      try environment.read { txn in
        try txn.forEach(in: words, prefix: Array(prefix.utf8).span) { key, value in
          #expect(key.array == value.array)
          found.append(String(decoding: key.array, as: UTF8.self))
        }
      }
      return found
    }
    #expect(try matches("run/") == ["run/1", "run/2"])
    #expect(try matches("run") == ["run", "run/1", "run/2", "run0", "runs"])
    #expect(try matches("zz").isEmpty)
    #expect(try matches("").count == 7)
  }

  @Test func `an error of the body ends the scan and comes out`() throws {
    struct Enough: Error {}
    var seen = 0
    #expect(throws: Enough.self) {
      try environment.read { txn in
        try txn.forEach(in: table) { _, _ in
          seen += 1
          if seen == 3 { throw Enough() }
        }
      }
    }
    #expect(seen == 3)
  }

  @Test func `a cursor moves both ways and its spans stay`() throws {
    try environment.read { txn in
      var cursor = try txn.cursor(in: table)
      #expect(try cursor.next())
      let first = cursor.value
      #expect(try cursor.seek(45))
      #expect(BigEndianKey.number(cursor.key) == 50)
      #expect(try cursor.previous())
      #expect(BigEndianKey.number(cursor.key) == 40)
      #expect(try cursor.last())
      #expect(try !cursor.next())
      #expect(cursor.key.array == [])
      #expect(try !cursor.seek(91))
      #expect(try cursor.first())
      #expect(try !cursor.previous())
      #expect(first.array == [1])
    }
  }

  @Test func `a write's cursor sees the write's own rows`() throws {
    let last = try environment.write { txn in
      try txn.append([10], for: 100, in: table)
      var cursor = try txn.reader.cursor(in: table)
      #expect(try cursor.last())
      return cursor.value.array
    }
    #expect(last == [10])
  }

  @Test func `a number's key goes there and back`() {
    for number in [0, 1, 255, 256, 1 << 40, .max] as [UInt64] {
      let key = BigEndianKey(number)
      #expect(BigEndianKey.number(key.span) == number)
    }
    #expect(BigEndianKey.number([1, 2, 3].span) == nil)
    #expect(bigEndian(0x0102_0304_0506_0708) == [1, 2, 3, 4, 5, 6, 7, 8])
  }
}
