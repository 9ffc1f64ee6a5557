import Bytes
import Codecs
import Files
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Each test damages a ledger in one way and asks the verifier what it is.
@Suite struct DamageTests {
  /// A ledger in memory with some entries of two authors, whose rows a test can replace.
  struct Sample {
    let store = MemoryStore()
    let directory: TemporaryDirectory
    let ledger: Ledger
    let keys: FirstKeys

    init(entries: Int = 8) throws {
      let source = Source(seed: 11)
      directory = try TemporaryDirectory()
      let creation = creation("example.com/a", source)
      keys = try FirstKeys(creation, origin: "example.com/a")
      ledger = Ledger(
        directory: LedgerDirectory(directory.path), origin: "example.com/a", mode: .readWrite,
        store: store, blobs: BlobStore(directory: directory.path("blobs")),
        ledgerKey: keys.ledger, entropy: { source.bytes($0) })
      try ledger.writeFirstEntries(keys, creation)
      for number in 0..<entries {
        try append("n\(number)", number % 2 == 0 ? keys.admin : keys.runner)
      }
      try ledger.seal(lockDeadline: nil)
    }

    func append(_ id: String, _ signer: Signer) throws {
      _ = try ledger.write(lockDeadline: nil) { batch in
        try batch.append(
          Draft(id: .named(id), name: "observe_stage", arguments: [0xa0], at: 5), by: signer
        ) { _ in Decision(events: [note(id, of: "observe_stage")]) }
      }
    }

    /// Replaces entries behind the back of the ledger; everything else stays.
    func replace(_ index: UInt64, _ bytes: [UInt8]) throws {
      store.tamper(index, bytes)
    }

    func kinds() -> [Finding.Kind] { Verifier.verify(ledger).findings.map(\.kind) }

    /// An entry as somebody with the secret would forge it, at the place of another.
    func forge(
      _ index: UInt64, _ signer: Signer? = nil, _ change: (inout Entry) -> Void
    ) throws {
      var entry = try ledger.entry(index).entry
      change(&entry)
      let signer = signer ?? (entry.keyID == keys.admin.keyID ? keys.admin : keys.runner)
      entry.keyID = signer.keyID
      try replace(index, SignedEntry(entry, by: signer).bytes)
    }
  }

  @Test func `an undamaged sample verifies`() throws {
    #expect(try Sample().kinds() == [])
  }

  @Test func `a flipped bit anywhere in an entry is found and the entry named`() throws {
    let sample = try Sample()
    let bytes = try sample.ledger.entry(4).bytes
    for (bit, flipped) in everyBitFlip(of: bytes) where bit % 7 == 0 {
      try sample.replace(4, flipped)
      let verification = Verifier.verify(sample.ledger)
      #expect(!verification.ok, "bit \(bit)")
      #expect(verification.findings.first?.entry == 4, "bit \(bit)")
    }
    try sample.replace(4, bytes)
    #expect(sample.kinds() == [])
  }

  @Test func `every field that a signer alters has a finding of its own`() throws {
    let cases: [(Finding.Kind, (inout Entry) -> Void)] = [
      (.originMismatch, { $0.origin = "example.com/b" }),
      (.commandIDReused, { $0.commandID = .named("n1") }),
      (.seenHeadMismatch, { $0.seen.size += 1 }),
      (.seenHeadMismatch, { $0.seen.root = .zero }),
      (.authorChainBroken, { $0.authorSequence += 1 }),
      (.authorChainBroken, { $0.authorPrevious = .zero }),
      (.roleViolation, { $0.command = "adopt_rules" }),
      (.seenHeadMismatch, { $0.at += 1 }),
      (.seenHeadMismatch, { $0.arguments = .inline([0xa1, 0x61, 0x61, 0x01]) }),
      (.seenHeadMismatch, { $0.events[0].type = "note.removed" }),
      (.blobMissing, { $0.events[0].data = .detached(commitment: .zero, size: 1) }),
      (
        .roleViolation,
        { $0.events[0] = EntryEvent(revocation(of: $0.keyID)) }
      ),
    ]
    for (kind, change) in cases {
      let sample = try Sample()
      // Entry 5 is the runner's.
      try sample.forge(5, nil, change)
      let kinds = sample.kinds()
      #expect(kinds.contains(kind), "\(kind) in \(kinds)")
      #expect(kinds.contains(.checkpointMismatch))
    }
  }

