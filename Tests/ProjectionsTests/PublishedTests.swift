import Bytes
import Files
import Glibc
import Ledger
import Projections
import Study
import TestKit
import Testing

/// Outputs of stages among the files of their runs.
@Suite struct PublishedTests {
  private let directory: TemporaryDirectory
  private let goal = "run-0001-goal-centric-TASK-001"

  init() throws { directory = try TemporaryDirectory() }

  private func exporter(_ record: any StudyRecord) -> Exporter {
    Exporter(record, root: directory.path)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.readFile(directory.path("trial/\(path)")), as: UTF8.self)
  }

  private func replace(_ path: String, with text: String) throws {
    try FileSystem.writeAtomically(directory.path("trial/\(path)"), Array(text.utf8))
  }

  private func altered(_ exporter: Exporter) throws -> [String] {
    try exporter.check().filter { if case .altered = $0.state { true } else { false } }
      .map(\.description)
  }

  @Test func `they lie where the scope of their stage says`() throws {
    let record = try KeptRecord(try Trial.whole())
    let summary = try exporter(record).export()
    #expect(summary.erased.isEmpty)
    let answer = "outputs/answer.txt"
    #expect(try text("\(goal)/\(answer)") == "the answer of\n\(goal)\n")
    #expect(try text("\(goal)/inputs/sub/b.txt") == "second\n")
    #expect(try text("pair-0001/verification.json") == "{\"valid\":true}\n")
    #expect(try text("comparative-report.md") == "# Comparative report\n")
    #expect(try text("figures/success.svg") == "<svg/>\n")
    #expect(!FileSystem.exists(directory.path("trial/\(goal)/execution.json")))
    #expect(summary.written.contains("trial/\(goal)/\(answer)"))
    let again = try exporter(record).export()
    #expect(again.written.isEmpty)
    #expect(again.unchangedCount == summary.written.count)
    #expect(try exporter(record).check().allSatisfy { $0.state == .current })
    #expect(try exporter(record).export("trial", views: ["success.svg"]).unchangedCount == 1)
  }

  @Test func `a view's name stays the view's`() throws {
    let record = try KeptRecord(try Trial.whole())
    _ = try exporter(record).export()
    #expect(try text("progress.csv").hasPrefix("task_id,"))
    #expect(try text("\(goal)/manifest.json").contains("manifest_version"))
    let paths = try exporter(record).published(of: "trial").map(\.path)
    #expect(!paths.contains { $0.hasSuffix("/progress.csv") || $0.hasSuffix("/manifest.json") })
  }

  @Test func `sha256sum agrees, and a byte that changed is named with file and line`() throws {
    let record = try KeptRecord(try Trial.whole())
    _ = try exporter(record).export()
    for path in ["trial", "trial/\(goal)", "trial/pair-0001"] {
      let command = "cd '\(directory.path(path))' && sha256sum --check --strict --quiet SHA256SUMS"
      #expect(unsafe system(command) == 0, "\(path)")
    }
    try replace("\(goal)/outputs/answer.txt", with: "the answer of\n\(goal.dropLast())2\n")
    #expect(
      try altered(exporter(record)) == [
        "altered: trial/\(goal)/outputs/answer.txt, line 2: expected '\(goal)', "
          + "found '\(goal.dropLast())2'"
      ])
    try replace("figures/success.svg", with: "<svg>\n")
    #expect(try altered(exporter(record)).count == 2)
    #expect(try exporter(record).export().written.count == 2)
    #expect(try exporter(record).check().allSatisfy { $0.state == .current })
  }

  @Test func `an attempt that no longer counts was once right, so its file is stale`() throws {
    var trial = try Trial.whole()
    let record = try KeptRecord(trial)
    _ = try exporter(record).export()
    trial.work(
      "study", "report", ["comparative-report.md": "# Again\n", "figures/success.svg": "<svg/>\n"],
      attempt: 2)
    try record.update(trial)
    let checks = try exporter(record).check().filter { $0.state != .current }
    #expect(checks.first { $0.path == "trial/comparative-report.md" }?.state == .stale(size: 71))
    #expect(!checks.contains { $0.path == "trial/figures/success.svg" })
    _ = try exporter(record).export()
    #expect(try text("comparative-report.md") == "# Again\n")
    _ = try exporter(record).export(at: 71)
    #expect(try text("comparative-report.md") == "# Comparative report\n")
  }

  @Test func `what is published no more is removed, unless somebody changed it`() throws {
    let record = try KeptRecord(try Trial.whole())
    _ = try exporter(record).export()
    try replace("figures/success.svg", with: "mine")
    try replace("own.txt", with: "mine")
    let summary = try exporter(record).export(at: 69)
    #expect(summary.size == 69)
    #expect(!FileSystem.exists(directory.path("trial/comparative-report.md")))
    #expect(try text("figures/success.svg") == "mine")
    #expect(try text("own.txt") == "mine")
  }

  @Test func `an erased content is named, and stops nothing`() throws {
    let record = try KeptRecord(try Trial.whole())
    try record.erase(Array("judged \(goal)\n".utf8))
    let path = "trial/\(goal)/evaluation.log"
    let summary = try exporter(record).export()
    #expect(summary.erased == [path])
    let check = try #require(try exporter(record).check().first { $0.path == path })
    #expect(check.state == .missing)
    #expect(check.isErased)
    #expect(check.description == "erased: \(path), its content is no longer in the ledger")
    let list = try text("\(goal)/SHA256SUMS")
    #expect(list.contains("\n# erased: "))
    let command =
      "cd '\(directory.path("trial/\(goal)"))' && sha256sum --check --strict --quiet SHA256SUMS"
    #expect(unsafe system(command) == 0)
    try replace("\(goal)/evaluation.log", with: "forged\n")
    #expect(try altered(exporter(record)).count == 1)
  }

  @Test func `an altered blob is never passed on`() throws {
    for size in [20, (1 << 20) + 7] {
      var trial = try Trial.whole()
      let bytes = [UInt8](repeating: 65, count: size)
      trial.work(
        "study", "report", ["comparative-report.md": String(decoding: bytes, as: UTF8.self)])
      let record = try KeptRecord(trial)
      let blob = record.directory.path(Hashing.digest(of: bytes).hex)
      try FileSystem.writeAtomically(blob, [66] + bytes.dropFirst())
      #expect(throws: ProjectionError.self) { try exporter(record).export() }
      let left = try FileSystem.walk(directory.path("trial"))
      #expect(!left.contains { $0.contains(".partial") || $0 == "comparative-report.md" })
    }
  }

  @Test func `large files are copied, also while somebody else does`() throws {
    var trial = try Trial.whole()
    let text = String(repeating: "0123456789abcdef", count: 1 << 17)
    trial.work("study", "report", ["comparative-report.md": text])
    let record = try KeptRecord(trial)
    let digest = Hashing.digest(of: Array(text.utf8)).hex
    for name in [nil, "trial/.partial-\(digest.prefix(16))"] {
      if let name { try FileSystem.writeAtomically(directory.path(name), [1]) }
      _ = try exporter(record).export()
      #expect(try self.text("comparative-report.md") == text)
      if let name { #expect(try FileSystem.readFile(directory.path(name)) == [1]) }
      let path = directory.path("trial/comparative-report.md")
      #expect(try FileSystem.status(path)?.linkCount == 1)
      try FileSystem.remove(path)
    }
  }

  @Test func `paths that lead out of the run are refused, odd names are escaped`() throws {
    for path in ["../x", "a/../../x", "/x", "a//b", "."] {
      var trial = Trial()
      var plan = try Trial.plan()
      plan.stages[4].publish = ["**", path]
      trial.begin(plan)
      trial.plan(plan.schedule(level: 0, round: 1)[0])
      trial.work("study", "report", [path: "x"])
      let record = try KeptRecord(trial)
      #expect(throws: ProjectionError.self) { try exporter(record).export() }
    }
    var trial = Trial()
    var plan = try Trial.plan()
    plan.stages[4].publish = ["**"]
    trial.begin(plan)
    trial.plan(plan.schedule(level: 0, round: 1)[0])
    trial.work(
      "study", "report", ["a\nb\\c": "x", "with space, \"quote\"": "y", "d": "1", "d/e": "2"])
    let record = try KeptRecord(trial)
    _ = try exporter(record).export()
    #expect(try text("SHA256SUMS").contains("  a\\nb\\\\c\n"))
    let command = "cd '\(directory.path("trial"))' && sha256sum --check --strict --quiet SHA256SUMS"
    #expect(unsafe system(command) == 0)
    // Two files cannot lie where one is the other's directory: the later one does.
    #expect(try text("d/e") == "2")
  }

  @Test func `every level but the last has a directory of its own`() throws {
    var trial = Trial()
    let plan = try Trial.plan(levels: [LevelPlan(name: "pilot"), LevelPlan(name: "full")])
    trial.begin(plan)
    for (place, level) in ["pilot", "full"].enumerated() {
      trial.plan(plan.schedule(level: place, round: 1)[0], level: level)
      let study = plan.schedule(level: place, round: 1)[0].id
      trial.work(study, "report", ["comparative-report.md": "# \(level)\n"])
    }
    let record = try KeptRecord(trial)
    _ = try exporter(record).export()
    #expect(try text("pilot/comparative-report.md") == "# pilot\n")
    #expect(try text("comparative-report.md") == "# full\n")
    #expect(try text("report.md").contains("(pilot/comparative-report.md)"))
  }

  @Test func `an experiment of 180 runs comes out as a whole`() throws {
    let record = try KeptRecord(try Trial.full(tasks: 6, pairs: 15))
    let summary = try exporter(record).export()
    #expect(summary.written.count == 180 * 15 + 6 + 10)
    let rows = try text("progress.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 90)
    #expect(rows.allSatisfy { $0.contains(",complete,") })
  }

  @Test func `units lie in directories of their own`() throws {
    var plan = try Story.plan()
    plan.stages[0].publish = ["*.json"]
    var story = Story()
    story.tell(
      "register_study",
      [
        (Story.wine, .studyRegistered(StudyRegistered(plan: plan, file: pin("wine.yaml")))),
        Story.planned("A-s42", seed: 42),
      ])
    story.work("A-s42", "k=3", accuracy: 0.9)
    let files = try Exporter(story.record, root: "").published(of: "wine")
    #expect(files.map(\.path) == ["wine/A-s42/k=3/metrics.json"])
    #expect(files.allSatisfy { $0.isErased })
  }
}
