import Bytes
import Codecs
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct CheckpointTests {
  let vectors: ValueMap
  let text: String
  let logKey: NoteKey
  let witness: NoteKey

  init() throws {
    vectors = try found(
      JSON.decode(Vectors.bytes("ledger/vectors/published/vec.json")).asMap)
    text = String(
      decoding: try Vectors.bytes("ledger/vectors/published/checkpoint.txt"), as: UTF8.self)
    logKey = try NoteKey(parsing: try found(vectors["vkey"]?.asText))
    witness = try NoteKey(parsing: try found(vectors["wvkey"]?.asText))
  }

  @Test func `the published checkpoint is read, verified and written again`() throws {
    let checkpoint = try Checkpoint(parsing: text)
    #expect(checkpoint.origin == "example.com/ledger")
    #expect(checkpoint.head.size == 8)
    #expect(checkpoint.text == text)
    #expect(checkpoint.isSigned(byOneOf: [logKey]))
    #expect(checkpoint.isSigned(byOneOf: [logKey, witness]))
    #expect(checkpoint.isSigned(byOneOf: [witness]))
    #expect(checkpoint.isSigned(byLogKey: logKey.publicKey))
    #expect(logKey.description == vectors["vkey"]?.asText)
    #expect(witness.description == vectors["wvkey"]?.asText)
  }

  @Test func `signing makes the published line`() throws {
    let signer = try Signer(seed: [UInt8](0..<32), label: "log")
    let head = try Checkpoint(parsing: text).head
    let made = try Checkpoint(origin: "example.com/ledger", head: head, signer: signer)
    #expect(text.hasPrefix(made.text))
    #expect(Checkpoint.body(origin: made.origin, head: head) == vectors["body"]?.asText)
  }

  @Test func `the specification's example note verifies`() throws {
    let key = try NoteKey(
      parsing: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    let line =
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    let note = try SignedNote(
      parsing: "This is an example message.\n\n— example.com/foo \(line)\n")
    #expect(note.isSigned(byOneOf: [key]))
  }

  @Test func `unknown lines are ignored and a wrong known line rejects the note`() throws {
    var checkpoint = try Checkpoint(parsing: text)
    checkpoint.add(SignedNote.Line(name: "other", keyHash: 7, signature: [1, 2, 3]))
    #expect(checkpoint.isSigned(byOneOf: [logKey]))
    #expect(try Checkpoint(parsing: checkpoint.text) == checkpoint)
    var wrong = checkpoint.note.lines[0].signature
    wrong[0] ^= 1
    checkpoint.add(
      SignedNote.Line(name: logKey.name, keyHash: logKey.keyHash, signature: wrong))
    #expect(!checkpoint.isSigned(byOneOf: [logKey]))
    #expect(!checkpoint.isSigned(byOneOf: []))
  }

  @Test func `every flipped bit is refused, unverifiable or in an ignored line`() throws {
    let bytes = Array(text.utf8)
    for (bit, flipped) in everyBitFlip(of: bytes) {
      guard let string = String(validating: flipped, as: UTF8.self),
        let parsed = try? Checkpoint(parsing: string)
      else { continue }
      let original = try Checkpoint(parsing: text)
      if parsed.isSigned(byOneOf: [logKey]) {
        #expect(parsed.origin == original.origin && parsed.head == original.head, "bit \(bit)")
      }
    }
  }

  @Test(arguments: [
    "o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
    "o\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— o AAAAAAA=\n",
    "o\n8\nXcna\n\n— o AAAAAAA=\n", "o\n8\n\n— o AAAAAAA=\n",
    "o o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— o AAAAAAA=\n",
    "o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n- o AAAAAAA=\n",
    "o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n— o AAAA\n",
    "o\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n", "",
  ])
  func `what is not a checkpoint is refused`(_ text: String) {
    #expect(throws: FormatError.self) { try Checkpoint(parsing: text) }
  }

  @Test func `a verifier key must carry its own hash`() {
    #expect(throws: FormatError.self) {
      try NoteKey(
        parsing: "example.com/ledger+93727de7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")
    }
  }
}
