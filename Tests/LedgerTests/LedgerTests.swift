import Bytes
import Codecs
import Files
import Ledger
import TestKit
import Testing

@Suite struct LedgerTests {
  @Test func `a new ledger has two entries, a checkpoint, and verifies`() throws {
    let fixture = try Fixture()
    let head = try fixture.ledger.head()
    #expect(head.size == 2)
    let opened = try fixture.ledger.entry(0)
    #expect(opened.entry.seen == .empty)
    #expect(opened.entry.events.map(\.type) == ["ledger.opened", "rules.adopted"])
    #expect(try fixture.ledger.entry(1).entry.events.map(\.type) == ["key.enrolled"])
    #expect(try fixture.ledger.checkpoint()?.head == head)
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [])
    #expect(verification.entries == 2)
    #expect(verification.events == 3)
    #expect(verification.head == head)
    #expect(verification.checked == Verification.Check.allCases)
  }

  @Test func `what was appended is there after opening again`() throws {
    let fixture = try Fixture()
    let receipt = try fixture.append(states: [.init(key: "study/a", bytes: [1, 2])])
    try fixture.reopen()
    let signed = try fixture.ledger.entry(receipt.index)
    #expect(signed.leaf == receipt.leaf)
    #expect(signed.entry.events == receipt.events)
    #expect(try fixture.ledger.head() == receipt.head)
    #expect(try fixture.ledger.state("study/a") == [1, 2])
    #expect(try fixture.ledger.index(of: receipt.commandID) == receipt.index)
  }

  @Test func `six hundred entries in groups keep every rule`() throws {
    let fixture = try Fixture()
    for group in 0..<20 {
      try fixture.ledger.write(lockDeadline: nil) { batch in
        for number in 0..<30 {
          _ = try batch.append(fixture.draft("observe_stage"), by: fixture.runner) { _ in
            Decision(
              events: [note("\(group) \(number)", of: "observe_stage")],
              states: [.init(key: "n", bytes: [UInt8(number)])])
          }
          #expect(try batch.state("n") == [UInt8(number)])
        }
      }
    }
    #expect(try fixture.ledger.head().size == 602)
    try fixture.ledger.seal(lockDeadline: nil)
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [])
    #expect(try fixture.ledger.checkpoint()?.head.size == 602)
    let head = try fixture.ledger.head()
    for index in [0, 1, 255, 256, 511, 512, 601] as [UInt64] {
      let proof = try fixture.ledger.inclusionProof(of: index)
      #expect(proof.holds(leaf: try fixture.ledger.entry(index).leaf, root: head.root))
      let growth = try fixture.ledger.consistencyProof(from: index)
      #expect(
        growth.holds(firstRoot: try fixture.ledger.root(at: index), secondRoot: head.root))
    }
    try fixture.reopen()
    try fixture.append()
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `the same command twice gives the first receipt and appends nothing`() throws {
    let fixture = try Fixture()
    let first = try fixture.append(id: "once")
    try fixture.append()
    let second = try fixture.append(id: "once")
    #expect(second.repeated)
    #expect(second.index == first.index)
    #expect(second.leaf == first.leaf)
    #expect(second.events == first.events)
    #expect(second.head == first.head)
    #expect(try fixture.ledger.head().size == 4)
  }

  @Test func `another command under the same identifier is a conflict`() throws {
    let fixture = try Fixture()
    try fixture.append(id: "once")
    let error = #expect(throws: LedgerError.self) {
      try fixture.append(id: "once", arguments: ["text": "other"])
    }
    #expect(error?.code == .conflict)
    let renamed = #expect(throws: LedgerError.self) {
      try fixture.append("exclude_run", id: "once")
    }
    #expect(renamed?.code == .conflict)
  }

  @Test func `a large argument is detached, found again, and compared with its own salt`() throws {
    let fixture = try Fixture()
    let text = String(repeating: "x", count: 10_000)
    let first = try fixture.append(
      id: "large", arguments: ["text": .text(text)],
      events: [note(text), note(text), note("small")])
    guard case .detached(_, let size) = first.arguments else {
      Issue.record("not detached")
      return
    }
    #expect(size > 10_000)
    #expect(first.events[0].data == first.events[1].data)
    #expect(first.events[0].data == first.arguments)
    #expect(
      try fixture.ledger.mapBytes(of: first.arguments)
        == CBOR.encode(ValueMap([("text", .text(text))])))
    #expect(try fixture.ledger.blobs.list().count == 1)
    let second = try fixture.append(id: "large", arguments: ["text": .text(text)])
    #expect(second.repeated)
    let error = #expect(throws: LedgerError.self) {
      try fixture.append(id: "large", arguments: ["text": .text(text + "y")])
    }
    #expect(error?.code == .conflict)
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `an entry that would overflow detaches its largest maps first`() throws {
    let fixture = try Fixture()
    let events = (0..<30).map { note(String(repeating: "y", count: 3_000 + $0)) }
    let receipt = try fixture.append(events: events)
    let detached = receipt.events.indices.filter {
      if case .detached = receipt.events[$0].data { true } else { false }
    }
    #expect(!detached.isEmpty)
    #expect(detached == Array((30 - detached.count)..<30))
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `an erased blob reads as nothing and an altered one as an error`() throws {
    let fixture = try Fixture()
    let receipt = try fixture.append(arguments: [
      "text": .text(String(repeating: "x", count: 5_000))
    ])
    guard case .detached(let commitment, _) = receipt.arguments else {
      Issue.record("not detached")
      return
    }
    let path = fixture.ledger.blobs.path(of: commitment)
    let bytes = try FileSystem.readFile(path)
    // What a power cut leaves of a blob that no entry names yet is no damage, for who knows that.
    let torn = fixture.ledger.blobs.path(of: Hashing.digest(of: [1]))
    try FileSystem.makeDirectories(PathName.parent(torn))
    try FileSystem.writeAtomically(torn, [])
    var options = Verifier.Options()
    #expect(Verifier.verify(fixture.ledger, options).findings.map(\.path) == [torn])
    options.references = []
    let sound = Verifier.verify(fixture.ledger, options)
    #expect(sound.findings == [])
    #expect(sound.notChecked.contains { $0.contains(torn) })
    try FileSystem.remove(torn)
    try FileSystem.writeAtomically(path, bytes.dropLast() + [0])
    #expect(throws: LedgerError.self) { try fixture.ledger.mapBytes(of: receipt.arguments) }
    let altered = Verifier.verify(fixture.ledger, options)
    #expect(altered.findings.map(\.kind) == [.blobAltered])
    #expect(altered.findings.first?.entry == receipt.index)
    #expect(altered.findings.first?.path == path)
    try FileSystem.remove(path)
    #expect(try fixture.ledger.mapBytes(of: receipt.arguments) == nil)
    #expect(Verifier.verify(fixture.ledger).findings.map(\.kind) == [.blobMissing])
    options.purged = [
      BlobPurge(digest: commitment, entry: 7, author: "ada", reason: "a name was in it")
    ]
    let purged = Verifier.verify(fixture.ledger, options)
    #expect(purged.findings == [])
    #expect(purged.notChecked.contains { $0.hasSuffix(": purged @7 by ada: a name was in it") })
  }
}
