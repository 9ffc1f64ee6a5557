import Bytes
import Codecs
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Heads that others sign, and what a log records of it.
@Suite struct WitnessTests {
  let fixture: Fixture
  let witness: Witness
  let logKey: NoteKey

  init() throws {
    fixture = try Fixture()
    for _ in 0..<4 { try fixture.append() }
    witness = Witness(
      name: "example.org/w1", signer: try Signer(seed: fixture.source.bytes(32), label: "w"),
      directory: fixture.directory.path("witness"))
    logKey = try fixture.ledger.verifierKey()
  }

  private func request(since old: UInt64) throws -> WitnessRequest {
    let made = try WitnessRequest(fixture.ledger, since: old)
    let read = try WitnessRequest(parsing: made.text)
    #expect(read == made)
    return read
  }

  private func sign(_ old: UInt64, at time: UInt64 = 1_700_000_000) throws -> Witness.Answer {
    try witness.addCheckpoint(request(since: old), logKey: logKey, atSeconds: time)
  }

  private func note(_ answer: Witness.Answer) throws -> String {
    guard case .signed(let line) = answer else { throw Missing() }
    var checkpoint = try found(fixture.ledger.checkpoint())
    checkpoint.add(line)
    return checkpoint.text
  }

  @discardableResult
  private func record(_ note: String, by signer: Signer? = nil) throws -> Receipt {
    let seen = LedgerFact.Witnessing(
      size: try Checkpoint(parsing: note).head.size, witness: try witness.key().description,
      note: note)
    return try fixture.appendOwn(
      "witness_checkpoint", LedgerFact.witnessed(seen).data, by: signer)
  }

  @Test func `the published cosignature is made and verified`() throws {
    let checkpoint = try Checkpoint(
      parsing: try FileSystem.readFile(
        try Vectors.path("ledger/vectors/published/checkpoint.txt")))
    let signer = try Signer(seed: Array(0x20..<0x40), label: "w")
    let key = try NoteKey(
      name: "witness.example.com/w1", kind: .cosignature, publicKey: signer.publicKey)
    #expect(checkpoint.cosigned(by: key) == 1_700_000_000)
    let line = try checkpoint.cosignature(
      by: signer, name: "witness.example.com/w1", atSeconds: 1_700_000_000)
    #expect(checkpoint.text.hasSuffix(line.text))
  }

  @Test func `a witness signs what continues and nothing else`() throws {
    guard case .signed = try sign(0) else {
      Issue.record("the first head was not signed")
      return
    }
    #expect(try sign(0) == .conflict(size: 6))
    try fixture.append()
    guard case .signed = try sign(6) else {
      Issue.record("the log that grew was not signed")
      return
    }
    var lying = try request(since: 7)
    lying.old = 6
    #expect(try witness.addCheckpoint(lying, logKey: nil, atSeconds: 1) == .conflict(size: 7))
    try fixture.append()
    var wrong = try request(since: 7)
    wrong.proof[0] = .zero
    guard case .inconsistent = try witness.addCheckpoint(wrong, logKey: nil, atSeconds: 1) else {
      Issue.record("a wrong proof was taken")
      return
    }
    // Another log of the same name, with its own key.
    let other = try Fixture(seed: 9, origin: fixture.ledger.origin)
    let forged = try WitnessRequest(other.ledger, since: 0)
    let answer = try witness.addCheckpoint(
      forged, logKey: other.ledger.verifierKey(), atSeconds: 1)
    #expect(answer == .notSigned, "the first key that was believed stays")
    let stranger = Witness(
      name: "w2", signer: fixture.admin, directory: fixture.directory.path("w2"))
    #expect(try stranger.addCheckpoint(request(since: 0), logKey: nil, atSeconds: 1) == .unknownLog)
  }

  @Test func `a fork of what was signed is refused for ever`() throws {
    _ = try sign(0)
    let head = try found(fixture.ledger.checkpoint()).head
    let forged = try Checkpoint(
      origin: fixture.ledger.origin, head: Head(size: head.size, root: .zero),
      signer: try found(fixture.ledger.ledgerKey))
    let answer = try witness.addCheckpoint(
      WitnessRequest(old: head.size, proof: [], checkpoint: forged), logKey: nil, atSeconds: 1)
    guard case .inconsistent(let reason) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(reason.contains("fork"))
  }

