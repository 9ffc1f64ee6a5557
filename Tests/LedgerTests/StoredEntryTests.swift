import Testing

@testable import Ledger
@testable import LedgerFormat

/// Entries that are read without copying them out.
@Suite struct StoredEntryTests {
  private func filled(_ count: Int) throws -> Fixture {
    let fixture = try Fixture()
    for _ in 0..<count { try fixture.append("add_note", by: fixture.runner) }
    return fixture
  }

  @Test func `a stored entry says what the entry says`() throws {
    let fixture = try filled(5)
    try fixture.ledger.storedEntries { stored in
      let entry = try fixture.ledger.entry(stored.index).entry
      #expect(stored.entry == entry && stored.commandName == entry.command)
      #expect(stored.eventCount == entry.events.count && stored.at == entry.at)
      for ordinal in 0..<stored.eventCount {
        #expect(stored.event(ordinal) == entry.events[ordinal])
        guard case .inline(let data) = entry.events[ordinal].data else { continue }
        #expect(stored.inlineDataRange(ordinal).map { Array(stored.bytes[$0]) } == data)
      }
      return true
    }
  }

  @Test(
    arguments: [
      [], [0], [3, 4, 5], [0, 2, 30, 31, 60], [1, 18, 35, 52], Array(0...60),
    ] as [[UInt64]])
  func `entries at any indices come in their order`(indices: [UInt64]) throws {
    let fixture = try filled(60)
    var seen: [UInt64] = []
    try fixture.ledger.storedEntries(at: indices) { stored in
      seen.append(stored.index)
      return true
    }
    #expect(seen == indices)
  }

  @Test func `reading ends where it is told to, and fails where there is nothing`() throws {
    let fixture = try filled(40)
    var seen: [UInt64] = []
    try fixture.ledger.storedEntries(at: [1, 2, 3, 39]) { stored in
      seen.append(stored.index)
      return stored.index < 2
    }
    #expect(seen == [1, 2])
    let size = try fixture.ledger.head().size
    #expect(throws: LedgerError.self) {
      try fixture.ledger.storedEntries(at: [1, size]) { _ in true }
    }
  }
}
