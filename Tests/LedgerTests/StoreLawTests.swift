import Bytes
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// The stores there are; every test of this suite holds for each.
enum StoreKind: CaseIterable, Sendable {
  case memory, lmdb

  func make(_ directory: TemporaryDirectory) throws -> any Store {
    switch self {
    case .memory: MemoryStore()
    case .lmdb: try LMDBStore(path: directory.path("log"), access: .create(mode: 0o644))
    }
  }
}

@Suite struct StoreLawTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  func changes(from first: UInt64, _ entries: [[UInt8]]) -> StoreChanges {
    var changes = StoreChanges()
    changes.firstIndex = first
    changes.entries = entries
    return changes
  }

  @Test(arguments: StoreKind.allCases)
  func `an empty store has nothing`(_ kind: StoreKind) throws {
    let store = try kind.make(directory)
    defer { store.close() }
    #expect(try store.entryCount() == 0)
    #expect(try store.entry(0) == nil)
    #expect(try store.row(.meta, [1]) == nil)
    try store.entries(0..<10) { _, _ throws(LedgerError) in
      Issue.record("an entry")
      return false
    }
    try store.scan(.states, prefix: []) { _, _ throws(LedgerError) in
      Issue.record("a row")
      return false
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a commit changes everything at once and counts`(_ kind: StoreKind) throws {
    let store = try kind.make(directory)
    defer { store.close() }
    let before = try store.lastCommit()
    var first = changes(from: 0, [[1], [2, 3]])
    first.put(.states, [9], [1])
    first.put(.states, [9], [2])
    first.put(.meta, [9], [3])
    try store.commit(first)
    #expect(try store.lastCommit() != before)
    #expect(try store.entryCount() == 2)
    #expect(try store.entry(1) == [2, 3])
    #expect(try store.rows(.states, [[9], [8]]) == [[2], nil])
    #expect(try store.row(.meta, [9]) == [3])
    var second = changes(from: 2, [[4]])
    second.put(.states, [9], nil)
    second.put(.states, [7], nil)
    try store.commit(second)
    #expect(try store.row(.states, [9]) == nil)
    #expect(try store.entryCount() == 3)
  }

  @Test(arguments: StoreKind.allCases)
  func `an entry at another index than the next is refused wholly`(_ kind: StoreKind) throws {
    let store = try kind.make(directory)
    defer { store.close() }
    try store.commit(changes(from: 0, [[1], [2]]))
    var again = changes(from: 1, [[9]])
    again.put(.meta, [1], [1])
    #expect(throws: LedgerError.self) { try store.commit(again) }
    #expect(try store.entry(1) == [2])
    #expect(try store.row(.meta, [1]) == nil)
  }

  @Test(arguments: StoreKind.allCases)
  func `ranges are read in order and can be left`(_ kind: StoreKind) throws {
    let store = try kind.make(directory)
    defer { store.close() }
    try store.commit(changes(from: 0, (0..<50).map { [UInt8($0)] }))
    var seen: [UInt64] = []
    try store.entries(10..<20) { index, bytes throws(LedgerError) in
      #expect(bytes.count == 1 && bytes[0] == UInt8(index))
      seen.append(index)
      return index < 15
    }
    #expect(seen == [10, 11, 12, 13, 14, 15])
    seen = []
    try store.entries(45..<UInt64.max) { index, _ throws(LedgerError) in
      seen.append(index)
      return true
    }
    #expect(seen == [45, 46, 47, 48, 49])
  }

  @Test(arguments: StoreKind.allCases)
  func `a scan goes through a prefix in the order of bytes`(_ kind: StoreKind) throws {
    let store = try kind.make(directory)
    defer { store.close() }
    var rows = StoreChanges()
    for key in ["run/b", "run/a", "run/a/2", "ruo", "run"] {
      rows.put(.states, Array(key.utf8), [1])
    }
    try store.commit(rows)
    var keys: [String] = []
    try store.scan(.states, prefix: Array("run".utf8)) { key, _ throws(LedgerError) in
      keys.append(String(decoding: [UInt8](key), as: UTF8.self))
      return true
    }
    #expect(keys == ["run", "run/a", "run/a/2", "run/b"])
  }

  @Test(arguments: StoreKind.allCases)
  func `cleared tables are empty but for what the commit puts in`(_ kind: StoreKind) throws {
    let store = try kind.make(directory)
    defer { store.close() }
    var first = changes(from: 0, [[1]])
    first.put(.meta, [1], [1])
    first.put(.states, [1], [1])
    try store.commit(first)
    var second = changes(from: 1, [])
    second.cleared = StoreTable.allCases
    second.put(.meta, [2], [2])
    try store.commit(second)
    #expect(try store.rows(.meta, [[1], [2]]) == [nil, [2]])
    #expect(try store.row(.states, [1]) == nil)
    #expect(try store.entryCount() == 1)
  }

  @Test func `the same keys, salts and commands make the same log in every store`() throws {
    let heads = try StoreKind.allCases.map { kind in
      let source = Source(seed: 5)
      let creation = creation("example.com/a", source)
      let keys = try FirstKeys(creation, origin: "example.com/a")
      let ledger = Ledger(
        directory: LedgerDirectory(directory.path), origin: "example.com/a", mode: .readWrite,
        store: try kind.make(directory), blobs: BlobStore(directory: directory.path("blobs")),
        ledgerKey: keys.ledger, entropy: { source.bytes($0) })
      try ledger.writeFirstEntries(keys, creation)
      for number in 0..<300 {
        _ = try ledger.write(lockDeadline: nil) { batch in
          try batch.append(
            Draft(
              id: .named("\(number)"), name: "observe_stage", arguments: [0xa0],
              at: Int64(number)), by: keys.runner
          ) { _ in Decision(events: [note("\(number)", of: "observe_stage")]) }
        }
      }
      try ledger.seal(lockDeadline: nil)
      #expect(Verifier.verify(ledger).findings == [])
      return try ledger.head()
    }
    #expect(heads[0].size == 302)
    #expect(heads[0] == heads[1])
  }
}
