import Bytes
import Codecs
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct RebuildTests {
  /// Every row of every derived table.
  private func dump(_ store: any Store) throws -> [String] {
    var rows: [String] = []
    for table in StoreTable.allCases {
      try store.scan(table, prefix: []) { key, value throws(LedgerError) in
        rows.append("\(table) \(Hex.encode([UInt8](key))) \(Hex.encode([UInt8](value)))")
        return true
      }
    }
    return rows
  }

  /// Rebuilds with one row of states: the index of the last observation.
  @discardableResult
  private func rebuild(_ fixture: Fixture) throws -> Head {
    var last: UInt64?
    return try fixture.ledger.rebuild(lockDeadline: nil) { entry in
      if entry.commandName == "observe_stage" { last = entry.index }
    } states: {
      last.map { [.init(key: "n", bytes: Array("\($0)".utf8))] } ?? []
    }
  }

  private func filled() throws -> Fixture {
    let fixture = try Fixture()
    for _ in 0..<300 {
      let index = try fixture.ledger.head().size
      try fixture.append(
        "observe_stage", by: fixture.runner,
        states: [.init(key: "n", bytes: Array("\(index)".utf8))])
    }
    try fixture.append("add_note", by: fixture.runner)
    try fixture.ledger.seal(lockDeadline: nil)
    return fixture
  }

  @Test func `a rebuild makes the same rows from nothing but the entries`() throws {
    let fixture = try filled()
    let before = try dump(fixture.ledger.store)
    let head = try rebuild(fixture)
    #expect(head == (try fixture.ledger.head()))
    #expect(try dump(fixture.ledger.store) == before)
    try fixture.append()
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `a rebuild repairs every damaged cache and keeps the checkpoint`() throws {
    let fixture = try filled()
    let before = try dump(fixture.ledger.store)
    var changes = StoreChanges()
    changes.firstIndex = try fixture.ledger.head().size
    changes.cleared = [.tiles, .index, .states]
    changes.put(.meta, Meta.frontier, [1])
    changes.put(.meta, Meta.authority, nil)
    changes.put(.tiles, [9], [9])
    try fixture.ledger.store.commit(changes)
    try fixture.reopen()
    #expect(throws: LedgerError.self) { try fixture.append() }
    try rebuild(fixture)
    #expect(try dump(fixture.ledger.store) == before)
    try fixture.append()
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `a rebuild of altered entries is refused and changes nothing`() throws {
    let fixture = try filled()
    // An entry behind the last checkpoint's root: the checkpoint is moved instead of the entry.
    let wrong = try Checkpoint(
      origin: fixture.ledger.origin, head: Head(size: 5, root: .zero),
      signer: try found(fixture.ledger.ledgerKey))
    var changes = StoreChanges()
    changes.firstIndex = try fixture.ledger.head().size
    changes.put(.meta, Meta.checkpoint, Array(wrong.text.utf8))
    try fixture.ledger.store.commit(changes)
    let before = try dump(fixture.ledger.store)
    let error = #expect(throws: LedgerError.self) {
      try rebuild(fixture)
    }
    #expect(error?.code == .altered)
    #expect(try dump(fixture.ledger.store) == before)
  }

  @Test func `a log whose checkpoint was removed is not rebuilt`() throws {
    let fixture = try filled()
    var changes = StoreChanges()
    changes.firstIndex = try fixture.ledger.head().size
    changes.put(.meta, Meta.checkpoint, nil)
    try fixture.ledger.store.commit(changes)
    let error = #expect(throws: LedgerError.self) { try rebuild(fixture) }
    #expect(error?.code == .altered)
    #expect(error?.message.contains("no checkpoint") == true)
  }

  @Test func `a fold that throws changes nothing`() throws {
    let fixture = try filled()
    let before = try dump(fixture.ledger.store)
    #expect(throws: Missing.self) {
      try fixture.ledger.rebuild(lockDeadline: nil) { _ in
        throw Missing()
      } states: {
        []
      }
    }
    #expect(try dump(fixture.ledger.store) == before)
  }
}
