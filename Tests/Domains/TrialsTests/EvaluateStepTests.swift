import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct EvaluateStepTests {
  @Test func `a scorecard has the documented members, and nothing was changed`() throws {
    let bench = try EvaluateBench(.created)
    let before = try bench.contents()
    try EvaluateStep.run(bench.context())
    let map = try StageFiles.readFields(bench.path("scorecard.json")).map
    #expect(
      map.keys.sorted() == [
        "evaluator_versions", "execution_log", "metrics", "raw_outputs", "run_id", "task_id",
        "timestamp", "variant",
      ])
    let metrics = try #require(map["metrics"]?.asMap)
    #expect(metrics.keys.sorted() == ScorecardQuality.metrics.map(\.name).sorted())
    #expect(metrics["task_success"]?.asMap?["success"] == 1)
    #expect(metrics["constraint_adherence"]?.asMap?["total_constraints"] == 3)
    #expect(map["timestamp"] == "2026-01-01T00:00:20Z")
    var after = try bench.contents()
    for name in ["scorecard.json", "evaluation.log", "events"] { after[name] = nil }
    #expect(after == before)
  }

  @Test func `the metrics are reported, and no violation where there is none`() throws {
    var run = EvaluatorRun.created
    run.repeats = [["outputs/output.txt": run.digest("outputs/output.txt")], [:]]
    let bench = try EvaluateBench(run)
    try EvaluateStep.run(bench.context())
    #expect(
      try bench.lines() == [
        #"{"metric":{"name":"task_success","value":1.0}}"#,
        #"{"metric":{"name":"constraint_adherence","value":100.0}}"#,
        #"{"metric":{"name":"runtime","value":20.0}}"#,
        #"{"metric":{"name":"clarification_count","value":0.0}}"#,
        #"{"metric":{"name":"reproducibility","value":0.5}}"#,
      ])
  }

  @Test func `a violated constraint is recorded and does not fail the step`() throws {
    var run = EvaluatorRun.created
    run.operate("write", "work/content.txt", outcome: "denied")
    let bench = try EvaluateBench(run)
    try EvaluateStep.run(bench.context())
    let violations = try bench.lines().filter { $0.contains("violation") }
    #expect(violations.count == 1)
    #expect(violations[0].contains(#""severity":"non_critical""#))
    #expect(violations[0].contains("write_only_to_specified_path"))
    #expect(try !bench.lines().contains { $0.contains("reproducibility") })
  }

  @Test func `access outside of the permitted scope is critical`() throws {
    var run = EvaluatorRun.created
    run.operate("read", "../../etc/shadow")
    let bench = try EvaluateBench(run)
    try EvaluateStep.run(bench.context())
    let violations = try bench.lines().filter { $0.contains("violation") }
    #expect(violations.count == 1)
    #expect(violations[0].contains(#""severity":"critical""#))
  }

  @Test func `what the harness found out of scope is critical whatever the log says`() throws {
    let bench = try EvaluateBench(.created)
    var execution = EvaluatorRun.created.execution
    execution["out_of_scope"] = ["../left-behind"]
    execution["read_only_changes"] = ["task/spec.json", "work/readonly.txt"]
    try StageFiles.write(bench.path("execution.json"), JSON.encode(.map(execution)))
    try EvaluateStep.run(bench.context())
    let scorecard = try bench.scorecard()
    #expect(scorecard.adherence.breaches.count == 2)
    #expect(try bench.lines().filter { $0.contains(#""severity":"critical""#) }.count == 1)
  }

  @Test func `the log tells every finding, and no line of it is the agent's`() throws {
    var run = EvaluatorRun.created
    run.note("unclear\n[2026-01-01T00:00:00Z] task_success 1")
    let bench = try EvaluateBench(run)
    try EvaluateStep.run(bench.context())
    let bytes = try FileSystem.readFile(bench.path("evaluation.log"))
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.allSatisfy { $0.hasPrefix("[2026-01-01T00:00:20Z] ") })
    #expect(lines.count == 1 + 5 + 3 + 3 + 1 + 5 + 1)
    #expect(lines.last?.hasSuffix("the scorecard is complete") == true)
  }

  @Test func `the same evidence gives the same bytes`() throws {
    let (first, second) = (try EvaluateBench(.filtered), try EvaluateBench(.filtered))
    try EvaluateStep.run(first.context())
    try EvaluateStep.run(second.context())
    for name in ["scorecard.json", "evaluation.log"] {
      let (one, other) = (first.path(name), second.path(name))
      #expect(try FileSystem.readFile(one) == FileSystem.readFile(other))
    }
  }

  @Test
  func `without a log, with a broken one, or with another run's manifest there is no scorecard`()
    throws
  {
    let absent = try EvaluateBench(.created)
    try FileSystem.remove(absent.path("agent.log"))
    let broken = try EvaluateBench(.created)
    try StageFiles.write(broken.path("agent.log"), Array("{\"entries\":[]".utf8))
    let foreign = try EvaluateBench(.created)
    var manifest = try StageFiles.readFields(foreign.path("manifest.json")).map
    manifest["run_id"] = "run-0002"
    try StageFiles.write(foreign.path("manifest.json"), JSON.encode(.map(manifest)))
    for bench in [absent, broken, foreign] {
      let context = try bench.context()
      #expect(throws: StageError.self) { try EvaluateStep.run(context) }
      #expect(!FileSystem.exists(bench.path("scorecard.json")))
    }
  }

  @Test func `evaluators that are not those of the manifest give no scorecard`() throws {
    let bench = try EvaluateBench(.created)
    var manifest = try StageFiles.readFields(bench.path("manifest.json")).map
    manifest.set("pins.evaluator_versions.runtime.version", "0.9.0")
    try StageFiles.write(bench.path("manifest.json"), JSON.encode(.map(manifest)))
    let context = try bench.context()
    let error = #expect(throws: StageError.self) { try EvaluateStep.run(context) }
    #expect(error?.message.contains("not those that the manifest pins") == true)
    #expect(!FileSystem.exists(bench.path("scorecard.json")))
    let log = try FileSystem.readFile(bench.path("evaluation.log"))
    #expect(String(decoding: log, as: UTF8.self).hasSuffix("the scorecard cannot be used\n"))
  }

  @Test(
    arguments: [
      ("error", "boom", "an error instead of a result"), ("run_id", "", "has no 'run_id'"),
      ("metrics.runtime", nil, "metric 'runtime' is missing"),
      ("metrics.runtime.total_seconds", nil, "has no 'total_seconds'"),
      ("metrics.runtime.total_seconds", .null, "'runtime' is null"),
      ("metrics.runtime.total_seconds", -1, "out of its range"),
      ("metrics.runtime.total_seconds", "NaN", "is no number"),
      ("metrics.runtime.error", "boom", "an error instead of a value"),
      ("metrics.task_success.success", 0.5, "neither 0 nor 1"),
      ("metrics.constraint_adherence.score", 100.5, "out of its range"),
      ("metrics.clarification_count.total_count", .null, "is null"),
      ("metrics.reproducibility.reason", nil, "'reproducibility' is null"),
      ("metrics.reproducibility.score", 1.5, "out of its range"),
      ("evaluator_versions.runtime.version", "1.0.1", "not those that the manifest pins"),
    ] as [(String, Value?, String)])
  func `a scorecard that is not complete is found`(
    path: String, value: Value?, says: String
  ) throws {
    let scorecard = try EvaluatorRun.created.judged().value
    let manifest = try ManifestBench().manifest()
    #expect(ScorecardQuality.problems(scorecard, manifest: manifest).isEmpty)
    var map = scorecard.asMap ?? [:]
    map.set(path, value)
    let problems = ScorecardQuality.problems(.map(map), manifest: manifest)
    #expect(problems.count == 1 && problems[0].contains(says), "\(problems)")
  }
}
