import Bytes
import Files
import LMDB
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Rows that nobody who keeps to the format writes.
@Suite struct StrayTests {
  private let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    for _ in 0..<100 { try fixture.append() }
    try fixture.ledger.seal(lockDeadline: nil)
    fixture.ledger.close()
  }

  private func entryBytes() throws -> [UInt8] {
    let store = try LMDBStore(path: fixture.path + "/log", access: .read)
    defer { store.close() }
    return try found(store.entry(5))
  }

  /// Puts the bytes of entry 5 under another key as well, and tells what a verifier then says.
  private func findings(withEntryAt key: [UInt8]) throws -> Verification {
    let bytes = try entryBytes()
    let environment = try Environment.open(fixture.path + "/log")
    let entries = try environment.table("entries")
    try environment.write { transaction throws(LMDBError) in
      try transaction.put(bytes, for: key, in: entries)
    }
    environment.close()
    return Verifier.verify(at: fixture.path)
  }

  @Test(arguments: [
    [0x80, 0, 0, 0, 0, 0, 0, 0], [UInt8](repeating: 0xff, count: 8),
    [0x7f] + [UInt8](repeating: 0xff, count: 7), [0, 0, 0, 0, 0, 0, 0x10, 0],
  ])
  func `an entry far behind the others is one gap, and the others are verified`(
    key: [UInt8]
  ) throws {
    let verification = try findings(withEntryAt: key)
    #expect(verification.findings.map(\.kind) == [.gap])
    #expect(verification.findings.first?.message.contains(Hex.encode(key)) == true)
    #expect(verification.entries == 102)
  }

  @Test(arguments: [[0xff], [0x80, 0, 0, 0, 0, 0, 0, 0]])
  func `a row where the next entry belongs stops a writer, who says that it was altered`(
    key: [UInt8]
  ) throws {
    _ = try findings(withEntryAt: key)
    try fixture.reopen()
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.code == .altered, "\(String(describing: error))")
  }

  @Test(arguments: [
    [UInt8](repeating: 0, count: 7), [UInt8](repeating: 0, count: 9), [0xff],
    [0, 0, 0, 0, 0, 0, 0, 40, 1], [UInt8](repeating: 0xff, count: 9),
  ])
  func `a key that is not of eight bytes is found, and the entries are verified`(
    key: [UInt8]
  ) throws {
    let verification = try findings(withEntryAt: key)
    #expect(verification.findings.map(\.kind) == [.malformedEntry])
    #expect(verification.findings.first?.message.contains(Hex.encode(key)) == true)
    #expect(verification.entries == 102)
  }

  @Test func `a stray does not hide what is wrong with an entry`() throws {
    let environment = try Environment.open(fixture.path + "/log")
    let entries = try environment.table("entries")
    try environment.write { transaction throws(LMDBError) in
      _ = try transaction.delete(70, in: entries)
      try transaction.put([1], for: [0, 0, 0, 0, 0, 0, 0, 70, 0], in: entries)
    }
    environment.close()
    let findings = Verifier.verify(at: fixture.path).findings
    #expect(findings.contains { $0.kind == .gap && $0.entry == 70 })
    #expect(findings.contains { $0.kind == .malformedEntry && $0.entry == nil })
  }

  @Test func `a repeated row of the index does not stand in for a lost one`() throws {
    let sample = try DamageTests.Sample()
    var lost: [UInt8] = []
    try sample.store.scan(.index, prefix: [4]) { key, _ throws(LedgerError) in
      lost = [UInt8](key)
      return true
    }
    let store = RepeatingStore(base: sample.store, lost: lost)
    var options = Verifier.Options()
    options.ledgerKey = sample.keys.ledger
    let verification = Verifier.verify(store, sample.ledger.blobs, options)
    #expect(verification.findings.map(\.kind) == [.sealMismatch, .sealMismatch])
  }

  @Test func `a row of meta that nobody knows, and a file that is no blob, are found`() throws {
    let sample = try DamageTests.Sample()
    sample.store.tamper(.meta, Array("other".utf8), [1])
    #expect(sample.kinds() == [.indexMismatch])
    try FileSystem.makeDirectories(sample.directory.path("blobs"))
    try FileSystem.writeAtomically(sample.directory.path("blobs/foo"), [1])
    let finding = Verifier.verify(sample.ledger).findings.last
    #expect(finding?.kind == .blobUnknown)
    #expect(finding?.path?.hasSuffix("blobs/foo") == true)
  }
}

/// A store that shows another row of the index twice instead of one of them.
private struct RepeatingStore: Store {
  let base: MemoryStore
  let lost: [UInt8]

  func scan(
    _ table: StoreTable, prefix: [UInt8],
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    var isRepeated = table != .index
    try base.scan(table, prefix: prefix) { key, value throws(LedgerError) in
      if table == .index, [UInt8](key) == lost { return true }
      if !isRepeated {
        isRepeated = true
        guard try body(key, value) else { return false }
      }
      return try body(key, value)
    }
  }

  func lastCommit() -> UInt64 { base.lastCommit() }
  func writtenCommit() -> UInt64 { base.writtenCommit() }
  func entryCount() -> UInt64 { base.entryCount() }
  func settle() {}
  func entry(_ index: UInt64) -> [UInt8]? { base.entry(index) }
  func entries(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) { try base.entries(range, body) }
  func strayEntryKeys(besides entries: UInt64) -> [[UInt8]] { [] }
  func rows(_ table: StoreTable, _ keys: [[UInt8]]) -> [[UInt8]?] { base.rows(table, keys) }
  func commit(_ changes: StoreChanges) throws(LedgerError) { try base.commit(changes) }
  func close() {}
}
