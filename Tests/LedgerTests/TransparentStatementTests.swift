import Bytes
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

/// Entries with receipts, and proofs of growth, as files of their own.
@Suite struct TransparentStatementTests {
  let fixture: Fixture
  let key: NoteKey

  init() throws {
    fixture = try Fixture()
    for _ in 0..<9 { try fixture.append() }
    key = try fixture.ledger.verifierKey()
  }

  @Test func `every entry has a receipt that holds with the log's key alone`() throws {
    for index in 0..<UInt64(11) {
      let made = try fixture.ledger.transparentStatement(of: index)
      let read = try TransparentStatement(parsing: made.bytes)
      #expect(read == made)
      #expect(read.entry == (try fixture.ledger.entry(index).bytes))
      #expect(read.holds(key))
      #expect(read.proof.index == index && read.proof.size == 11)
    }
    #expect(throws: LedgerError.self) { try fixture.ledger.transparentStatement(of: 11) }
  }

  @Test func `any bit of it makes it hold no more`() throws {
    let bytes = try fixture.ledger.transparentStatement(of: 4).bytes
    let entry = try fixture.ledger.entry(4)
    for (bit, flipped) in everyBitFlip(of: bytes) where bit % 5 == 0 {
      guard let read = try? TransparentStatement(parsing: flipped) else { continue }
      #expect(!read.holds(key) || read.entry != entry.bytes, "bit \(bit)")
      #expect(!read.holds(key), "bit \(bit)")
    }
    let other = try Fixture(seed: 4, origin: fixture.ledger.origin)
    let statement = try TransparentStatement(parsing: bytes)
    #expect(!statement.holds(try other.ledger.verifierKey()))
  }

  @Test func `a log that only grew proves it, and another does not`() throws {
    let checkpoint = try found(fixture.ledger.checkpoint())
    for size in 0...checkpoint.head.size {
      let made = ConsistencyFile(
        first: Head(size: size, root: try fixture.ledger.root(at: size)),
        proof: try fixture.ledger.consistencyProof(from: size, to: checkpoint.head.size),
        checkpoint: checkpoint)
      let read = try ConsistencyFile(parsing: made.text)
      #expect(read == made)
      #expect(read.holds(key))
      let wrong = ConsistencyFile(
        first: Head(size: size, root: .zero),
        proof: ConsistencyProof(first: size, second: checkpoint.head.size, path: made.path),
        checkpoint: checkpoint)
      #expect(!wrong.holds(key))
    }
  }
}
