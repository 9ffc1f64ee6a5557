import Codecs
import Files
import Ledger
import Projections
import Study
import TestKit
import Testing

@Suite struct LedgerRecordTests {
  @Test func `a ledger gives the study that was told to it`() throws {
    let story = try Story.wholeStudy()
    let told = try LedgerStory(story)
    let record = LedgerRecord(told.ledger)
    let view = try Exporter(record, root: "").view(of: "wine")
    #expect(view.runs.map(\.id) == ["A-study", "A-s42", "A-s43", "B-s44"])
    #expect(view.plan == (try Story.plan(limit: 0.125)))
    #expect(try record.studies(before: try record.size()) == ["wine"])
    let entry = try record.entry(2)
    #expect(entry.author == "ada")
    #expect(entry.role == "admin")
  }

  @Test func `a detached plan is followed into its blob, and an erased note leaves a gap`() throws {
    let told = try LedgerStory(try Story.wholeStudy())
    let long = String(repeating: "long ", count: 2_000)
    try told.tell("note", [note("wine", long)])
    let record = LedgerRecord(told.ledger)
    let last = try record.size() - 1
    guard case .noteAdded(let added) = try record.entry(last).events[0].fact else {
      Issue.record("no note")
      return
    }
    #expect(added.text == long)
    guard
      case .detached(let commitment, _) = try told.ledger.entry(last).entry.events[0].data
    else {
      Issue.record("the note is not detached")
      return
    }
    try FileSystem.remove(told.ledger.blobs.path(of: commitment))
    #expect(try record.entry(last).events[0].fact == nil)
    #expect(try Exporter(record, root: "").view(of: "wine").erasedCount == 1)
  }

  @Test func `one run is read without the others`() throws {
    let told = try LedgerStory(try Story.wholeStudy())
    let record = LedgerRecord(told.ledger)
    let whole = try Exporter(record, root: "").view(of: "wine")
    let part = try record.study("wine", with: "A-s43")
    let run = try #require(part.run("A-s43"))
    let expected = try #require(whole.run("A-s43"))
    #expect(run.logs == expected.logs)
    #expect(run.stages == expected.stages)
    #expect(part.run("B-s44")?.counts.events ?? 0 <= 1)
    let stream = try record.entries(ofStream: "run/wine/A-s43", last: 2)
    #expect(stream.count == 2)
    #expect(stream.allSatisfy { $0.events.allSatisfy { $0.stream == .run("wine", "A-s43") } })
    #expect(stream.last?.index == run.last.entry)
  }

  @Test func `contents come from the ledger's blobs`() throws {
    let trial = try Trial.whole()
    let told = try LedgerStory(trial.story)
    for bytes in trial.contents.sorted(by: { $0.key < $1.key }).map(\.value) {
      try told.ledger.blobs.put(bytes)
    }
    let directory = try TemporaryDirectory()
    let exporter = Exporter(LedgerRecord(told.ledger), root: directory.path)
    #expect(try exporter.export().erased.isEmpty)
    let report = try FileSystem.readFile(directory.path("trial/comparative-report.md"))
    #expect(report == Array("# Comparative report\n".utf8))
    try FileSystem.remove(told.ledger.blobs.path(of: Hashing.digest(of: report)))
    try FileSystem.remove(directory.path("trial/comparative-report.md"))
    #expect(try exporter.export().erased == ["trial/comparative-report.md"])
  }

  @Test func `one run of a pair is read without the other`() throws {
    let told = try LedgerStory(try Trial.whole().story)
    let record = LedgerRecord(told.ledger)
    let whole = try Exporter(record, root: "").view(of: "trial")
    for expected in whole.runs {
      let run = try #require(try record.study("trial", with: expected.id).run(expected.id))
      #expect(run.partner == expected.partner)
      #expect(run.logs == expected.logs)
      #expect(run.stages == expected.stages)
    }
  }

  @Test func `an event of a later version is refused by name`() throws {
    let told = try LedgerStory()
    try told.tell(
      "later", [DraftEvent(type: "run.teleported", stream: "run/wine/A", data: [0xa0])])
    let record = LedgerRecord(told.ledger)
    do {
      _ = try Exporter(record, root: "").view(of: "wine")
      Issue.record("an unknown event was projected")
    } catch {
      #expect(error.code == .unknownEvent)
      #expect(error.message.contains("run.teleported"))
      #expect(error.event == EventPosition(entry: try record.size() - 1, ordinal: 0))
    }
  }

  @Test func `a time in the past is rendered as it was then`() throws {
    let story = try Story.wholeStudy()
    let told = try LedgerStory(story)
    let time = Story.dawn + 14_000_000_000
    let size = try Prefix.size("2026-01-01T00:00:14Z", in: told.ledger)
    #expect(size == (try Prefix.size(forTime: time, in: told.ledger)))
    let view = try Exporter(LedgerRecord(told.ledger), root: "").view(of: "wine", at: size)
    #expect(view.run("A-s42")?.status == .finished)
    #expect(view.last?.at == time)
    #expect(try Prefix.size("@5", in: told.ledger) == 6)
    for text in ["@99999", "yesterday", "@x"] {
      #expect(throws: ProjectionError.self) { try Prefix.size(text, in: told.ledger) }
    }
  }
}
