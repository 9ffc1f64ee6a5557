import Files
import Ledger
import Projections
import Study
import TestKit
import Testing

@Suite struct FoldTests {
  @Test func `how the entries are handed over makes no difference`() throws {
    let record = try Story.wholeStudy().record
    let expected = try Exporter(record, root: "").files(of: "wine")
    for step in [1, 2, 7] {
      let directory = try TemporaryDirectory()
      var growing = MemoryRecord(origin: record.origin)
      let source = GrowingRecord(growing)
      let live = try LiveExport(source, study: "wine", root: directory.path)
      for (index, entry) in record.entries.enumerated() {
        growing.append(entry)
        guard index % step == 0 else { continue }
        source.update(growing)
        try live.catchUp(now: UInt64(index) * 100_000_000)
      }
      source.update(growing)
      try live.finish()
      for file in expected {
        let found = try FileSystem.readFile("\(directory.path)/\(file.path)")
        #expect(found == file.bytes, "\(file.path) with steps of \(step)")
      }
    }
  }

  @Test func `a run's files do not change with what happens to other runs`() throws {
    let record = try Story.wholeStudy().record
    let exporter = Exporter(record, root: "")
    let view = try exporter.view(of: "wine")
    let run = try #require(view.run("A-s42"))
    #expect(run.size < view.size)
    let now = try exporter.files(of: "wine").filter { $0.path.hasPrefix("wine/A-s42/") }
    let then = try exporter.files(of: "wine", at: run.size)
      .filter { $0.path.hasPrefix("wine/A-s42/") }
    #expect(now == then)
    #expect(now.count == 7)
  }

  @Test func `a run stands where its last events leave it`() throws {
    let record = try Story.wholeStudy().record
    let exporter = Exporter(record, root: "")
    let view = try exporter.view(of: "wine")
    #expect(view.runs.map(\.id) == ["A-study", "A-s42", "A-s43", "B-s44"])
    #expect(
      view.runs.map(\.status)
        == [.running, .locked, .finished, .planned].map { status in
          // Nothing was started in the run of the stages over all runs: its only stage was skipped.
          status == .running ? .planned : status
        })
    let blocked = record.entries.firstIndex { entry in
      entry.events.contains { $0.type == "stage.blocked" }
    }
    let before = try exporter.view(of: "wine", at: UInt64(try #require(blocked)) + 1)
    let run = try #require(before.run("A-s43"))
    #expect(run.status == .blocked)
    let next = try #require(run.next(in: try Story.plan()))
    #expect(next == ("classify", "k=5"))
    #expect(try #require(run.lastCompleted) == ("classify", "k=3"))
  }

  @Test func `a blocked unit that other thresholds let pass is blocked no longer`() throws {
    var story = try Story.wholeStudy()
    let blocked = StageBlocked(
      stage: "classify", unit: "k=3", reason: "gate", evidence: "quality is FAIL",
      proposal: "leave out k=3", command: "runledger amend wine.yaml")
    story.work(
      "B-s44", "k=3", accuracy: 0.25,
      then: [
        Story.gate("B-s44", "k=3", 0.25, .fail), (.run("wine", "B-s44"), .stageBlocked(blocked)),
      ])
    let before = try #require(try Exporter(story.record, root: "").view(of: "wine").run("B-s44"))
    #expect(before.status == .blocked)
    story.tell(
      "claim_work",
      [
        Story.planned(
          "B-s44", level: "B", seed: 44, revision: 3,
          stale: [StaleUnit(stage: "classify", unit: "k=3", why: "gates changed", action: .judge)]),
        Story.gate("B-s44", "k=3", 0.25, .pass),
      ])
    let run = try #require(try Exporter(story.record, root: "").view(of: "wine").run("B-s44"))
    let unit = try #require(run.stage("classify")?.unit("k=3"))
    #expect(unit.phase == .succeeded)
    #expect(unit.blocked == nil)
    #expect(unit.isDone)
    #expect(run.status != .blocked)
    #expect(try #require(run.lastCompleted) == ("classify", "k=3"))
  }

  @Test func `a run that replaces another takes over its finished work`() throws {
    var story = try Story.wholeStudy()
    story.tell(
      "rerun",
      [
        (
          .run("wine", "A-s42"),
          .runCorrected(RunCorrected(by: "A-s42-r2", reason: "wrong input"))
        ),
        Story.planned(
          "A-s42-r2", seed: 42, of: "A-s42",
          stale: [StaleUnit(stage: "classify", unit: "k=5", why: "rerun", action: .redo)]),
      ])
    let view = try Exporter(story.record, root: "").view(of: "wine")
    let run = try #require(view.run("A-s42-r2"))
    let stage = try #require(run.stage("classify"))
    #expect(stage.unit("k=3")?.inherited == "A-s42")
    #expect(stage.unit("k=3")?.isDone == true)
    #expect(stage.unit("k=5")?.isDone == false)
    #expect(stage.unit("k=5")?.result == nil)
    #expect(view.run("A-s42")?.status == .corrected)
    #expect(run.status == .planned)
  }

  @Test func `an event of another study changes nothing`() throws {
    var view = StudyView(slug: "cheese")
    for entry in try Story.wholeStudy().record.entries { #expect(view.evolve(entry).isEmpty) }
    #expect(view.size == 0)
    #expect(view.plans.isEmpty)
  }

  @Test func `a name that leads out of the directory is refused`() throws {
    var story = Story()
    story.tell("claim_work", [(.run("wine", ".."), .runStarted(RunStarted()))])
    let record = story.record
    #expect(throws: ProjectionError.self) { try Exporter(record, root: "").files(of: "wine") }
  }
}
