import Files
import Projections
import Study
import TestKit
import Testing

/// Published outputs while the study runs.
@Suite struct LivePublishingTests {
  private let directory: TemporaryDirectory
  private let role = "run-0001-role-centric-TASK-001"

  init() throws { directory = try TemporaryDirectory() }

  private func path(_ name: String) -> String { directory.path("trial/\(name)") }

  @Test func `they are there as soon as their stage ended`() throws {
    var trial = Trial()
    let plan = try Trial.plan()
    trial.begin(plan)
    let schedule = plan.schedule(level: 0, round: 1)
    trial.plan(schedule[1])
    let record = try KeptRecord(trial)
    let live = try LiveExport(record, study: "trial", root: directory.path)
    try live.catchUp(now: 0)
    trial.work(role, "init", ["inputs/a.txt": "first\n"])
    try record.update(trial)
    try live.catchUp(now: 1)
    #expect(try FileSystem.readFile(path("\(role)/inputs/a.txt")) == Array("first\n".utf8))
    trial.plan(schedule[0])
    trial.work("study", "report", ["comparative-report.md": "# Report\n"])
    try record.update(trial)
    try live.catchUp(now: 2)
    #expect(!FileSystem.exists(path("comparative-report.md")))
    try live.catchUp(now: LiveExport.interval)
    #expect(FileSystem.exists(path("comparative-report.md")))
    #expect(try Exporter(record, root: directory.path).check().allSatisfy { $0.state == .current })
  }

  @Test func `what lies there as it was left is neither read nor written again`() throws {
    var trial = Trial()
    let plan = try Trial.plan()
    trial.begin(plan)
    trial.plan(plan.schedule(level: 0, round: 1)[1])
    trial.work(role, "init", ["inputs/a.txt": "first\n"])
    let record = try KeptRecord(trial)
    let live = try LiveExport(record, study: "trial", root: directory.path)
    try live.finish()
    let before = try #require(try FileSystem.status(path("\(role)/inputs/a.txt")))
    // Nobody may read it, and it has to do.
    let blob = try #require(
      record.path(ofBlob: try Exporter(record, root: "").published(of: "trial")[0].digest))
    try FileSystem.writeAtomically(blob, Array("never read".utf8))
    trial.work(role, "execute", ["agent.log": "{}\n"])
    try record.update(trial)
    try live.catchUp(now: 1)
    #expect(try FileSystem.status(path("\(role)/inputs/a.txt")) == before)
    #expect(FileSystem.exists(path("\(role)/agent.log")))
    // Touched by somebody, it is put right from the blob, which is not what it was.
    try FileSystem.writeAtomically(path("\(role)/inputs/a.txt"), [1])
    trial.work(role, "evaluate", ["scorecard.json": "{}\n"])
    try record.update(trial)
    #expect(throws: ProjectionError.self) { try live.catchUp(now: 2) }
  }

  @Test func `a purged content does not stop the others`() throws {
    let trial = try Trial.whole()
    let record = try KeptRecord(trial)
    try record.erase(Array("judged \(role)\n".utf8))
    let live = try LiveExport(record, study: "trial", root: directory.path)
    try live.finish()
    #expect(!FileSystem.exists(path("\(role)/evaluation.log")))
    #expect(FileSystem.exists(path("\(role)/scorecard.json")))
    let list = try FileSystem.readFile(path("\(role)/SHA256SUMS"))
    #expect(String(decoding: list, as: UTF8.self).contains("# erased: "))
  }
}
