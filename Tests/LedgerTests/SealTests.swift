import Bytes
import Codecs
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// An attacker who may write to the log, and has none of its keys, alters what is derived from it.
@Suite struct SealTests {
  let sample: DamageTests.Sample

  init() throws {
    sample = try DamageTests.Sample(entries: 20)
    try set("baseline/a", [1, 2, 3])
    try set("run/a", [4])
  }

  /// Appends a command that reads one state and writes another value to it.
  @discardableResult
  private func set(
    _ key: String, _ value: [UInt8]?, id: String? = nil, by signer: Signer? = nil
  ) throws -> Receipt {
    try sample.ledger.write(lockDeadline: nil) { batch in
      try batch.append(
        Draft(
          id: .named(id ?? "set \(key) \(value ?? [])"), name: "add_note", arguments: [0xa0],
          at: 5),
        by: signer ?? sample.keys.admin
      ) { context in
        _ = try context.state(key)
        return Decision(
          events: [note("set")], states: [Decision.StateChange(key: key, bytes: value)])
      }
    }
  }

  private func dump() throws -> [(StoreTable, [UInt8], [UInt8])] {
    var rows: [(StoreTable, [UInt8], [UInt8])] = []
    for table in StoreTable.allCases {
      try sample.store.scan(table, prefix: []) { key, value throws(LedgerError) in
        rows.append((table, [UInt8](key), [UInt8](value)))
        return true
      }
    }
    return rows
  }

  /// Puts the derived rows back to what they were, but not the entries.
  private func putBack(_ rows: [(StoreTable, [UInt8], [UInt8])]) throws {
    for (table, key, _) in try dump() { sample.store.tamper(table, key, nil) }
    for (table, key, value) in rows { sample.store.tamper(table, key, value) }
  }

  private func expectRefusal(_ comment: Comment, _ body: () throws -> Void) {
    let count = sample.store.entryCount()
    let error = #expect(throws: LedgerError.self, comment) { try body() }
    #expect(error?.code == .altered, comment)
    #expect(sample.store.entryCount() == count, comment)
  }

  private func rebuild() throws {
    try sample.ledger.rebuild(lockDeadline: nil, fold: { _ in }) {
      [.init(key: "baseline/a", bytes: [1, 2, 3]), .init(key: "run/a", bytes: [4])]
    }
  }

  @Test func `one bit of an author's row is refused, and mended by a rebuild`() throws {
    let key = Meta.author(sample.keys.admin.keyID)
    var row = try found(sample.store.row(.meta, key))
    row[7] ^= 1
    sample.store.tamper(.meta, key, row)
    expectRefusal("author") { try set("x", [1]) }
    try rebuild()
    try set("x", [1])
    #expect(sample.kinds() == [])
  }

  @Test func `a raised role is refused`() throws {
    var authority = try found(
      sample.store.row(.meta, Meta.authority).flatMap(Authority.init(bytes:)))
    authority.evolve(
      .roleGranted(sample.keys.runner.keyID, .admin, reason: nil), at: 1)
    sample.store.tamper(.meta, Meta.authority, authority.bytes)
    expectRefusal("authority") {
      _ = try sample.ledger.write(lockDeadline: nil) { batch in
        try batch.appendOwn(
          Draft(
            id: .named("grant"), name: "grant_role",
            arguments: CBOR.encode(
              ValueMap([
                ("kid", .bytes(sample.keys.runner.keyID.bytes)), ("role", .text("operator")),
              ])), at: 5), by: sample.keys.runner)
      }
    }
    try rebuild()
    #expect(sample.kinds() == [])
  }

  @Test func `a command whose row is taken away or moved is not accepted twice`() throws {
    let first = try set("z", [1], id: "once")
    let key = try found(try sample.ledger.sealKey())
    let path = key.place(.command, CommandID.named("once").bytes).path
    let bucket = TrieNode(level: 4, on: path).key
    let before = try found(sample.store.row(.index, bucket))
    sample.store.tamper(.index, bucket, nil)
    expectRefusal("gone") { try set("z", [1], id: "once") }
    var moved = before
    moved[15] ^= 1
    sample.store.tamper(.index, bucket, moved)
    expectRefusal("moved") { try set("z", [1], id: "once") }
    sample.store.tamper(.index, bucket, before)
    let again = try set("z", [1], id: "once")
    #expect(again.repeated && again.index == first.index)
  }

  @Test func `a repeated command is compared with an entry that is proven`() throws {
    let first = try set("z", [1], id: "once")
    try set("q", [1])
    try sample.forge(first.index) { $0.arguments = .inline([0xa1, 0x61, 0x61, 0x01]) }
    sample.ledger.forget()
    expectRefusal("forged entry") {
      _ = try sample.ledger.write(lockDeadline: nil) { batch in
        try batch.append(
          Draft(
            id: .named("once"), name: "add_note", arguments: [0xa1, 0x61, 0x61, 0x01], at: 5),
          by: sample.keys.admin
        ) { _ in Decision(events: [note("set")]) }
      }
    }
  }

