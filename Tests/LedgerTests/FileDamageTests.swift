import Bytes
import Files
import LMDB
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Damage to the files of a ledger, from the outside.
@Suite struct FileDamageTests {
  let fixture: Fixture
  let data: String

  init() throws {
    fixture = try Fixture()
    for _ in 0..<200 { try fixture.append() }
    fixture.ledger.close()
    data = fixture.path + "/log/data.mdb"
  }

  @Test func `a truncated log is a finding and an error, not a crash`() throws {
    let bytes = try FileSystem.readFile(data)
    for count in [0, 1, 100, 4_096, 8_192, bytes.count / 2] {
      try FileSystem.writeAtomically(data, Array(bytes[..<count]))
      let verification = Verifier.verify(at: fixture.path)
      #expect(!verification.ok, "\(count) bytes")
      #expect(
        verification.findings.contains { $0.kind == .storeDamaged || $0.kind == .gap },
        "\(count) bytes")
      let error = #expect(throws: LedgerError.self) {
        let ledger = try Ledger.open(
          at: fixture.path, mode: .readWrite, keyring: fixture.keyring)
        ledger.close()
      }
      #expect(error?.code == .altered || error?.code == .notFound, "\(count) bytes")
    }
  }

  @Test func `opening a log that is emptied or gone makes no new one`() throws {
    try FileSystem.writeAtomically(data, [])
    let before = Verifier.verify(at: fixture.path).findings.map(\.kind)
    for mode in [Ledger.Mode.readWrite, .readOnly] {
      let error = #expect(throws: LedgerError.self) {
        try Ledger.open(at: fixture.path, mode: mode, keyring: fixture.keyring)
      }
      #expect(error?.code == .altered)
      #expect(try FileSystem.readFile(data) == [])
    }
    #expect(Verifier.verify(at: fixture.path).findings.map(\.kind) == before)
    try FileSystem.remove(data)
    let error = #expect(throws: LedgerError.self) {
      try LMDBStore(path: fixture.path + "/log", access: .write)
    }
    #expect(error?.code == .notFound)
    #expect(!FileSystem.exists(data))
  }

  @Test func `a writer makes no table of entries where there is none`() throws {
    try FileSystem.remove(data)
    let environment = try Environment.open(fixture.path + "/log")
    _ = try environment.table("states")
    environment.close()
    let bytes = try FileSystem.readFile(data)
    let error = #expect(throws: LedgerError.self) {
      try Ledger.open(at: fixture.path, mode: .readWrite, keyring: fixture.keyring)
    }
    #expect(error?.code == .altered)
    #expect(try FileSystem.readFile(data) == bytes)
  }

  @Test func `an entry that is gone from within the log is damage, not an unknown name`() throws {
    let environment = try Environment.open(fixture.path + "/log")
    let entries = try environment.table("entries")
    _ = try environment.write { transaction throws(LMDBError) in
      try transaction.delete([0, 0, 0, 0, 0, 0, 0, 89], in: entries)
    }
    environment.close()
    let ledger = try Ledger.open(at: fixture.path, mode: .readOnly)
    defer { ledger.close() }
    let size = try ledger.head().size
    #expect(throws: Ledger.gap(89)) { try ledger.entry(89) }
    #expect(Ledger.gap(89).code == .altered)
    let beyond = #expect(throws: LedgerError.self) { try ledger.entry(size) }
    #expect(beyond?.code == .notFound)
  }

  @Test func `a new ledger is made on nothing that is left of another`() throws {
    try fixture.reopen()
    let entry = try fixture.ledger.entry(0).bytes
    fixture.ledger.close()
    let blob = fixture.path + "/blobs/sha256/ab/cd"
    try FileSystem.makeDirectories(PathName.parent(blob))
    try FileSystem.writeAtomically(blob, entry)
    for damage in ["gone", "empty", "fresh"] {
      if damage != "empty" { try FileSystem.remove(data) }
      if damage == "gone" { try FileSystem.writeAtomically(fixture.path + "/.gitignore", []) }
      if damage == "empty" { try FileSystem.writeAtomically(data, []) }
      if damage == "fresh" {
        try LMDBStore(path: fixture.path + "/log", access: .create(mode: 0o644)).close()
      }
      let before = try FileSystem.walk(fixture.path)
      let error = #expect(throws: LedgerError.self) { try again(fixture.path) }
      #expect(error?.code == .alreadyExists, "\(damage)")
      #expect(error?.hint?.contains("move the directory away") == true, "\(damage)")
      #expect(Set(try FileSystem.walk(fixture.path)).subtracting(before).isEmpty, "\(damage)")
    }
  }

  @Test func `what a crash within the making leaves is taken over`() throws {
    let path = fixture.directory.path("other/.runledger")
    try FileSystem.makeDirectories(path + "/log")
    try FileSystem.makeDirectories(path + "/blobs")
    try LMDBStore(path: path + "/log", access: .create(mode: 0o644)).close()
    #expect(FileSystem.exists(path + "/log/data.mdb"))
    let ledger = try again(path)
    #expect(try ledger.head().size == 2)
    ledger.close()
  }

  @Test func `a ledger whose keys cannot be kept is not made`() throws {
    let path = fixture.directory.path("other/.runledger")
    try FileSystem.makeDirectories(PathName.parent(path))
    let file = fixture.directory.path("file")
    try FileSystem.writeAtomically(file, [])
    #expect(throws: LedgerError.self) {
      try Ledger.create(
        at: path, creation(nil, Source(seed: 3)), keyring: Keyring(configDirectory: file))
    }
    #expect(!FileSystem.exists(path))
  }

  private func again(_ path: String) throws -> Ledger {
    try Ledger.create(
      at: path, creation("example.com/new", Source(seed: 3)), keyring: fixture.keyring)
  }

  @Test func `garbage for meta pages is a finding`() throws {
    var bytes = try FileSystem.readFile(data)
    for index in 0..<8_192 { bytes[index] = 0x5a }
    try FileSystem.writeAtomically(data, bytes)
    #expect(Verifier.verify(at: fixture.path).findings.map(\.kind) == [.storeDamaged])
  }

  @Test func `a flipped byte in the file is found wherever an entry lies`() throws {
    let bytes = try FileSystem.readFile(data)
    // The origin stands in every entry and nowhere else but in a few rows.
    let needle = Array("example.com/ledger".utf8)
    var position = 0
    var tried = 0
    while position + needle.count < bytes.count, tried < 12 {
      guard bytes[position..<position + needle.count].elementsEqual(needle) else {
        position += 1
        continue
      }
      var damaged = bytes
      damaged[position + 3] ^= 4
      try FileSystem.writeAtomically(data, damaged)
      // A copy of the page may be one that LMDB has freed: then the log is as it was.
      let verification = Verifier.verify(at: fixture.path)
      if !verification.ok { tried += 1 }
      position += needle.count
    }
    #expect(tried == 12)
  }

  @Test func `a directory without a ledger is said to be one`() throws {
    let error = #expect(throws: LedgerError.self) {
      try Ledger.open(at: fixture.directory.path("nothing"), mode: .readOnly)
    }
    #expect(error?.code == .notFound)
    #expect(!Verifier.verify(at: fixture.directory.path("nothing")).ok)
  }
}
