import Codecs
import Testing

/// A change to a valid manifest, the check that finds it, and what that says.
struct ValidateMistake: Sendable, CustomTestStringConvertible {
  let path: String
  /// Nil removes the member.
  let value: Value?
  let check: String
  let says: String

  init(_ path: String, _ value: Value?, _ check: String, _ says: String) {
    self.path = path
    self.value = value
    self.check = check
    self.says = says
  }

  var testDescription: String {
    "\(path) = \(value.map { JSON.string($0) } ?? "nothing")"
  }

  static let all = versions + pins + permissions + study + state

  private static let runtime = "pins.evaluator_versions.runtime"

  private static let versions = [
    ValidateMistake("manifest_version", "1.1", "manifest_version", "only 1.0 is known"),
    ValidateMistake("manifest_version", nil, "manifest_version", "has no 'manifest_version'"),
    ValidateMistake("manifest_version", 1.0, "manifest_version", "is not a text"),
    ValidateMistake("run_id", "run-0002", "run", "another run's manifest"),
    ValidateMistake("experiment_id", "other", "run", "another run's manifest"),
    ValidateMistake("created_at", "now", "run", "'created_at' is no time"),
    ValidateMistake("metadata.variant_version", "latest", "metadata", "floats"),
    ValidateMistake("metadata.task_suite_version", "1.x", "metadata", "floats"),
    ValidateMistake("metadata.experiment_version", nil, "metadata", "has no 'experiment_version'"),
    ValidateMistake("metadata.pre_registration_hash", .null, "metadata", "has no"),
    ValidateMistake(
      "metadata.pre_registration_hash", "sha256:12", "metadata", "register the study"),
  ]

  private static let pins = [
    ValidateMistake("pins.harness_version", .null, "pins.harness_version", "no 'harness_version'"),
    ValidateMistake("pins.harness_version", "main", "pins.harness_version", "'main' floats"),
    ValidateMistake("pins.harness_path", nil, "pins.harness_version", "no 'harness_path'"),
    ValidateMistake(runtime, nil, runtime, "evaluator 'runtime' is not pinned"),
    ValidateMistake("\(runtime).version", nil, runtime, "has no 'version'"),
    ValidateMistake("\(runtime).version", "latest", runtime, "'latest' floats"),
    ValidateMistake("\(runtime).version", "^1.0", runtime, "'^1.0' floats"),
    ValidateMistake("\(runtime).version", "1.x", runtime, "'1.x' floats"),
    ValidateMistake("\(runtime).version", "*", runtime, "'*' floats"),
    ValidateMistake("\(runtime).version", ">=1.0.0 <2.0.0", runtime, "floats"),
    ValidateMistake("\(runtime).version", "1.0.1", runtime, "is not what the study pins"),
    ValidateMistake("\(runtime).hash", nil, runtime, "has no 'hash'"),
    ValidateMistake("\(runtime).hash", "abc", runtime, "'abc' is no hash"),
    ValidateMistake(
      "\(runtime).hash", .text("sha256:" + String(repeating: "0", count: 64)), runtime,
      "is not what was pinned"),
    ValidateMistake("\(runtime).module", "evaluators/none.json", runtime, "is not there"),
    ValidateMistake("\(runtime).module", "../elsewhere.json", runtime, "leads out"),
    ValidateMistake(
      "pins.evaluator_versions.charm", ["version": "1.0.0"], "pins.evaluator_versions",
      "no evaluator 'charm'"),
  ]

  private static let set = "pins.tool_permission_set"

  private static let permissions = [
    ValidateMistake(set, nil, set, "no 'tool_permission_set'"),
    ValidateMistake("\(set).network_access", nil, set, "no 'network_access'"),
    ValidateMistake("\(set).network_access", "no", set, "is not true or false"),
    ValidateMistake("\(set).file_operations", ["peek"], set, "no file operation 'peek'"),
    ValidateMistake("\(set).file_operations", [], set, "permits nothing"),
    ValidateMistake("\(set).allowed_paths", "work/**", set, "is not a list of texts"),
    ValidateMistake("\(set).allowed_paths", ["work/**", ""], set, "an empty path"),
    ValidateMistake("\(set).allowed_paths", ["**"], set, "is not the study's"),
    ValidateMistake("\(set).sudo", true, set, "has no key 'sudo'"),
  ]

  private static let study = [
    ValidateMistake("variant", nil, "variant", "has no 'variant'"),
    ValidateMistake("variant.variant_id", "goal-centric", "variant", "is not the run's variant"),
    ValidateMistake("variant.paradigm", "", "variant", "no 'paradigm'"),
    ValidateMistake("variant.specification_hash", nil, "variant", "no 'specification_hash'"),
    ValidateMistake("variant.specification_file", "variants/none.md", "variant", "is not there"),
    ValidateMistake("task.task_id", "TASK-002", "task", "is not the run's task"),
    ValidateMistake("task.seed", 43, "task", "seed 43 is not the study's 42"),
    ValidateMistake("task.timeout_seconds", 600, "task", "is not the study's limit"),
    ValidateMistake("task.specification_hash", .null, "task", "no 'specification_hash'"),
    ValidateMistake("inputs.files", [], "inputs.files", "other files than listed"),
    ValidateMistake("inputs.files", [["path": "inputs/content.txt"]], "inputs.files", "no 'hash'"),
  ]

  private static let state = [
    ValidateMistake("pairing.pair_id", "pair-0002", "pairing", "is not the run's pair"),
    ValidateMistake("pairing.pair_id", .null, "pairing", "no 'pair_id'"),
    ValidateMistake("pairing.paired_run_id", "", "pairing", "must name the other run"),
    ValidateMistake(
      "pairing.paired_run_id", "run-0001-role-centric-TASK-001", "pairing", "the other run"),
    ValidateMistake("execution", nil, "execution", "has no 'execution'"),
    ValidateMistake(
      "execution.started_at", "2026-01-01T00:00:00Z", "execution", "is set before the run"),
    ValidateMistake("evaluation.scorecard_hash", "x", "execution", "is set before the run"),
    ValidateMistake("immutability.locked", true, "immutability", "the run is locked"),
    ValidateMistake("immutability", nil, "immutability", "has no 'immutability'"),
  ]
}
