import Bytes
import Files
import TestKit
import Testing

@testable import Ledger

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
