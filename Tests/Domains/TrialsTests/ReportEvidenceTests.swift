import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct ReportEvidenceTests {
  /// Writes the files of a story, changes one, and gives what reading them fails with.
  private func failure(
    _ path: String, _ change: (inout ValueMap) -> Void
  ) throws -> StageError? {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    guard var map = try StageFiles.readJSON(directory.path(path)).asMap else { return nil }
    change(&map)
    try StageFiles.write(directory.path(path), JSON.encode(.map(map), pretty: true))
    return failure(context)
  }

  private func failure(_ context: TrialContext) -> StageError? {
    do throws(StageError) {
      _ = try Evidence(context)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("index/analysis/scorecard-index.csv", "index"),
    ("index/analysis/variant-summary.csv", "index"),
    ("index/analysis/task-variant-summary.csv", "index"),
    ("index/analysis/sample-size.json", "index"), ("index/analysis/exclusions.csv", "index"),
    ("analyse/analysis/statistical-tests.json", "analysis"),
    ("analyse/analysis/effect-sizes.json", "analysis"),
    ("analyse/analysis/bonferroni.json", "analysis"),
    ("analyse/analysis/assumptions.json", "analysis"),
    ("analyse/analysis/supplementary.json", "analysis"),
  ])
  func `a missing file is named`(path: String, input: String) throws {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    try FileSystem.remove(directory.path(path))
    let name = PathName.lastComponent(path)
    #expect(
      failure(context)
        == StageError(.invalid, "stage 'report' finds no '\(name)' in its input '\(input)'"))
  }

  @Test(arguments: [
    ("statistical-tests.json", "study_success"), ("statistical-tests.json", "tests"),
    ("effect-sizes.json", "results"), ("bonferroni.json", "results"),
    ("bonferroni.json", "method"), ("assumptions.json", "runtime"),
    ("assumptions.json", "results"), ("supplementary.json", "mcnemar"),
    ("supplementary.json", "post_hoc"), ("supplementary.json", "sensitivity"),
  ])
  func `a missing key is named`(file: String, key: String) throws {
    let error = try failure("analyse/analysis/\(file)") { $0[key] = nil }
    #expect(error == StageError(.invalid, "'\(file)' has no '\(key)'"))
  }

  @Test(arguments: ["p_value", "t_statistic", "mean_difference", "confidence_interval_95", "scale"])
  func `a missing key of a test is named with its place`(key: String) throws {
    let error = try failure("analyse/analysis/statistical-tests.json") { map in
      var tests = map["tests"]?.asArray ?? []
      var test = tests[0].asMap ?? [:]
      test[key] = nil
      tests[0] = .map(test)
      map["tests"] = .array(tests)
    }
    #expect(error == StageError(.invalid, "'statistical-tests.json': tests[0] has no '\(key)'"))
  }

  @Test func `a supplementary test without its label is refused`() throws {
    let error = try failure("analyse/analysis/supplementary.json") { map in
      var test = map["mcnemar"]?.asMap ?? [:]
      test["post_hoc"] = false
      map["mcnemar"] = .map(test)
    }
    #expect(error?.message.contains("'supplementary.json': mcnemar is not labelled") == true)
  }

  @Test func `a missing hypothesis is named`() throws {
    let error = try failure("analyse/analysis/statistical-tests.json") { map in
      map["tests"] = .array(Array((map["tests"]?.asArray ?? []).dropLast()))
    }
    #expect(error == StageError(.invalid, "'statistical-tests.json' has no test of 'H5'"))
    let lost = try failure("analyse/analysis/bonferroni.json") { $0["results"] = .array([]) }
    #expect(lost == StageError(.invalid, "'bonferroni.json' has no result of 'H1'"))
  }

  @Test func `an analysis of other variants is refused`() throws {
    let directory = try TemporaryDirectory()
    var fixture = ReportFixture(.tooFew)
    try fixture.write(directory.path)
    fixture.variants.reverse()
    let context = try TrialContext(
      fixture.contextValue(directory.path, stage: "report"), directory: directory.path)
    #expect(
      failure(context)?.message.contains("is stated as 'goal-centric > role-centric'") == true)
  }

  @Test func `a missing column or row of a table is named`() throws {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    let path = directory.path("index/analysis/task-variant-summary.csv")
    let text = String(decoding: try StageFiles.read(path), as: UTF8.self)
    let lines = text.split(separator: "\n")
    try StageFiles.write(path, Array((lines.dropLast().joined(separator: "\n") + "\n").utf8))
    #expect(
      failure(context)
        == StageError(
          .invalid,
          "'task-variant-summary.csv' has no row for task 'TASK-006', variant 'goal-centric'"))
    try StageFiles.write(path, Array(text.replacing("runtime_mean", with: "other").utf8))
    #expect(
      failure(context)
        == StageError(
          .invalid, "'task-variant-summary.csv', row 1 has no column 'runtime_mean'"))
  }

  @Test func `a specification that drifted is refused`() throws {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    try StageFiles.write(directory.path("tasks/TASK-001/spec.json"), Array("{}".utf8))
    #expect(
      failure(context)?.message
        == "'tasks/TASK-001/spec.json' is not the file that was registered; "
        + "restore it or amend the study")
  }

  @Test func `the files may lie anywhere below an input, and only once`() throws {
    let directory = try TemporaryDirectory()
    let context = try ReportFixture(.tooFew).context(directory.path)
    try StageFiles.write(directory.path("analyse/deep/er/bonferroni.json"), Array("{}".utf8))
    #expect(
      failure(context)?.message.contains("holds 2 files 'bonferroni.json'") == true)
  }

  @Test func `the step writes where the study wants it, and reports what was answered`() throws {
    let directory = try TemporaryDirectory()
    let fixture = ReportFixture(.tooFew)
    try fixture.write(directory.path)
    let context = try TrialContext(
      fixture.contextValue(directory.path, stage: "report"),
      environment: ["RUNLEDGER_EVENTS": directory.path("events")],
      directory: directory.path("out"))
    try ReportStep.run(context)
    let written = try FileSystem.walk(directory.path("out"))
    #expect(written.contains("report/comparative-report.html"))
    #expect(written.contains("report/figures/effect-sizes.svg"))
    #expect(written.allSatisfy { $0.hasPrefix("report/") })
    let events = String(decoding: try StageFiles.read(directory.path("events")), as: UTF8.self)
    #expect(events == "{\"metric\":{\"name\":\"hypotheses_answered\",\"value\":4.0}}\n")
  }
}