  @Test func `what a witness signed is recorded and verified`() throws {
    #expect(try fixture.ledger.authority().witnesses == [])
    let first = try note(sign(0))
    try record(first)
    let seen = try found(fixture.ledger.authority().witnesses.first)
    #expect(seen.size == 6 && seen.time == 1_700_000_000 && seen.recordedAt == 6)
    let second = try note(sign(6, at: 1_700_000_100))
    try record(second)
    #expect(try fixture.ledger.authority().witnesses.map(\.size) == [7])
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [])
    #expect(verification.authority.witnesses.map(\.time) == [1_700_000_100])
    try fixture.reopen()
    #expect(try fixture.ledger.authority().witnesses.map(\.size) == [7])
    #expect(try fixture.ledger.witnessing(note: second, by: witness.key()).size == 7)
  }

  @Test func `nobody says what a witness has not signed`() throws {
    let signed = try note(sign(0))
    // Another time, another size, another witness, no line at all.
    let plain = try found(fixture.ledger.checkpoint()).text
    for wrong in [plain, signed.replacing("\n6\n", with: "\n5\n")] {
      #expect(try record(wrong).refused)
      #expect(throws: LedgerError.self) {
        try fixture.ledger.witnessing(note: wrong, by: witness.key())
      }
    }
    #expect(try record(signed, by: fixture.runner).refused)
    #expect(try fixture.ledger.authority().witnesses == [])
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `a head that the log never was is found although log and witness signed it`() throws {
    let sample = try DamageTests.Sample()
    let forged = try Checkpoint(
      origin: "example.com/a", head: Head(size: 5, root: .zero), signer: sample.keys.ledger)
    let signer = try Signer(seed: Array(0x20..<0x40), label: "w")
    let line = try forged.cosignature(by: signer, name: "w", atSeconds: 9)
    var signed = forged
    signed.add(line)
    let key = try NoteKey(name: "w", kind: .cosignature, publicKey: signer.publicKey)
    let seen = LedgerFact.Witnessing(size: 5, witness: key.description, note: signed.text)
    _ = try sample.ledger.write(lockDeadline: nil) { batch in
      try batch.appendOwn(
        Draft(
          id: .named("w"), name: "witness_checkpoint",
          arguments: CBOR.encode(LedgerFact.witnessed(seen).data), at: 1), by: sample.keys.admin)
    }
    #expect(sample.kinds() == [.witnessInvalid])
    #expect(throws: LedgerError.self) {
      try sample.ledger.witnessing(note: signed.text, by: key)
    }
  }

  @Test func `a policy says whose signatures count`() throws {
    var keys: [String] = []
    for number in 1...3 {
      let signer = try Signer(seed: [UInt8](repeating: UInt8(number), count: 32), label: "w")
      keys.append(
        try NoteKey(name: "w\(number)", kind: .cosignature, publicKey: signer.publicKey).description
      )
    }
    let text = """
      # the lab
      log \(logKey)
      witness a \(keys[0])
      witness b \(keys[1]) http://127.0.0.1:1
      witness c \(keys[2])
      group two 2 a b c
      quorum two

      """
    let policy = try WitnessPolicy(parsing: text)
    #expect(policy.witnesses.map(\.name) == ["a", "b", "c"])
    func seen(_ sizes: [UInt64]) -> [Authority.Witness] {
      zip(keys, sizes).map { Authority.Witness(key: $0, size: $1, time: 1, recordedAt: 1) }
    }
    #expect(policy.size(signedBy: []) == nil)
    #expect(policy.size(signedBy: seen([9])) == nil)
    #expect(policy.size(signedBy: seen([9, 4])) == 4)
    #expect(policy.size(signedBy: seen([9, 4, 7])) == 7)
    for wrong in [
      "quorum two", "witness a \(keys[0])", text + "quorum none\n",
      text.replacing("2 a b c", with: "4 a b c"), text.replacing("2 a b c", with: "2 a b b"),
      text.replacing("quorum two", with: "quorum three"), text.replacing(keys[0], with: "x"),
    ] {
      #expect(throws: FormatError.self, "\(wrong)") { try WitnessPolicy(parsing: wrong) }
    }
    #expect(try WitnessPolicy(parsing: "quorum none\n").size(signedBy: []) == 0)
  }
}
