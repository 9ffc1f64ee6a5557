import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct CloseTests {
  /// A story with just enough pairs.
  private func fixture(_ story: ReportFixture.Story) -> ReportFixture {
    var fixture = ReportFixture(story)
    fixture.pairs = min(fixture.pairs, 10)
    return fixture
  }

  /// What closing a story gives: the files by name, and the events.
  private func close(
    _ fixture: ReportFixture, scorecards: [String: [String]]? = nil, closes: Bool? = nil,
    report: String? = nil
  ) throws -> [String: String] {
    let directory = try TemporaryDirectory()
    try fixture.write(directory.path)
    guard var map = fixture.contextValue(directory.path, stage: "close").asMap,
      var inputs = map["inputs"]?.asMap
    else { throw StageError(.invalid, "no context") }
    if let scorecards {
      try write(scorecards, fixture, directory.path("scorecards"))
      inputs["scorecards"] = .text(directory.path("scorecards"))
      map["inputs"] = .map(inputs)
    }
    if let closes { map["params"] = ["closes": .bool(closes)] }
    map["outputs"] = ["closure.json", "CLOSURE.md"]
    let out = directory.path("out")
    try ComparativeReportStep.run(
      TrialContext(fixture.contextValue(directory.path, stage: "report"), directory: out))
    if let report {
      try StageFiles.write("\(out)/report/comparative-report.md", Array(report.utf8))
    }
    let events = directory.path("events")
    try CloseStep.run(
      TrialContext(.map(map), environment: ["RUNLEDGER_EVENTS": events], directory: out))
    var files = ["events": String(decoding: try StageFiles.read(events), as: UTF8.self)]
    for name in ["closure.json", "CLOSURE.md", "lessons-learned.md", "follow-ups.md"] {
      files[name] = String(decoding: try StageFiles.read("\(out)/\(name)"), as: UTF8.self)
    }
    return files
  }

  /// Writes a scorecard for every run; those of the tasks named break these constraints.
  private func write(
    _ broken: [String: [String]], _ fixture: ReportFixture, _ directory: String
  ) throws {
    for run in fixture.runs where (fixture.scores(run).adherence?.value ?? 100) < 100 {
      let violations = (broken[fixture.tasks[run.task]] ?? []).map { name -> Value in
        ["constraint_id": .text(name), "violation_details": "seen"]
      }
      let scorecard: Value = [
        "metrics": ["constraint_adherence": ["violations": .array(violations)]]
      ]
      try StageFiles.write("\(directory)/\(run.id)/scorecard.json", JSON.encode(scorecard))
    }
  }

  private func criteria(_ files: [String: String]) throws -> [String: (met: Bool, observed: String)]
  {
    let value = try JSON.decode(Array((files["closure.json"] ?? "").utf8))
    var found: [String: (met: Bool, observed: String)] = [:]
    for criterion in try #require(value["criteria"]?.asArray) {
      let fields = try StageFields(criterion, "criterion")
      found[try fields.text("name")] = (try fields.flag("met"), try fields.text("observed"))
      #expect(try !fields.text("required").isEmpty)
    }
    return found
  }

  @Test func `a study that meets every condition can be closed`() throws {
    let files = try close(fixture(.gain))
    let criteria = try criteria(files)
    #expect(
      criteria.keys.sorted() == [
        "pairs_per_task", "replays_reproducible", "report", "reproducibility", "runs_judged",
        "runs_locked", "violations_recorded",
      ])
    let unmet = criteria.filter { !$0.value.met }.map(\.key)
    #expect(unmet == [])
    #expect(files["closure.json"]?.contains("\"answer\": \"supported\"") == true)
    #expect(files["CLOSURE.md"]?.contains("> **The study can be closed.** 7 of 7") == true)
    #expect(files["events"] == "{\"metric\":{\"name\":\"closure_met\",\"value\":1.0}}\n")
  }

  @Test func `no answer is asked for: an open question closes a study as well`() throws {
    let files = try close(fixture(.nothing))
    #expect(try criteria(files).allSatisfy { $0.value.met })
    #expect(files["closure.json"]?.contains("\"answer\": \"inconclusive\"") == true)
    #expect(files["follow-ups.md"]?.contains("adding pairs to this one would be post hoc") == true)
  }

  @Test func `too few pairs keep it open`() throws {
    let files = try close(fixture(.tooFew))
    #expect(try criteria(files)["pairs_per_task"]?.met == false)
    #expect(files["CLOSURE.md"]?.contains("> **The study cannot be closed yet.**") == true)
    #expect(files["events"]?.contains("\"value\":0.0") == true)
    #expect(files["events"]?.contains("not met: pairs_per_task: 2 in the task") == true)
  }

  @Test func `an anomalous replay is a condition, a lesson and a follow-up`() throws {
    var fixture = self.fixture(.gain)
    fixture.anomalies = [2]
    let files = try close(fixture)
    let run = fixture.runs.first { $0.task == 2 && $0.variant == 0 }?.id ?? ""
    #expect(try criteria(files)["replays_reproducible"]?.met == false)
    #expect(files["lessons-learned.md"]?.contains("`\(run)` did not come out again") == true)
    #expect(files["follow-ups.md"]?.contains("Compare the logs of `\(run)`") == true)
  }

  @Test func `the report has to say what this evidence recommends`() throws {
    let criteria = try criteria(close(fixture(.gain), report: "# An old report\n"))
    #expect(criteria["report"]?.met == false)
    #expect(criteria["report"]?.observed.hasPrefix("0 of ") == true)
  }

  @Test func `with scorecards, lessons name the constraints, and a silent one is a fault`() throws {
    let all = Dictionary(
      uniqueKeysWithValues: fixture(.gain).tasks.map { ($0, ["scoped_paths"]) })
    let named = try close(fixture(.gain), scorecards: all)
    #expect(try criteria(named)["violations_recorded"]?.met == true)
    #expect(named["lessons-learned.md"]?.contains("Broke `scoped_paths at") == true)
    let silent = try close(fixture(.gain), scorecards: [:])
    #expect(try criteria(silent)["violations_recorded"]?.met == false)
    #expect(silent["follow-ups.md"]?.contains("has its violations on record") == true)
  }

  @Test func `a pilot rehearses and closes nothing`() throws {
    let files = try close(fixture(.gain), closes: false)
    #expect(files["CLOSURE.md"]?.contains("> **Rehearsal.**") == true)
    #expect(files["closure.json"]?.contains("\"closes\": false") == true)
  }

  @Test func `lessons say nothing that the record does not`() throws {
    let lessons = try #require(try close(fixture(.identical))["lessons-learned.md"])
    #expect(!lessons.contains("left out by"))
    #expect(!lessons.contains("did not come out again"))
  }

  @Test func `closing twice gives the same bytes`() throws {
    #expect(try close(fixture(.gain)) == close(fixture(.gain)))
  }
}
