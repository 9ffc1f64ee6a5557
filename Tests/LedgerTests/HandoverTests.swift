import Bytes
import Codecs
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// A ledger whose own key hands over to another.
@Suite struct HandoverTests {
  let fixture: Fixture
  let old: NoteKey

  init() throws {
    fixture = try Fixture()
    for _ in 0..<3 { try fixture.append() }
    old = try fixture.ledger.verifierKey()
  }

  /// Puts the handover to a new key on the record.
  @discardableResult
  private func rekey(_ label: String = "next") throws -> Signer {
    let next = try Signer(seed: fixture.source.bytes(32), label: label)
    let fact = try fixture.ledger.handover(to: next)
    try fixture.ledger.keep(next: next, keyring: fixture.keyring)
    #expect(try fixture.appendOwn("rekey_ledger", fact.data).refused == false)
    return next
  }

  private func rebuild() throws {
    try fixture.ledger.rebuild(lockDeadline: nil, fold: { _ in }, states: { [] })
    try fixture.ledger.seal(lockDeadline: nil)
  }

  /// Hands over and goes on with the new key.
  private func goOn() throws -> Signer {
    let next = try rekey()
    try fixture.ledger.install(next: next, keyring: fixture.keyring)
    try fixture.reopen()
    try rebuild()
    return next
  }

