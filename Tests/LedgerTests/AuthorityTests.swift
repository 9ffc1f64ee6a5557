import Bytes
import Codecs
import Ledger
import TestKit
import Testing

@Suite struct AuthorityTests {
  @Test func `the role table is that of the format`() throws {
    #expect(Role.least(for: "claim_work") == .runner)
    #expect(Role.least(for: "register_study") == .operator)
    #expect(Role.least(for: "a_command_of_tomorrow") == .operator)
    #expect(Role.least(for: "adopt_rules") == .admin)
    let format = String(decoding: try Vectors.bytes("ledger/FORMAT.md"), as: UTF8.self)
    let rows = format.split(separator: "\n").compactMap { line -> [Substring]? in
      let cells = line.filter { $0 != " " && $0 != "`" }.split(separator: "|")
      return cells.count == 3 && Role(rawValue: String(cells[1])) != nil ? cells : nil
    }
    #expect(rows.last == ["anyothername", "operator", "anythatthistabledoesnotname"])
    let described = rows.dropLast().map(\.self)
    #expect(
      described.map { $0.map(String.init) }
        == CommandRule.all.map { [$0.name, $0.least.rawValue, $0.events.joined(separator: ",")] })
  }

  @Test func `an operator's command by a runner is recorded as refused and leaves its id free`()
    throws
  {
    let fixture = try Fixture()
    let receipt = try fixture.append(id: "x", by: fixture.runner)
    #expect(receipt.refused)
    #expect(receipt.events.map(\.type) == ["command.refused"])
    guard case .inline(let bytes) = receipt.events[0].data else { throw Missing() }
    #expect(try CBOR.decodeMap(bytes)["code"] == .text("role"))
    let second = try fixture.append(id: "x")
    #expect(!second.refused && !second.repeated)
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `an unknown key is refused and nothing is recorded`() throws {
    let fixture = try Fixture()
    let stranger = try Signer(seed: [UInt8](repeating: 9, count: 32), label: "stranger")
    let error = #expect(throws: LedgerError.self) { try fixture.append(by: stranger) }
    #expect(error?.code == .keyRefused)
    #expect(try fixture.ledger.head().size == 2)
  }

  @Test func `an enrolled key may do what its role allows until it is revoked`() throws {
    let fixture = try Fixture()
    let signer = try fixture.enrol(.operator)
    #expect(!(try fixture.append(by: signer).refused))
    let refused = try fixture.appendOwn(
      "enroll_key", arguments(signer.enrolment(role: .admin, origin: fixture.ledger.origin)),
      by: signer)
    #expect(refused.refused)
    try fixture.appendOwn(
      "revoke_key", ["kid": .bytes(signer.keyID.bytes), "reason": "left"])
    let error = #expect(throws: LedgerError.self) { try fixture.append(by: signer) }
    #expect(error?.code == .keyRefused)
    #expect(try fixture.ledger.authority().key(signer.keyID)?.revokedAt == 5)
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `a role can be granted and taken away`() throws {
    let fixture = try Fixture()
    let signer = try fixture.enrol(.viewer)
    #expect(try fixture.append(by: signer).refused)
    let grant: ValueMap = ["kid": .bytes(signer.keyID.bytes), "role": "operator"]
    try fixture.appendOwn("grant_role", grant)
    #expect(!(try fixture.append(by: signer).refused))
    #expect(try fixture.appendOwn("grant_role", grant).refused)
    try fixture.appendOwn("revoke_role", grant)
    #expect(try fixture.append(by: signer).refused)
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `every refusal has its code`() throws {
    let fixture = try Fixture()
    let authority = try fixture.ledger.authority()
    let admin = fixture.admin.keyID.bytes
    let other = try Signer(seed: [UInt8](repeating: 8, count: 32), label: "other")
    let origin = fixture.ledger.origin
    func code(_ command: String, _ arguments: ValueMap) -> String? {
      do throws(Refusal) {
        _ = try authority.decide(command, arguments: CBOR.encode(arguments))
        return nil
      } catch { return error.code }
    }
    #expect(code("revoke_key", ["kid": .bytes(admin), "reason": "x"]) == "last_admin")
    #expect(code("revoke_role", ["kid": .bytes(admin), "role": "admin"]) == "last_admin")
    #expect(
      code("revoke_role", ["kid": .bytes(admin), "role": "runner"]) == "role_not_granted")
    #expect(
      code("grant_role", ["kid": .bytes(admin), "role": "admin"]) == "role_already_granted")
    #expect(
      code("revoke_key", ["kid": .bytes(other.keyID.bytes), "reason": "x"]) == "key_unknown")
    #expect(
      code(
        "enroll_key", arguments(fixture.admin.enrolment(role: .runner, origin: origin)))
        == "already_enrolled")
    #expect(
      code("enroll_key", arguments(other.enrolment(role: .runner, origin: "another")))
        == "possession_not_proven")
    var weak = arguments(other.enrolment(role: .runner, origin: origin))
    weak["public_key"] = .bytes([1] + [UInt8](repeating: 0, count: 31))
    #expect(code("enroll_key", weak) == "key_invalid")
    #expect(code("adopt_rules", ["revision": 1]) == "revision_not_later")
    #expect(code("adopt_rules", ["revision": 2]) == nil)
    #expect(code("adopt_rules", ["revision": 2, "more": 1]) == "malformed_arguments")
    #expect(code("enroll_key", [:]) == "malformed_arguments")
    #expect(
      code(
        "open_ledger",
        [
          "origin": "x", "log_key": .bytes(other.publicKey), "admin_key": .bytes(other.publicKey),
          "admin_label": "x", "revision": 1,
        ]) == "already_open")
  }

  @Test func `no command can smuggle in an event about keys`() throws {
    let fixture = try Fixture()
    let signer = try fixture.enrol(.operator)
    let grant = LedgerFact.roleGranted(signer.keyID, .admin, reason: nil).event
    let error = #expect(throws: LedgerError.self) {
      try fixture.append(by: signer, events: [grant])
    }
    #expect(error?.code == .roleRefused)
    #expect(try fixture.ledger.authority().role(of: signer.keyID) == .operator)
  }

  @Test func `facts come back from their events as they were`() throws {
    let signer = try Signer(seed: [UInt8](repeating: 8, count: 32), label: "other")
    for fact in [
      .opened(
        origin: "o", logKey: signer.publicKey, adminKey: signer.publicKey, adminLabel: "a"),
      .rulesAdopted(revision: 3),
      .enrolled(signer.enrolment(role: .runner, host: "h", origin: "o")),
      .revoked(signer.keyID, reason: "r", since: 7),
      .roleGranted(signer.keyID, .admin, reason: nil),
      .roleRevoked(signer.keyID, .viewer, reason: "r"),
      .refused(code: "c", facts: ["a": 1]),
    ] as [LedgerFact] {
      let event = fact.event
      #expect(try LedgerFact(type: event.type, version: 1, data: event.data) == fact)
      #expect(throws: FormatError.self) {
        try LedgerFact(type: event.type, version: 2, data: event.data)
      }
      #expect(throws: FormatError.self) {
        try LedgerFact(type: event.type, version: 1, data: [0xa0])
      }
    }
    #expect(try LedgerFact(type: "run.locked", version: 9, data: [0xa0]) == nil)
  }
}
