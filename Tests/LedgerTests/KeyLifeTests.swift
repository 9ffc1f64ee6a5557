import Bytes
import Codecs
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Keys that end, are replaced, or were in other hands.
@Suite struct KeyLifeTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func enrol(_ role: Role, until: UInt64?) throws -> Signer {
    let signer = try Signer(seed: fixture.source.bytes(32), label: "ci")
    let enrolment = signer.enrolment(role: role, origin: fixture.ledger.origin, until: until)
    let receipt = try fixture.appendOwn("enroll_key", arguments(enrolment))
    if receipt.refused { throw Missing() }
    return signer
  }

  @Test func `a key with an end signs up to it`() throws {
    let ci = try enrol(.operator, until: 5)
    try fixture.append(by: ci)
    try fixture.append(by: ci)
    let error = #expect(throws: LedgerError.self) { try fixture.append(by: ci) }
    #expect(error?.code == .keyRefused)
    #expect(error?.message.contains("up to entry '@5'") == true)
    #expect(try fixture.ledger.head().size == 5)
    #expect(Verifier.verify(fixture.ledger).findings == [])
    #expect(throws: Missing.self, "an admin has no end") { try enrol(.admin, until: 50) }
    try fixture.reopen()
    #expect(try fixture.ledger.authority().key(ci.keyID)?.endsAt == 5)
  }

  @Test func `an end that its owner did not sign is refused`() throws {
    let signer = try Signer(seed: fixture.source.bytes(32), label: "ci")
    var enrolment = signer.enrolment(role: .operator, origin: fixture.ledger.origin, until: 9)
    enrolment.until = 900
    #expect(try fixture.appendOwn("enroll_key", arguments(enrolment)).refused)
    enrolment.until = nil
    #expect(try fixture.appendOwn("enroll_key", arguments(enrolment)).refused)
    enrolment.until = 9
    enrolment.role = .runner
    #expect(try fixture.appendOwn("enroll_key", arguments(enrolment)).refused)
  }

  @Test func `what a key signs behind its end is found`() throws {
    let sample = try DamageTests.Sample()
    let signer = try Signer(seed: [UInt8](repeating: 3, count: 32), label: "ci")
    let enrolment = signer.enrolment(role: .operator, origin: "example.com/a", until: 3)
    try sample.forge(2) { entry in
      entry.command = "enroll_key"
      entry.events = [EntryEvent(LedgerFact.enrolled(enrolment))]
    }
    try sample.forge(4, signer) { _ in }
    let found = Verifier.verify(sample.ledger).findings
    #expect(found.contains { $0.kind == .roleViolation && $0.entry == 4 }, "\(found)")
  }

  @Test func `the owner of a key goes on with another`() throws {
    let operating = try enrol(.operator, until: 50)
    let new = try Signer(seed: fixture.source.bytes(32), label: "new")
    let rotation = new.rotation(
      of: operating.keyID, role: .operator, origin: fixture.ledger.origin)
    let data = LedgerFact.rotated(rotation).data
    // Neither somebody else nor a proof for another role rotates it.
    #expect(try fixture.appendOwn("rotate_key", data, by: fixture.runner).refused == true)
    let greedy = new.rotation(of: operating.keyID, role: .admin, origin: fixture.ledger.origin)
    #expect(
      try fixture.appendOwn("rotate_key", LedgerFact.rotated(greedy).data, by: operating).refused)
    let receipt = try fixture.appendOwn("rotate_key", data, by: operating)
    #expect(receipt.events.map(\.type) == ["key.rotated"])
    #expect(throws: LedgerError.self) { try fixture.append(by: operating) }
    try fixture.append(by: new)
    let authority = try fixture.ledger.authority()
    #expect(authority.role(of: new.keyID) == .operator)
    #expect(authority.key(new.keyID)?.endsAt == 50)
    #expect(authority.key(operating.keyID)?.rotatedTo == new.keyID)
    #expect(Verifier.verify(fixture.ledger).findings == [])
    try fixture.reopen()
    #expect(try fixture.ledger.authority() == authority)
  }

  @Test func `the last admin rotates and stays one`() throws {
    let new = try Signer(seed: fixture.source.bytes(32), label: "new")
    let rotation = new.rotation(
      of: fixture.admin.keyID, role: .admin, origin: fixture.ledger.origin)
    #expect(
      try fixture.appendOwn("rotate_key", LedgerFact.rotated(rotation).data).refused == false)
    #expect(try fixture.ledger.authority().adminCount == 1)
    #expect(try fixture.ledger.authority().role(of: new.keyID) == .admin)
  }

  @Test func `entries of a key that others had are suspect, and stay`() throws {
    let operating = try enrol(.operator, until: nil)
    for _ in 0..<4 { try fixture.append(by: operating) }
    try fixture.appendOwn(
      "revoke_key",
      [
        "kid": .bytes(operating.keyID.bytes), "reason": "stolen", "compromised_since": 5,
      ])
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [])
    let authority = verification.authority
    #expect(!authority.isSuspect(operating.keyID, at: 4))
    #expect(authority.isSuspect(operating.keyID, at: 5))
    #expect(!authority.isSuspect(fixture.admin.keyID, at: 5))
    try fixture.reopen()
    #expect(try fixture.ledger.authority() == authority)
  }

  @Test func `an entry of a later format stops writers, and what is before it is read`() throws {
    let sample = try DamageTests.Sample()
    var bytes = try sample.ledger.entry(9).bytes
    // The body begins behind tag, array, protected header, empty map and its own length.
    let start = try #require(bytes.firstIndex(of: 0xa8))
    bytes[start + 2] = 2
    sample.store.tamper(9, bytes)
    sample.ledger.forget()
    let error = #expect(throws: LedgerError.self) { try sample.append("x", sample.keys.admin) }
    #expect(error?.code == .formatFromTheFuture, "\(error?.message ?? "")")
    #expect(try sample.ledger.entry(8).entry.command == "observe_stage")
    #expect(sample.kinds().contains(.futureFormat))
  }

  @Test func `origins are the same byte for byte`() {
    #expect(Origin.areSame("example.com/a", "example.com/a"))
    // The two look alike, and Swift takes them for equal texts.
    #expect("caf\u{e9}" == "cafe\u{301}")
    #expect(!Origin.areSame("caf\u{e9}", "cafe\u{301}"))
  }
}
