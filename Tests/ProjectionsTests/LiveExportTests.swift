import Files
import Projections
import Study
import TestKit
import Testing

@Suite struct LiveExportTests {
  private let directory: TemporaryDirectory
  private let source: GrowingRecord
  private var story = Story()

  init() throws {
    directory = try TemporaryDirectory()
    story.tell(
      "register_study",
      [
        (
          Story.wine,
          .studyRegistered(StudyRegistered(plan: try Story.plan(), file: pin("wine.yaml")))
        ),
        Story.planned("A-s42", seed: 42),
      ])
    source = GrowingRecord(story.record)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.readFile(directory.path("wine/\(path)")), as: UTF8.self)
  }

  @Test mutating func `the end of a stage is written at once, tables once a second`() throws {
    let live = try LiveExport(source, study: "wine", root: directory.path)
    try live.catchUp(now: 0)
    #expect(try text("registry.csv").contains("A-s42,,,2026-01-01T00:00:00Z,planned"))
    story.work("A-s42", "k=3", accuracy: 0.9)
    story.tell("start_run", [(.run("wine", "A-s42"), .runStarted(RunStarted()))])
    source.update(story.record)
    try live.catchUp(now: LiveExport.interval - 1)
    #expect(try text("A-s42/RUN_STATE.json").contains("\"last_completed_step\": \"classify[k=3]\""))
    #expect(try text("registry.csv").contains("planned"))
    try live.catchUp(now: LiveExport.interval)
    #expect(try text("registry.csv").contains("running"))
  }

  @Test mutating func `a long stage is seen to run after a second`() throws {
    let live = try LiveExport(source, study: "wine", root: directory.path)
    try live.catchUp(now: 0)
    let id = AttemptID(study: "wine", run: "A-s42", stage: "classify", unit: "k=3", attempt: 1)
    story.tell(
      "start_stage",
      [
        (
          id.stream,
          .stageStarted(
            StageStarted(
              id: id, command: ["sleep"], pid: 1, processStart: 1, boot: "b", directory: "d"))
        )
      ])
    source.update(story.record)
    try live.catchUp(now: 1)
    try live.catchUp(now: LiveExport.interval)
    #expect(try text("A-s42/stages/classify.json").contains("\"status\": \"running\""))
  }

  @Test func `the end writes what somebody deleted`() throws {
    let live = try LiveExport(source, study: "wine", root: directory.path)
    try live.finish()
    try FileSystem.removeTree(directory.path("wine"))
    try live.finish()
    #expect(try Exporter(source, root: directory.path).check().allSatisfy { $0.state == .current })
  }
}