  @Test func `a state that is gone, altered, old or new is refused`() throws {
    let old = try found(sample.store.row(.states, Array("baseline/a".utf8)))
    try set("baseline/a", [9])
    let current = try found(sample.store.row(.states, Array("baseline/a".utf8)))
    for (value, what) in [(nil, "gone"), ([8], "altered"), (old, "old")] as [([UInt8]?, String)] {
      sample.store.tamper(.states, Array("baseline/a".utf8), value)
      expectRefusal("\(what)") { try set("baseline/a", [7]) }
      // A state that is not asked for is not looked at; verifying does.
      #expect(sample.kinds().contains(.sealMismatch))
    }
    sample.store.tamper(.states, Array("baseline/a".utf8), current)
    sample.store.tamper(.states, Array("baseline/new".utf8), [1])
    expectRefusal("new") { try set("baseline/new", [7]) }
    sample.store.tamper(.states, Array("baseline/new".utf8), nil)
    try set("baseline/a", nil)
    sample.store.tamper(.states, Array("baseline/a".utf8), current)
    expectRefusal("brought back") { try set("baseline/a", [7]) }
    #expect(throws: LedgerError.self) { try sample.ledger.state("baseline/a") }
  }

  @Test func `old rows with their old seal are refused, whole or in part`() throws {
    let old = try dump()
    try set("run/a", [5])
    let new = try dump()
    try putBack(old)
    expectRefusal("all of them") { try set("run/a", [6]) }
    // The new seal over an old state, with the index of then.
    for kept in [StoreTable.meta, .index, .states] {
      try putBack(new)
      for (table, key, value) in old where table != kept { sample.store.tamper(table, key, value) }
      expectRefusal("all but \(kept)") { try set("run/a", [6]) }
    }
    try putBack(new)
    try set("run/a", [6])
    #expect(sample.kinds() == [])
  }

  @Test func `any bit of any derived row is refused or not used, and found by verifying`() throws {
    let tail = try Checkpoint(
      origin: "example.com/a", head: Head(size: 3, root: .zero), signer: sample.keys.ledger)
    for (table, key, value) in try dump() where table != .tiles {
      var bytes = value
      bytes[bytes.count / 3] ^= 1
      sample.store.tamper(table, key, bytes)
      #expect(sample.kinds() != [], "\(table) \(key)")
      sample.store.tamper(table, key, nil)
      #expect(sample.kinds() != [], "\(table) \(key) gone")
      sample.store.tamper(table, key, value)
    }
    sample.store.tamper(.meta, Meta.checkpoint, Array(tail.text.utf8))
    sample.ledger.forget()
    expectRefusal("another checkpoint") { try set("x", [1]) }
  }

  @Test func `the trie of a log that grows is the one made of all rows at once`() throws {
    let key = SealKey(sample.keys.ledger, first: .zero)
    var grown = RowTrie(key, levels: 4)
    var stored: [TrieNode: [UInt8]] = [:]
    var rows: [String: [UInt8]] = [:]
    let source = Source(seed: 3)
    for round in 0..<70 {
      var changes: [(place: RowPlace, value: SealHash?)] = []
      // Now and then a crowd, so that rows share a bucket.
      for _ in 0..<(round % 30 == 7 ? 700 : round % 7 + 1) {
        let draw = source.bytes(2)
        let name = "row \(Int(draw[0]) * 8 + Int(draw[1]) % 8)"
        guard !changes.contains(where: { $0.place == key.place(.state, Array(name.utf8)) }) else {
          continue
        }
        let value: [UInt8]? = source.bytes(1)[0] < 80 ? nil : source.bytes(4)
        rows[name] = value
        changes.append(
          (
            key.place(.state, Array(name.utf8)),
            value.map { key.value(.state, Array(name.utf8), $0) }
          ))
      }
      for (node, bytes) in try grown.apply(
        changes,
        { nodes throws(LedgerError) in
          nodes.map { stored[$0] }
        })
      { stored[node] = bytes }
      // What was not kept is read and checked again.
      if round % 3 == 0 { grown = RowTrie(key, grown.seal) }
      var made = SealedRows(key)
      for name in rows.keys.sorted() {
        made.add(.states, Array(name.utf8), rows[name] ?? [])
      }
      let (nodes, seal) = made.finish(levels: 4)
      #expect(seal == grown.seal)
      #expect(nodes.count == stored.count)
      for (node, bytes) in nodes { #expect(stored[node] == bytes) }
    }
  }

  @Test func `more rows get more levels`() {
    #expect(Seal.levels(for: 0) == 4)
    #expect(Seal.levels(for: 4_000_000) == 4)
    #expect(Seal.levels(for: 5_000_000) == 5)
  }

  @Test func `without the ledger's key the seal is said not to be checked`() throws {
    let verification = Verifier.verify(sample.store, sample.ledger.blobs, Verifier.Options())
    #expect(verification.ok)
    #expect(!verification.checked.contains(.seal))
    #expect(verification.notChecked.contains { $0.hasPrefix("the seal over derived rows") })
    #expect(Verifier.verify(sample.ledger).checked.contains(.seal))
  }
}