  @Test func `a key nobody enrolled, and a signature of another key, are found`() throws {
    let sample = try Sample()
    let stranger = try Signer(seed: [UInt8](repeating: 7, count: 32), label: "x")
    try sample.forge(4, stranger) { _ in }
    #expect(sample.kinds().first { $0 != .authorChainBroken } == .unknownKey)
    let other = try Sample()
    let entry = try other.ledger.entry(4).entry
    let signature = stranger.sign(COSE.toBeSigned(entry.keyID, body: entry.body.span))
    try other.replace(4, COSE.envelope(entry.keyID, body: entry.body, signature: signature))
    #expect(other.kinds().first == .badSignature)
  }

  @Test func `an enrolment without possession is found`() throws {
    let sample = try Sample()
    let stranger = try Signer(seed: [UInt8](repeating: 7, count: 32), label: "x")
    var enrolment = stranger.enrolment(role: .viewer, origin: "example.com/a")
    enrolment.possession = sample.keys.admin.possession(origin: "example.com/a", role: .viewer)
    try sample.forge(4) { $0.events[0] = EntryEvent(LedgerFact.enrolled(enrolment)) }
    #expect(sample.kinds().contains(.possessionInvalid))
  }

  @Test func `a history rewritten from an entry on breaks the chain of its other authors`() throws {
    // Who holds the admin's and the ledger's key, but not the runner's, rebuilds everything.
    let sample = try Sample()
    let copy = try (0..<10).map { try sample.ledger.entry($0) }
    var frontier = Frontier()
    var previous: [KeyID: AuthorState] = [:]
    for (index, signed) in copy.enumerated() {
      var entry = signed.entry
      var bytes = signed.bytes
      if entry.keyID == sample.keys.admin.keyID {
        entry.seen = frontier.head
        entry.authorPrevious = previous[entry.keyID]?.last ?? .zero
        if index == 4 { entry.at += 1 }
        bytes = try SignedEntry(entry, by: sample.keys.admin).bytes
      }
      try sample.replace(UInt64(index), bytes)
      let leaf = Merkle.leaf(bytes)
      previous[entry.keyID] = AuthorState(count: entry.authorSequence + 1, last: leaf)
      frontier.append(leaf)
    }
    let checkpoint = try Checkpoint(
      origin: "example.com/a", head: frontier.head, signer: sample.keys.ledger)
    sample.store.tamper(.meta, Meta.checkpoint, Array(checkpoint.text.utf8))
    let finding = Verifier.verify(sample.ledger).findings.first
    #expect(finding?.kind == .seenHeadMismatch)
    #expect(finding?.entry == 5)
  }

  @Test func `a copied key on a copied ledger shows as a fork`() throws {
    let left = try Sample()
    let right = try Sample()
    #expect(try left.ledger.head() == (try right.ledger.head()))
    try left.append("left", left.keys.admin)
    try right.append("right", right.keys.admin)
    let forked = try right.ledger.entry(10)
    #expect(try left.ledger.entry(10).entry.authorSequence == forked.entry.authorSequence)
    // The two heads of one size differ; and one log cannot take in the other's entry.
    #expect(try left.ledger.head() != (try right.ledger.head()))
    var changes = StoreChanges()
    changes.firstIndex = 11
    changes.entries = [forked.bytes]
    try left.store.commit(changes)
    let kinds = left.kinds()
    #expect(kinds.contains(.authorChainBroken))
    #expect(kinds.contains(.seenHeadMismatch))
  }

  @Test func `a log that was cut off, and one with a hole, are found`() throws {
    let sample = try Sample()
    sample.store.truncate(7)
    #expect(sample.kinds().contains(.checkpointMismatch))
    let hole = try Sample()
    hole.store.tamper(4, nil)
    let verification = Verifier.verify(hole.ledger)
    #expect(verification.findings.first?.kind == .gap)
    #expect(verification.findings.first?.entry == 4)
  }

