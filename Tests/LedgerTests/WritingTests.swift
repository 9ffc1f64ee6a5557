import Bytes
import Codecs
import Files
import LMDB
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct WritingTests {
  @Test func `a batch whose body throws leaves nothing`() throws {
    let fixture = try Fixture()
    #expect(throws: Missing.self) {
      try fixture.ledger.write(lockDeadline: nil) { batch in
        _ = try batch.append(fixture.draft("add_note"), by: fixture.admin) { _ in
          Decision(events: [note("x")], states: [.init(key: "k", bytes: [1])])
        }
        throw Missing()
      }
    }
    #expect(try fixture.ledger.head().size == 2)
    #expect(try fixture.ledger.state("k") == nil)
    try fixture.append()
    #expect(Verifier.verify(fixture.ledger).findings == [])
  }

  @Test func `one command of a group can fail without the others`() throws {
    let fixture = try Fixture()
    let receipts = try fixture.ledger.write(lockDeadline: nil) { batch in
      var receipts: [Receipt?] = []
      for number in 0..<5 {
        receipts.append(
          try? batch.append(fixture.draft("add_note"), by: fixture.admin) { context in
            #expect(context.index == UInt64(2 + receipts.count { $0 != nil }))
            if number == 2 { throw Missing() }
            return Decision(events: [note("\(number)")])
          })
      }
      return receipts
    }
    #expect(receipts.map { $0?.index } == [2, 3, nil, 4, 5])
    let verification = Verifier.verify(fixture.ledger)
    #expect(verification.findings == [])
    #expect(verification.entries == 6)
  }

  @Test func `a command repeated within its own group gets the same receipt`() throws {
    let fixture = try Fixture()
    let (first, second) = try fixture.ledger.write(lockDeadline: nil) { batch in
      let draft = fixture.draft("add_note", id: "x")
      let decide = { (_: DecisionContext) in Decision(events: [note("x")]) }
      return (
        try batch.append(draft, by: fixture.admin, decide: decide),
        try batch.append(draft, by: fixture.admin, decide: decide)
      )
    }
    #expect(!first.repeated && second.repeated)
    #expect(first.leaf == second.leaf && first.head == second.head)
  }

  @Test func `a second writer waits until its deadline and says so`() throws {
    let fixture = try Fixture()
    let held = try found(FileLock.acquire(fixture.ledger.directory.writerLock))
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.code == .lockTimeout)
    let start = Clock.monotonic()
    let waited = #expect(throws: LedgerError.self) {
      try fixture.ledger.seal(lockDeadline: start + 50_000_000)
      try fixture.ledger.write(lockDeadline: start + 50_000_000) { _ in }
    }
    #expect(waited?.code == .lockTimeout)
    #expect(Clock.monotonic() - start >= 50_000_000)
    held.release()
    try fixture.append()
  }

  @Test func `opening twice in one process is refused`() throws {
    let fixture = try Fixture()
    let error = #expect(throws: LedgerError.self) {
      try Ledger.open(at: fixture.path, mode: .readOnly)
    }
    #expect(error?.code == .alreadyOpen)
  }

  @Test func `a reader needs no key and writes nothing`() throws {
    let fixture = try Fixture()
    try fixture.append()
    try fixture.reopen(.readOnly)
    #expect(try fixture.ledger.head().size == 3)
    let error = #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(error?.code == .readOnly)
  }

  @Test func `a read-only copy can be read and verified without locks`() throws {
    let fixture = try Fixture()
    for _ in 0..<300 { try fixture.append() }
    let head = try fixture.ledger.head()
    fixture.ledger.close()
    let copy = fixture.directory.path("copy")
    try FileSystem.makeDirectories(copy + "/log")
    try FileSystem.copyReflinkOrCopy(fixture.path + "/log/data.mdb", copy + "/log/data.mdb")
    // Whether or not this account could write there: nothing is.
    let store = try LMDBStore(path: copy + "/log", access: .readLockFree)
    #expect(store.isLockFree)
    let verification = Verifier.verify(
      store, BlobStore(directory: copy + "/blobs"), Verifier.Options())
    #expect(verification.findings == [])
    #expect(verification.head == head)
    store.close()
    #expect(try FileSystem.list(copy + "/log") == ["data.mdb"])
  }

  @Test func `a ledger within a ledger is refused`() throws {
    let fixture = try Fixture()
    for path in ["project/.runledger", "project/deep/er/.runledger"] {
      let error = #expect(throws: LedgerError.self) {
        try Ledger.create(
          at: fixture.directory.path(path), creation(nil, Source(seed: 2)),
          keyring: fixture.keyring)
      }
      #expect(error?.code == (path.contains("deep") ? .alreadyExists : .alreadyOpen))
    }
    fixture.ledger.close()
    let error = #expect(throws: LedgerError.self) {
      try Ledger.create(
        at: fixture.path, creation(nil, Source(seed: 2)), keyring: fixture.keyring)
    }
    #expect(error?.code == .alreadyExists)
    let sub = fixture.directory.path("project/deep")
    try FileSystem.makeDirectories(sub)
    #expect(LedgerDirectory.find(from: sub)?.path == (try FileSystem.realPath(fixture.path)))
    #expect(LedgerDirectory.find(from: fixture.directory.path)?.path == nil)
  }

  @Test func `an origin is the given one or one nobody else has`() throws {
    let fixture = try Fixture(origin: nil)
    #expect(fixture.ledger.origin.hasPrefix("runledger.local/"))
    #expect(fixture.ledger.origin.utf8.count == 16 + 16)
    for origin in ["", "a b", "a+b", String(repeating: "x", count: 201)] {
      let error = #expect(throws: LedgerError.self) {
        try Ledger.create(
          at: fixture.directory.path("other/.runledger"), creation(origin, Source(seed: 2)),
          keyring: fixture.keyring)
      }
      #expect(error?.code == .invalid)
    }
  }

  @Test func `an entry of a later format refuses writing by name and leaves the rest readable`()
    throws
  {
    let fixture = try Fixture()
    let head = try fixture.ledger.head()
    var changes = StoreChanges()
    changes.firstIndex = 2
    changes.entries = [try futureEntry(fixture.admin, origin: fixture.ledger.origin, seen: head)]
    try fixture.ledger.store.commit(changes)
    let error = #expect(throws: LedgerError.self) { try fixture.ledger.entry(2) }
    #expect(error?.code == .formatFromTheFuture)
    #expect(error?.message.contains("format 2") == true)
    #expect(error?.message.contains("format 1") == true)
    #expect(try fixture.ledger.entry(1).entry.command == "enroll_key")
    try fixture.reopen()
    #expect(throws: LedgerError.self) { try fixture.append() }
    #expect(Verifier.verify(fixture.ledger).findings.contains { $0.kind == .futureFormat })
  }

  @Test func `runner commands are sealed at most once a second and by seal`() throws {
    let fixture = try Fixture()
    try fixture.append("observe_stage", by: fixture.runner)
    try fixture.append("observe_stage", by: fixture.runner)
    #expect(try fixture.ledger.checkpoint()?.head.size == 2)
    try fixture.append("add_note")
    #expect(try fixture.ledger.checkpoint()?.head.size == 5)
    try fixture.append("observe_stage", by: fixture.runner)
    #expect(try fixture.ledger.checkpoint()?.head.size == 5)
    try fixture.ledger.seal(lockDeadline: nil)
    #expect(try fixture.ledger.checkpoint()?.head == (try fixture.ledger.head()))
    let commit = try fixture.ledger.lastCommit()
    try fixture.ledger.seal(lockDeadline: nil)
    #expect(try fixture.ledger.lastCommit() == commit)
  }
}
