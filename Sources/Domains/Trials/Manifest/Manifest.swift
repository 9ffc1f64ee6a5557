import Codecs
import Files
import StageKit

/// The manifest of a run: everything that decides what it does, pinned before it begins.
///
/// What is only known afterwards is there and null, so that every field has its place from the
/// start: `execution`, `outputs`, `logs`, `evaluation` and the times of the lock.
struct Manifest {
  /// The version of the format.
  static let version = "1.0"

  let context: TrialContext

  /// The directory that holds the snapshot's `inputs/`.
  let snapshot: String

  /// The content of `manifest.json` for a run that is about to begin.
  ///
  /// A context without a variant, a task or a design has no manifest. A pin that nobody recorded
  /// is null, and for the validator to find.
  var value: Value {
    get throws(StageError) {
      guard let variant = context.variant, let task = context.task, let design = context.paired
      else {
        throw .invalid(
          "stage '\(context.stage)' has no variant, task or design, so there is nothing to pin; it "
            + "belongs to the runs of a paired study")
      }
      return [
        "$schema": "urn:runledger:manifest:1.0", "manifest_version": .text(Self.version),
        "run_id": .text(context.run), "experiment_id": .text(context.study),
        "created_at": context.createdAt.isEmpty ? .null : .text(context.createdAt),
        "pins": .map(pins(design)),
        "variant": [
          "variant_id": .text(variant.id), "specification_file": .text(variant.file),
          "specification_hash": .text("sha256:\(variant.digest)"),
          "paradigm": .text(variant.paradigm),
        ],
        "task": [
          "task_id": .text(task.id), "specification_file": .text("\(task.file)/spec.json"),
          "specification_hash": digest(of: "\(task.file)/spec.json", in: task),
          "seed": .int(task.seed), "timeout_seconds": .double(task.timeoutSeconds),
        ],
        "inputs": ["snapshot_path": "inputs", "files": .array(try inputs())],
        "execution": .nulls([
          "started_at", "completed_at", "duration_seconds", "timeout_reached", "exit_code",
          "exit_reason",
        ]),
        "outputs": ["path": "outputs", "files": .null],
        "logs": [
          "execution_log": "agent.log", "execution_log_hash": .null,
          "evaluation_log": "evaluation.log", "evaluation_log_hash": .null,
        ],
        "evaluation": [
          "scorecard_path": "scorecard.json", "scorecard_hash": .null, "evaluated_at": .null,
        ],
        "pairing": pairing,
        "immutability": ["locked": false, "locked_at": .null, "lock_reason": .null],
        "metadata": .map(metadata(variant, task)),
      ]
    }
  }

  private func pins(_ design: TrialContext.Paired) -> ValueMap {
    [
      "harness_version": Value(orNull: harnessVersion),
      "harness_repository": "runledger", "harness_path": "runledger",
      "evaluator_versions": .map(
        ValueMap(design.evaluators.map { ($0.name, Rubric.value(of: $0)) })),
      "tool_permission_set": .map(design.permissions),
      "agent": design.agent.map { Self.agent($0) } ?? ["name": .text(ReferenceAgent.name)],
    ]
  }

  /// The program that does the tasks, with the files that make it up.
  private static func agent(_ agent: TrialContext.ExternalAgent) -> Value {
    [
      "run": .texts(agent.arguments),
      "deterministic": .bool(agent.isDeterministic),
      "env": .texts(agent.variables), "home": Value(orNull: agent.home),
      "network": .texts(agent.hosts),
      "files": .array(
        agent.files.map { file in
          [
            "path": .text(file.path), "hash": .text("sha256:\(file.digest)"),
            "size_bytes": .count(file.size),
          ]
        }),
    ]
  }

  /// The digest of the program that runs the trial, or else the commit of the study's tree.
  private var harnessVersion: String? {
    let programs = context.pins["programs"]?.asMap ?? [:]
    let harness = programs.first { PathName.lastComponent($0.key) == "runledger" }
    if let digest = harness?.value.asMap?["digest"]?.asText { return "sha256:\(digest)" }
    return context.pins["git"]?.asMap?["commit"]?.asText
  }

  private func digest(of path: String, in task: TrialContext.Task) -> Value {
    task.files.first { $0.path == path }.map { .text("sha256:\($0.digest)") } ?? .null
  }

  private func inputs() throws(StageError) -> [Value] {
    try ObservedFiles(snapshot, folder: "inputs", as: "inputs").records
  }

  private var pairing: Value {
    guard let pair = context.pair else {
      return .nulls(["pair_id", "paired_run_id", "is_reference_run"])
    }
    return [
      "pair_id": .text(pair.id), "paired_run_id": .text(pair.other),
      "is_reference_run": .bool(pair.order == 1), "execution_order": .count(pair.order),
      "pair_seed": .int(pair.seed),
    ]
  }

  private func metadata(
    _ variant: TrialContext.Variant, _ task: TrialContext.Task
  ) -> ValueMap {
    var notes = "level \(context.level)"
    if let git = context.pins["git"]?.asMap, let commit = git["commit"]?.asText {
      notes += ", study tree at commit \(commit)"
      if git["dirty"]?.asBool == true { notes += " with changes" }
    }
    return [
      "experiment_version": .text(TaskSuite.version),
      "pre_registration_hash": context.studyFile.map { .text("sha256:\($0.digest)") } ?? .null,
      "task_suite_version": suiteVersion(task), "variant_version": version(of: variant),
      "notes": .text(notes),
    ]
  }

  /// What the task says of its version; null where it cannot be read, for the validator to find.
  private func suiteVersion(_ task: TrialContext.Task) -> Value {
    let version = try? task.specification().version
    return Value(orNull: version.flatMap { $0.isEmpty ? nil : $0 })
  }

  private func version(of variant: TrialContext.Variant) -> Value {
    Value(
      orNull: try? VariantFile(StageFiles.read(variant.path), name: variant.file).text("version"))
  }
}

extension Value {
  /// An object whose members are not known yet.
  fileprivate static func nulls(_ names: [String]) -> Value {
    .map(ValueMap(names.map { ($0, .null) }))
  }
}
