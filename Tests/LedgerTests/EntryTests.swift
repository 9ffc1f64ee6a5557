import Bytes
import Codecs
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct EntryTests {
  let signer: Signer

  init() throws { signer = try Signer(seed: [UInt8](64..<96), label: "test") }

  func entry() -> Entry {
    Entry(
      origin: "example.com/ledger", commandID: .named("x"),
      seen: Head(size: 8, root: Merkle.leaf([1])), authorSequence: 3,
      authorPrevious: Merkle.leaf([2]), at: -5, command: "add_note",
      arguments: .inline(CBOR.encode(["a": 1] as ValueMap)),
      events: [
        EntryEvent(
          type: "note.added", version: 1, stream: "study/a", by: "", cause: nil,
          data: .inline(CBOR.encode(["b": 0.1] as ValueMap))),
        EntryEvent(
          type: "gate.evaluated", version: 2, stream: "run/a/b", by: "gates", cause: 0,
          data: .detached(commitment: Merkle.leaf([3]), size: 5_000)),
      ], keyID: signer.keyID)
  }

  @Test func `an entry comes back from its bytes as it was`() throws {
    let signed = try SignedEntry(entry(), by: signer)
    let decoded = try SignedEntry(decoding: signed.bytes)
    #expect(decoded == signed)
    #expect(decoded.entry == entry())
    #expect(decoded.isSigned(byPublicKey: signer.publicKey))
    #expect(decoded.leaf == Merkle.leaf(signed.bytes))
  }

  @Test func `an entry begins with the published envelope`() throws {
    let bytes = try SignedEntry(entry(), by: signer).bytes
    #expect(Hex.encode(Array(bytes.prefix(4))) == "d284583c")
    #expect(
      COSE.protected(signer.keyID)
        == (try found(Hex.decode("a301270378246170706c69636174696f6e2f766e642e")))
        + Array("runledger.entry+cbor".utf8) + [4, 0x50] + signer.keyID.bytes)
    // The same key as in the published vector.
    #expect(signer.keyID.hex == "03396219237f75a64f12aeb7f39723ab")
  }

  @Test func `the published entry has the published leaf hash and signature base`() throws {
    let published = try found(
      JSON.decode(Vectors.bytes("ledger/vectors/published/entry.json")).asMap)
    let bytes = try Vectors.bytes("ledger/vectors/published/entry.cbor")
    #expect(Merkle.leaf(bytes).hex == published["leaf"]?.asText)
    // Its protected header and body are not of this format: it is refused, not misread.
    #expect(throws: FormatError.self) { try SignedEntry(decoding: bytes) }
  }

  @Test func `every truncation is refused`() throws {
    let bytes = try SignedEntry(entry(), by: signer).bytes
    for truncated in everyTruncation(of: bytes) {
      #expect(throws: FormatError.self) { try SignedEntry(decoding: truncated) }
    }
    #expect(throws: FormatError.self) { try SignedEntry(decoding: bytes + [0]) }
  }

  @Test func `every flipped bit is refused or breaks the signature`() throws {
    let signed = try SignedEntry(entry(), by: signer)
    for (bit, flipped) in everyBitFlip(of: signed.bytes) {
      guard let decoded = try? SignedEntry(decoding: flipped) else { continue }
      #expect(decoded.leaf != signed.leaf)
      let isAccepted =
        decoded.entry.keyID == signer.keyID && decoded.isSigned(byPublicKey: signer.publicKey)
      #expect(!isAccepted, "bit \(bit)")
    }
  }

  @Test func `a later format is refused as such`() throws {
    let future = try futureEntry(signer, origin: "o", seen: .empty)
    let error = #expect(throws: FormatError.self) { try SignedEntry(decoding: future) }
    #expect(error?.kind == .futureVersion)
    #expect(error?.message.contains("format 2") == true)
    #expect(error?.message.contains("format 1") == true)
  }

  @Test func `limits hold at their value and not beyond`() throws {
    var entry = entry()
    entry.origin = String(repeating: "o", count: Limits.originBytes)
    entry.command = String(repeating: "c", count: Limits.nameBytes)
    entry.events[0].stream = String(repeating: "s", count: Limits.streamBytes)
    entry.events[0].type = String(repeating: "t", count: Limits.nameBytes)
    _ = try SignedEntry(entry, by: signer)
    for change in [
      { $0.origin += "o" }, { $0.command += "c" }, { $0.events[0].stream += "s" },
      { $0.events[0].type += "t" }, { $0.origin = "" }, { $0.command = "" },
      { $0.events[0].version = 0 }, { $0.events[1].cause = 1 },
      { $0.arguments = .inline([0x01]) }, { $0.arguments = .inline([0xa1, 0x01, 0x01]) },
      { $0.events = Array(repeating: $0.events[0], count: Limits.entryEvents + 1) },
    ] as [(inout Entry) -> Void] {
      var broken = entry
      change(&broken)
      #expect(throws: FormatError.self) { try SignedEntry(broken, by: signer) }
    }
    var large = self.entry()
    large.events = []
    large.arguments = .inline(filler(60_000))
    let room = Limits.entryBytes - (try SignedEntry(large, by: signer)).bytes.count
    large.arguments = .inline(filler(60_000 + room))
    #expect(try SignedEntry(large, by: signer).bytes.count == Limits.entryBytes)
    large.arguments = .inline(filler(60_000 + room + 1))
    let error = #expect(throws: FormatError.self) { try SignedEntry(large, by: signer) }
    #expect(error?.kind == .limit)
  }

  private func filler(_ count: Int) -> [UInt8] {
    CBOR.encode(["x": .bytes([UInt8](repeating: 0, count: count))] as ValueMap)
  }

  @Test func `command identifiers are what the format says`() {
    let random = CommandID.random(
      atNanoseconds: 0x0102_0304_0506 * 1_000_000, entropy: [UInt8](10..<20))
    #expect(random.hex == "0102030405060a0b0c0d0e0f10111213")
    #expect(CommandID.named("x") == CommandID.named("x"))
    #expect(
      CommandID.named("x").hex
        == String(Hashing.digest(of: Array("runledger/cmd-id/v1\u{0}x".utf8)).hex.prefix(32)))
    let leaf = Merkle.leaf([])
    let derived = CommandID.derived(origin: "o", name: "n", cause: leaf, ordinal: 1, n: 2)
    let message =
      Array("runledger/command/v1\u{0}o\u{0}n\u{0}".utf8) + leaf.bytes + [0, 0, 0, 1, 0, 0, 0, 2]
    #expect(derived.hex == String(Hashing.digest(of: message).hex.prefix(32)))
  }
}

/// An entry of format 2, signed rightly, with a body this build knows nothing of.
func futureEntry(_ signer: Signer, origin: String, seen: Head) throws -> [UInt8] {
  var writer = CBORWriter()
  writer.map(2)
  writer.unsigned(0)
  writer.unsigned(2)
  writer.unsigned(1)
  writer.text(origin)
  let body = writer.bytes
  let signature = signer.sign(COSE.toBeSigned(signer.keyID, body: body.span))
  return COSE.envelope(signer.keyID, body: body, signature: signature)
}
