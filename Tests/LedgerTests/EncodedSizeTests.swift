import Bytes
import Codecs
import Testing

@testable import Ledger
@testable import LedgerFormat

/// What decides which maps leave an entry is counted, not encoded: both must agree for ever.
@Suite struct EncodedSizeTests {
  private func bodyCount(_ drafts: [DraftEvent]) -> Int {
    let entry = Entry(
      origin: "example.com/ledger", commandID: .named("x"), seen: .empty, authorSequence: 0,
      authorPrevious: .zero, at: 0, command: "add_note", arguments: .inline([0xa0]),
      events: drafts.map {
        EntryEvent(
          type: $0.type, version: $0.version, stream: $0.stream, by: $0.by, cause: $0.cause,
          data: .inline([0xa0]))
      }, keyID: KeyID(high: 1, low: 2))
    return entry.body.count
  }

  private func draft(_ size: Int, version: UInt64 = 1, cause: UInt64? = nil) -> DraftEvent {
    DraftEvent(
      type: String(repeating: "t", count: min(size, Limits.nameBytes)), version: version,
      stream: String(repeating: "s", count: min(size, Limits.streamBytes)),
      by: String(repeating: "b", count: min(size, Limits.nameBytes) - 1), cause: cause,
      data: [0xa0])
  }

  @Test(arguments: [1, 22, 23, 24, 25, 64, 199, 200])
  func `texts of every length are counted as they are encoded`(_ size: Int) {
    let drafts = [draft(size)]
    #expect(drafts.encodedCount == bodyCount(drafts) - bodyCount([]))
  }

  @Test(arguments: [0, 1, 23, 24, 255, 256, 1_000])
  func `any number of events is counted as it is encoded`(_ count: Int) {
    let drafts = (0..<count).map { draft(5, cause: $0 == 0 ? nil : UInt64($0 - 1)) }
    #expect(drafts.encodedCount == bodyCount(drafts) - bodyCount([]))
  }

  @Test(arguments: [1, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, UInt64.max])
  func `versions and causes are counted as they are encoded`(_ number: UInt64) {
    let drafts = [draft(3, version: number, cause: number)]
    #expect(drafts.encodedCount == bodyCount(drafts) - bodyCount([]))
    #expect(CBOR.headCount(number) == head(number))
  }

  private func head(_ number: UInt64) -> Int {
    var writer = CBORWriter()
    writer.unsigned(number)
    return writer.bytes.count
  }
}
