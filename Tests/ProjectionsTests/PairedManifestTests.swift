import Codecs
import Files
import Projections
import Study
import TestKit
import Testing

/// `manifest.json` of a paired study's runs.
@Suite struct PairedManifestTests {
  private let role = "run-0001-role-centric-TASK-001"
  private let goal = "run-0001-goal-centric-TASK-001"

  private func manifest(_ run: String, at size: UInt64? = nil) throws -> ValueMap {
    let files = try Exporter(try Trial.whole().story.record, root: "").files(of: "trial", at: size)
    let file = try #require(files.first { $0.path == "trial/\(run)/manifest.json" })
    return try #require(try JSON.decode(file.bytes).asMap)
  }

  private func member(_ manifest: ValueMap, _ path: String) -> Value? {
    var value: Value? = .map(manifest)
    for name in path.split(separator: ".") { value = value?.asMap?[String(name)] }
    return value
  }

  /// Every member of the documented manifest.
  private let members = [
    "$schema", "manifest_version", "run_id", "experiment_id", "created_at", "pins.harness_version",
    "pins.harness_repository", "pins.harness_path",
    "domain.trials.evaluators.task_success.module",
    "domain.trials.evaluators.task_success.version",
    "domain.trials.permissions.file_operations", "domain.trials.permissions.allowed_paths",
    "domain.trials.permissions.network_access", "variant.variant_id", "variant.specification_file",
    "variant.specification_hash", "variant.paradigm", "task.task_id", "task.specification_file",
    "task.specification_hash", "task.seed", "task.timeout_seconds", "inputs.snapshot_path",
    "inputs.files", "execution.started_at", "execution.completed_at", "execution.duration_seconds",
    "execution.timeout_reached", "execution.exit_code", "execution.exit_reason", "outputs.path",
    "outputs.files", "logs.execution_log", "logs.execution_log_hash", "logs.evaluation_log",
    "logs.evaluation_log_hash", "evaluation.scorecard_path", "evaluation.scorecard_hash",
    "evaluation.evaluated_at", "pairing.pair_id", "pairing.paired_run_id",
    "pairing.is_reference_run", "immutability.locked", "immutability.locked_at",
    "immutability.lock_reason", "metadata.experiment_version", "metadata.pre_registration_hash",
    "metadata.task_suite_version", "metadata.variant_version", "metadata.notes",
  ]

  @Test func `every documented member is there from the beginning, and known at the end`() throws {
    let planned = try manifest(role, at: 3)
    let locked = try manifest(role)
    for name in members {
      #expect(member(planned, name) != nil, "\(name) of a planned run")
      guard name != "pins.harness_repository" else { continue }
      let value = try #require(member(locked, name), "\(name)")
      #expect(value != .null, "\(name) of a locked run")
    }
    #expect(member(planned, "execution.exit_reason") == .null)
    #expect(member(planned, "pins.harness_version") == .null)
  }

  @Test func `files are found by their names, with the paths under which they are published`()
    throws
  {
    let manifest = try manifest(goal)
    #expect(member(manifest, "logs.execution_log") == "agent.log")
    #expect(member(manifest, "logs.evaluation_log") == "evaluation.log")
    #expect(member(manifest, "evaluation.scorecard_path") == "scorecard.json")
    let inputs = try #require(member(manifest, "inputs.files")?.asArray)
    #expect(inputs.map { $0.asMap?["path"] } == ["inputs/a.txt", "inputs/sub/b.txt"])
    #expect(inputs.allSatisfy { $0.asMap?["hash"]?.asText?.hasPrefix("sha256:") == true })
    let outputs = try #require(member(manifest, "outputs.files")?.asArray)
    #expect(outputs.map { $0.asMap?["path"] } == ["outputs/answer.txt"])
    let others = try #require(member(manifest, "outputs.other_files")?.asArray)
    #expect(others.contains { $0.asMap?["path"] == "execution.json" })
  }

  @Test func `times and outcome are the agent's`() throws {
    let finished = try manifest(goal)
    #expect(member(finished, "execution.started_at") == "2026-01-01T00:00:14Z")
    #expect(member(finished, "execution.completed_at") == "2026-01-01T00:00:15Z")
    #expect(member(finished, "execution.duration_seconds") == 0.25)
    #expect(member(finished, "execution.exit_reason") == "success")
    let late = try manifest("run-0004-role-centric-TASK-002")
    #expect(member(late, "execution.exit_reason") == "timeout")
    #expect(member(late, "execution.timeout_reached") == true)
    #expect(member(late, "execution.exit_code") == .null)
    #expect(member(late, "logs.execution_log") == .null)
  }

  @Test func `a run names its partner: the scheduled one, then whom it was compared with`() throws {
    #expect(member(try manifest(role, at: 3), "pairing.paired_run_id") == .text(goal))
    #expect(member(try manifest(role), "pairing.is_reference_run") == true)
    #expect(member(try manifest(goal), "pairing.paired_run_id") == .text(role))
    #expect(member(try manifest(goal), "pairing.is_reference_run") == false)
    #expect(member(try manifest("\(role)-v2"), "pairing.paired_run_id") == .text(goal))
    #expect(member(try manifest("\(role)-v2"), "replaces") == .text(role))
  }

  @Test func `what does not apply to a pair or to the study is null`() throws {
    let pair = try manifest("pair-0001")
    #expect(member(pair, "variant") == .null)
    #expect(member(pair, "task.task_id") == "TASK-001")
    #expect(member(pair, "pairing.paired_run_id") == .null)
    let study = try manifest("study")
    for name in ["variant", "task", "pairing", "inputs.snapshot_path"] {
      #expect(member(study, name) == .null, "\(name)")
    }
  }
}