  @Test func `the log goes on with the new key, and verifies`() throws {
    let before = try found(fixture.ledger.checkpoint())
    let next = try goOn()
    try fixture.append()
    let checkpoint = try found(fixture.ledger.checkpoint())
    #expect(checkpoint.isSigned(byLogKey: next.publicKey))
    #expect(!checkpoint.isSigned(byLogKey: old.publicKey))
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [])
    #expect(verification.checked.contains(.seal))
    let authority = try fixture.ledger.authority()
    #expect(authority.signs(before) && authority.signs(checkpoint))
    #expect(authority.formerLogKeys.map(\.publicKey) == [old.publicKey])
    #expect(Authority(bytes: authority.bytes) == authority)
    try fixture.reopen(.readOnly)
    #expect(try fixture.ledger.checkHeads() == .fits)
    #expect(try fixture.ledger.verifierKey().publicKey == next.publicKey)
  }

  @Test func `a head of before is signed by either key, one with the handover by the new alone`()
    throws
  {
    let signer = try found(fixture.ledger.ledgerKey)
    let size = try fixture.ledger.head().size
    let next = try goOn()
    let authority = try fixture.ledger.authority()
    for (covered, isAdmitted) in [(size, true), (size + 1, false)] {
      let head = Head(size: covered, root: try fixture.ledger.root(at: covered))
      let byOld = try Checkpoint(origin: fixture.ledger.origin, head: head, signer: signer)
      let byNew = try Checkpoint(origin: fixture.ledger.origin, head: head, signer: next)
      #expect(authority.signs(byOld) == isAdmitted, "\(covered)")
      #expect(authority.signs(byNew), "\(covered)")
    }
  }

  @Test func `the old key writes nothing any more`() throws {
    // As another process of this account that has the ledger open: this object keeps the old key.
    let next = try rekey()
    let stopped = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(stopped?.code == .keyFile, "\(String(describing: stopped))")
    // Whoever has the old key alone, with the rows sealed by the new one.
    var choice = try fixture.keyring.choice(origin: fixture.ledger.origin)
    let former = choice.ledger
    try fixture.ledger.install(next: next, keyring: fixture.keyring)
    try fixture.reopen()
    try rebuild()
    choice.ledger = former
    try fixture.keyring.choose(choice, origin: fixture.ledger.origin)
    try FileSystem.remove(fixture.keyring.path(of: next.keyID))
    try fixture.reopen()
    let refused = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(refused?.code == .keyFile)
    #expect(refused?.message.contains("another key of its own") == true)
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [], "who has only the old key accuses nobody")
    #expect(!verification.checked.contains(.seal))
  }

  @Test func `who was stopped before the new key was in its place finds it`() throws {
    try rekey()
    try fixture.reopen()
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [], "a crash accuses nobody")
    #expect(
      verification.notChecked.contains { $0.contains("not sealed with the ledger's new key") })
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.hint == "runledger rebuild")
    try rebuild()
    try fixture.append()
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `a loss behind the handover is still remembered`() throws {
    for _ in 0..<2 { try fixture.append() }
    let lost = try fixture.ledger.head()
    _ = try goOn()
    let data = fixture.path + "/log/data.mdb"
    let bytes = try FileSystem.readFile(data)
    for _ in 0..<2 { try fixture.append() }
    fixture.ledger.close()
    try FileSystem.writeAtomically(data, bytes)
    try fixture.reopen()
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.code == .altered)
    #expect(try fixture.ledger.head().size == lost.size + 1)
  }

  @Test func `what was remembered under the old key counts until the new one remembers`() throws {
    let next = try rekey()
    let kept = try FileSystem.readFile(fixture.path + "/log/data.mdb")
    try fixture.ledger.install(next: next, keyring: fixture.keyring)
    fixture.ledger.close()
    // Back to before the handover, by whoever can write the directory.
    #expect(kept.count > 0)
    try fixture.reopen()
    let heads = try fixture.ledger.rememberedHeads()
    #expect(!heads.isEmpty && heads.allSatisfy { $0.claim != nil })
    let authority = try fixture.ledger.authority()
    #expect(heads.contains { $0.counts(for: authority) })
  }

  @Test func `only an admin hands over, by a note that both keys have signed`() throws {
    let next = try Signer(seed: fixture.source.bytes(32), label: "next")
    let fact = try fixture.ledger.handover(to: next)
    #expect(try fixture.appendOwn("rekey_ledger", fact.data, by: fixture.runner).refused)
    #expect(try fixture.ledger.authority().formerLogKeys == [])
    for change: (inout SignedNote) -> Void in [
      { $0.lines.removeFirst() }, { $0.lines.removeLast() },
      { $0.text = $0.text.replacing("v1", with: "v2") },
      {
        $0.lines.swapAt(0, 1); $0.lines[0].signature[0] ^= 1
      },
    ] {
      var note = try Handover.list(fact.data["note"]?.asText ?? "")[0].note
      change(&note)
      let forged = LedgerFact.rekeyed(note: note.encoded)
      #expect(try fixture.appendOwn("rekey_ledger", forged.data).refused)
    }
    let stranger = try Handover(
      origin: fixture.ledger.origin, from: fixture.admin, to: next
    ).note.encoded
    let elsewhere = try Handover(
      origin: "example.com/b", from: found(fixture.ledger.ledgerKey), to: next
    ).note.encoded
    for note in [stranger, elsewhere, "", "\n\n"] {
      #expect(
        try fixture.appendOwn("rekey_ledger", LedgerFact.rekeyed(note: note).data).refused)
    }
  }

  @Test func `who knows an early key is led to the one of today`() throws {
    let first = old
    let second = try NoteKey(name: first.name, publicKey: goOn().publicKey)
    let third = try NoteKey(name: first.name, publicKey: goOn().publicKey)
    let handovers = try fixture.ledger.handovers()
    #expect(handovers.map(\.old) == [first, second])
    let read = try Handover.list(handovers.map(\.note.encoded).joined())
    #expect(read == handovers)
    for key in [first, second, third] {
      #expect(try Handover.key(after: key, by: read) == third)
    }
    let stranger = try NoteKey(name: first.name, publicKey: fixture.admin.publicKey)
    #expect(throws: FormatError.self) { try Handover.key(after: stranger, by: read) }
    #expect(throws: FormatError.self) {
      try Handover.key(after: first, by: [read[0], read[0]])
    }
  }

  @Test func `a witness follows the handover and no other key`() throws {
    let witness = Witness(
      name: "example.org/w1", signer: try Signer(seed: fixture.source.bytes(32), label: "w"),
      directory: fixture.directory.path("witness"))
    func ask(_ old: UInt64, _ handovers: [Handover], _ key: NoteKey) throws -> Witness.Answer {
      try witness.addCheckpoint(
        WitnessRequest(fixture.ledger, since: old), logKey: key, handovers: handovers,
        atSeconds: 1_700_000_000)
    }
    let size = try fixture.ledger.head().size
    guard case .signed = try ask(0, [], old) else { throw Missing() }
    let next = try NoteKey(name: old.name, publicKey: goOn().publicKey)
    #expect(try ask(size, [], next) == .notSigned, "the key that is known stays")
    guard case .signed = try ask(size, fixture.ledger.handovers(), next) else { throw Missing() }
    guard case .signed = try ask(fixture.ledger.head().size, [], next) else { throw Missing() }
  }
}
