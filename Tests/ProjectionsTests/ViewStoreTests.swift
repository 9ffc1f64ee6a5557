import Files
import Ledger
import Projections
import Testing

@Suite struct ViewStoreTests {
  /// A ledger with more entries than are kept in memory.
  private func longStory() throws -> LedgerStory {
    let told = try LedgerStory(try Story.wholeStudy())
    for index in 0..<300 { try told.tell("n\(index)", [note("s\(index % 3)", "\(index)")]) }
    return told
  }

  private func rows(_ store: ViewStore) throws -> [String] {
    var rows: [String] = [try store.studies().joined(separator: " ")]
    for stream in ["study/wine", "study/s1", "run/wine/A-s42", "ledger", "study/none"] {
      rows.append(
        "\(stream): \(try store.entries(ofStream: stream).map { "\($0.entry)\($0.ordinals)" })")
      rows.append("last of \(stream): \(try store.entries(ofStream: stream, last: 2).map(\.entry))")
    }
    for study in ["wine", "s1", "", "none"] {
      rows.append("\(study): \(try store.entries(ofStudy: study))")
      rows.append("\(study) from 60: \(try store.entries(ofStudy: study, from: 60, limit: 7))")
    }
    return rows
  }

  @Test func `what is stored equals what is remembered, however it came about`() throws {
    let told = try longStory()
    let memory = ViewStore(path: nil)
    try memory.catchUp(told.ledger)
    #expect(!memory.isStored)
    let expected = try rows(memory)
    #expect(expected[0] == "s0 s1 s2 wine")

    let stored = ViewStore(told.ledger.directory)
    try stored.catchUp(told.ledger)
    #expect(stored.isStored)
    #expect(try rows(stored) == expected)
    try stored.rebuild(told.ledger)
    #expect(try rows(stored) == expected)
  }

  @Test func `entries behind the stored ones are found too`() throws {
    let told = try longStory()
    let stored = ViewStore(told.ledger.directory)
    try stored.catchUp(told.ledger)
    try told.tell("more", [note("s1", "more"), note("wine", "more")])
    try stored.catchUp(told.ledger)
    let memory = ViewStore(path: nil)
    try memory.catchUp(told.ledger)
    #expect(try rows(stored) == (try rows(memory)))
    #expect(stored.size == (try told.ledger.head().size))
  }

  @Test func `the index of another ledger is not believed`() throws {
    let first = try longStory()
    let views = first.ledger.directory.views
    do {
      let store = ViewStore(path: views)
      try store.catchUp(first.ledger)
    }
    let second = try LedgerStory(try Story.wholeStudy())
    let store = ViewStore(path: views)
    try store.catchUp(second.ledger)
    #expect(try store.studies() == ["wine"])
  }

  @Test func `a damaged or forbidden index is done without`() throws {
    let told = try longStory()
    let expected = ViewStore(path: nil)
    try expected.catchUp(told.ledger)
    let views = told.ledger.directory.views
    try FileSystem.makeDirectories(views)
    try FileSystem.writeAtomically("\(views)/data.mdb", Array("rubbish".utf8))
    let damaged = ViewStore(path: views)
    try damaged.catchUp(told.ledger)
    #expect(try rows(damaged) == (try rows(expected)))
    let forbidden = ViewStore(path: "/proc/none/views")
    try forbidden.catchUp(told.ledger)
    #expect(!forbidden.isStored)
    #expect(try rows(forbidden) == (try rows(expected)))
  }

  @Test func `a second reader in the process leaves the first one's index alone`() throws {
    let told = try longStory()
    let first = ViewStore(told.ledger.directory)
    try first.catchUp(told.ledger)
    let expected = try rows(first)
    let second = ViewStore(told.ledger.directory)
    #expect(!second.isStored)
    try second.catchUp(told.ledger)
    #expect(try rows(second) == expected)
    try told.tell("more", [note("s1", "more")])
    try first.catchUp(told.ledger)
    #expect(first.isStored)
    #expect(try rows(first) != expected)
  }

  @Test func `a stored index is opened again and goes on where it was`() throws {
    let told = try longStory()
    func stored() throws -> [String] {
      let store = ViewStore(told.ledger.directory)
      try store.catchUp(told.ledger)
      #expect(store.isStored)
      return try rows(store)
    }
    let before = try stored()
    #expect(try stored() == before)
    for index in 0..<300 { try told.tell("m\(index)", [note("s4", "\(index)")]) }
    let memory = ViewStore(path: nil)
    try memory.catchUp(told.ledger)
    #expect(try stored() == (try rows(memory)))
  }
}