  @Test func `every derived row that is altered or gone is found`() throws {
    for (table, key, kind) in [
      (.meta, Meta.frontier, .indexMismatch), (.meta, Meta.authority, .indexMismatch),
      (.meta, Meta.checkpoint, .checkpointSignature),
      (.tiles, [0, 0, 0, 0, 0, 0, 0, 0, 0], .tileMismatch),
      (.tiles, [1, 0, 0, 0, 0, 0, 0, 0, 0], .tileMismatch),
      (.meta, Meta.seal, .sealMismatch), (.index, [0, 0, 0, 0, 0], .sealMismatch),
    ] as [(StoreTable, [UInt8], Finding.Kind)] {
      let sample = try Sample(entries: 260)
      var row = try found(sample.store.row(table, key))
      row[row.count / 2] ^= 1
      sample.store.tamper(table, key, row)
      #expect(sample.kinds().contains(kind), "\(table)")
      sample.store.tamper(table, key, nil)
      let gone: Finding.Kind = key == Meta.checkpoint ? .checkpointMismatch : kind
      #expect(sample.kinds().contains(gone), "\(table) gone")
    }
    let sample = try Sample()
    sample.store.tamper(.meta, Meta.author(sample.keys.admin.keyID), nil)
    #expect(sample.kinds() == [.indexMismatch])
    sample.store.tamper(.index, TrieNode(level: 4, number: 7).key, [UInt8](repeating: 0, count: 24))
    #expect(sample.kinds() == [.indexMismatch, .sealMismatch])
    for (tile, row) in [
      (Tile(level: 3, number: 9), [UInt8](repeating: 0, count: 32)),
      (Tile(level: 0, number: 1), []),
    ] {
      let sample = try Sample()
      sample.store.tamper(.tiles, tile.key, row)
      #expect(sample.kinds() == [.tileMismatch])
    }
  }

  @Test func `a damaged cache never makes an author sign a false head`() throws {
    for key in [Meta.frontier, Meta.checkpoint, Meta.authority] {
      let sample = try Sample()
      var row = try found(sample.store.row(.meta, key))
      row[row.count - 10] ^= 1
      sample.store.tamper(.meta, key, row)
      sample.ledger.forget()
      let error = #expect(throws: LedgerError.self) {
        try sample.append("next", sample.keys.admin)
      }
      #expect(error?.code == .altered)
      #expect(sample.store.entryCount() == 10)
    }
    let tail = try Sample()
    try tail.append("tail", tail.keys.runner)
    try tail.forge(10) { $0.at += 1 }
    tail.ledger.forget()
    #expect(throws: LedgerError.self) { try tail.append("next", tail.keys.admin) }
  }

  @Test func `an unverified signature is said to be so`() throws {
    var options = Verifier.Options()
    options.checksSignatures = false
    options.checksBlobs = false
    let verification = Verifier.verify(try Sample().ledger, options)
    #expect(!verification.checked.contains(.signatures))
    #expect(!verification.checked.contains(.blobs))
    #expect(verification.notChecked.contains("signatures of entries"))
    #expect(verification.notChecked.contains("blobs"))
  }

  @Test func `any number of threads finds the same`() throws {
    let sample = try Sample(entries: 400)
    try sample.forge(150) { $0.at += 1 }
    try sample.replace(300, [1, 2, 3])
    let results = [1, 2, 7].map { threads in
      var options = Verifier.Options()
      options.threads = threads
      return Verifier.verify(sample.ledger, options)
    }
    #expect(results[0] == results[1] && results[1] == results[2])
    #expect(results[0].findings.contains { $0.kind == .malformedEntry && $0.entry == 300 })
  }
}

func revocation(of key: KeyID) -> LedgerFact { .revoked(key, reason: "x", since: nil) }

extension EntryEvent {
  init(_ fact: LedgerFact) {
    self.init(
      type: fact.type, version: 1, stream: fact.stream, by: "", cause: nil,
      data: .inline(CBOR.encode(fact.data)))
  }
}
