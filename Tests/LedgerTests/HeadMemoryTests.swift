import Bytes
import Files
import LMDB
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// What is remembered of a log outside of it, and what becomes of a log that is behind it.
@Suite struct HeadMemoryTests {
  let fixture: Fixture

  init() throws {
    fixture = try Fixture()
    for _ in 0..<5 { try fixture.append() }
  }

  private var data: String { fixture.path + "/log/data.mdb" }

  /// Puts the log back to what it was before some more entries.
  private func rollBack(entries: Int = 3) throws -> (lost: Head, kept: Head) {
    let kept = try fixture.ledger.head()
    let bytes = try FileSystem.readFile(data)
    for _ in 0..<entries { try fixture.append() }
    let lost = try fixture.ledger.head()
    fixture.ledger.close()
    try FileSystem.writeAtomically(data, bytes)
    try fixture.reopen()
    return (lost, kept)
  }

  /// Answers for a loss.
  @discardableResult
  private func accept(
    _ id: String, reason: String = "r", by signer: Signer? = nil
  ) throws -> Receipt {
    try fixture.ledger.acceptLoss(
      reason: reason, by: signer ?? fixture.admin, id: .named(id), at: 1, lockDeadline: nil,
      fold: { _ in }, states: { [] })
  }

  @Test func `a log that holds what is remembered goes on`() throws {
    try fixture.reopen()
    #expect(try fixture.ledger.checkHeads() == .fits)
    try fixture.append()
    try fixture.reopen(.readOnly)
    #expect(try fixture.ledger.checkHeads() == .fits)
  }

  @Test func `a log that was put back is read, and refused by writers and by rebuild`() throws {
    let (lost, kept) = try rollBack()
    #expect(try fixture.ledger.checkHeads() == .lost(remembered: lost, found: kept))
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.code == .altered)
    #expect(error?.message.contains(lost.description) == true)
    #expect(error?.message.contains(kept.description) == true)
    let rebuild = #expect(throws: LedgerError.self) {
      try fixture.ledger.rebuild(lockDeadline: nil, fold: { _ in }, states: { [] })
    }
    #expect(rebuild?.code == .altered)
    #expect(try fixture.ledger.head() == kept)
    let findings = Verifier.verify(fixture.ledger).findings
    #expect(findings.map(\.kind) == [.rolledBack])
  }

  @Test func `either place remembers alone, and one without the key counts for nothing`() throws {
    let leaf = try fixture.ledger.entry(0).leaf
    let beside = fixture.path + "/log/head"
    let account = fixture.directory.path("config/runledger/heads/\(leaf.hex)")
    for (removed, kept) in [(beside, account), (account, beside)] {
      _ = try rollBack()
      try FileSystem.remove(removed)
      #expect(throws: LedgerError.self) { try fixture.append() }
      let forged = [UInt8](repeating: 7, count: 2 * HeadRecord.slotSize)
      try FileSystem.writeAtomically(kept, forged)
      // Nothing that the key vouches for is left anywhere: what is there is taken.
      try fixture.append()
    }
  }

  @Test func `a torn slot leaves the other`() throws {
    let path = fixture.path + "/log/head"
    let before = try fixture.ledger.head()
    try fixture.append()
    fixture.ledger.close()
    var bytes = try FileSystem.readFile(path)
    let place = HeadPlace(path: path, mode: 0o644)
    let latest = try #require(place.records(nil).first)
    bytes[Int(latest.counter % 2) * HeadRecord.slotSize + 40] ^= 1
    try FileSystem.writeAtomically(path, bytes)
    try fixture.reopen()
    #expect(try fixture.ledger.rememberedHeads().map(\.head).contains(before))
    #expect(try fixture.ledger.checkHeads() == .fits)
  }

  @Test func `an admin goes on, on the record, and nobody else`() throws {
    let (lost, kept) = try rollBack()
    let operating = fixture.runner
    let refused = #expect(throws: LedgerError.self) {
      try accept("a", by: operating)
    }
    #expect(refused?.code == .roleRefused)
    // Who may not answer for the loss does not make it forgotten either.
    #expect(try fixture.ledger.checkHeads() == .lost(remembered: lost, found: kept))
    #expect(throws: LedgerError.self) { try fixture.append() }
    try accept("a")
    let (again, now) = try rollBack()
    #expect(again.size > now.size)
    let receipt = try accept("b", reason: "the backup of Monday")
    #expect(receipt.events.map(\.type) == ["ledger.restored"])
    try fixture.append()
    try fixture.reopen()
    #expect(try fixture.ledger.checkHeads() == .fits)
    #expect(Verifier.verify(fixture.ledger).ok)
    #expect(try fixture.ledger.authority().lostHeads == [lost, again])
    #expect(throws: LedgerError.self) { try accept("c") }
  }

  @Test func `without its checkpoint a log takes no entries`() throws {
    fixture.ledger.close()
    let environment = try Environment.open(fixture.path + "/log")
    let meta = try environment.table("meta")
    try environment.write { transaction throws(LMDBError) in
      _ = try transaction.delete(Meta.checkpoint, in: meta)
    }
    environment.close()
    try fixture.reopen()
    let head = try fixture.ledger.head()
    #expect(try fixture.ledger.checkHeads() == .withoutCheckpoint(found: head))
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.code == .altered)
    try accept("c")
    try fixture.append()
    #expect(Verifier.verify(fixture.ledger).ok)
  }

  @Test func `a lost commit of the newer meta page is noticed`() throws {
    let lost = try fixture.ledger.head()
    fixture.ledger.close()
    var bytes = try FileSystem.readFile(data)
    // The page with the higher transaction number names the last commit.
    func number(_ page: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(bytes[page * 4096 + 144 + $1]) << UInt64(8 * $1) }
    }
    let newer = number(0) > number(1) ? 0 : 1
    for byte in 0..<8 { bytes[newer * 4096 + 144 + byte] = 0 }
    try FileSystem.writeAtomically(data, bytes)
    try fixture.reopen()
    #expect(throws: LedgerError.self) { try fixture.append() }
    guard case .lost(let remembered, _) = try fixture.ledger.checkHeads() else {
      Issue.record("the lost commit went unnoticed")
      return
    }
    #expect(remembered == lost)
  }
}
