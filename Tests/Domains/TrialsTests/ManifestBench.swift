import Codecs
import Files
import StageKit
import TestKit

@testable import Trials

/// A run that is about to begin: its study, its snapshot and its context.
struct ManifestBench {
  let study: EvaluatorStudy
  let directory: TemporaryDirectory
  let task: String

  /// The members that the format has, by section.
  static let fields: [(section: String, names: [String])] = [
    ("", ["$schema", "manifest_version", "run_id", "experiment_id", "created_at"]),
    (
      "pins",
      [
        "harness_version", "harness_repository", "harness_path", "evaluator_versions",
        "tool_permission_set",
      ]
    ),
    ("variant", ["variant_id", "specification_file", "specification_hash", "paradigm"]),
    (
      "task",
      ["task_id", "specification_file", "specification_hash", "seed", "timeout_seconds"]
    ),
    ("inputs", ["snapshot_path", "files"]),
    (
      "execution",
      [
        "started_at", "completed_at", "duration_seconds", "timeout_reached", "exit_code",
        "exit_reason",
      ]
    ),
    ("outputs", ["path", "files"]),
    (
      "logs",
      ["execution_log", "execution_log_hash", "evaluation_log", "evaluation_log_hash"]
    ),
    ("evaluation", ["scorecard_path", "scorecard_hash", "evaluated_at"]),
    ("pairing", ["pair_id", "paired_run_id", "is_reference_run"]),
    ("immutability", ["locked", "locked_at", "lock_reason"]),
    (
      "metadata",
      [
        "experiment_version", "pre_registration_hash", "task_suite_version", "variant_version",
        "notes",
      ]
    ),
  ]

  /// Prepares a run of a task, in a study of its own where the test is to change it.
  init(task: String = "TASK-001", ownStudy: Bool = false) throws {
    self.task = task
    study = try ownStudy ? EvaluatorStudy(task: task) : EvaluatorStudy.shared.get()
    directory = try TemporaryDirectory()
    let inputs = study.path("tasks/\(task)/inputs")
    for name in try FileSystem.walk(inputs) {
      try StageFiles.write(
        directory.path("snapshot/inputs/\(name)"), FileSystem.readFile("\(inputs)/\(name)"))
    }
  }

  var snapshot: String { directory.path("snapshot") }

  /// The context as it is registered now, changed.
  func context(
    variant: String = "role-centric", _ change: (inout ValueMap) -> Void = { _ in }
  ) throws -> TrialContext {
    var map = try study.context(
      "validate", task: task, variant: variant, inputs: ["snapshot": snapshot])
    change(&map)
    return try TrialContext(
      RecordedContext.value(map), environment: ["RUNLEDGER_EVENTS": directory.path("events")],
      directory: directory.path)
  }

  func manifest(
    variant: String = "role-centric", _ change: (inout ValueMap) -> Void = { _ in }
  ) throws -> Value {
    try Manifest(context: context(variant: variant, change), snapshot: snapshot).value
  }

  /// What is found in a manifest that was changed after it was made.
  func problems(
    _ context: TrialContext? = nil, _ change: (inout ValueMap) -> Void = { _ in }
  ) throws -> [ManifestCheck] {
    var map = try manifest().asMap ?? [:]
    change(&map)
    let checks = ManifestValidator.checks(
      JSON.encode(.map(map)), try context ?? self.context(), snapshot: snapshot)
    return checks.problems
  }
}

extension ValueMap {
  /// Changes the value at a path of member names with dots between them; nil removes it.
  mutating func set(_ path: String, _ value: Value?) {
    let names = path.split(separator: ".", maxSplits: 1).map(String.init)
    guard names.count == 2 else {
      self[path] = value
      return
    }
    var inner = self[names[0]]?.asMap ?? [:]
    inner.set(names[1], value)
    self[names[0]] = .map(inner)
  }
}
