import Bytes
import Codecs
import Crypto
import Files
import StageKit
import TestKit

@testable import Trials

/// A registered study on disk: the six tasks, the five rubrics, two variants.
final class EvaluatorStudy: Sendable {
  /// One that no test changes.
  static let shared = Result { try EvaluatorStudy() }

  static let permissions: ValueMap = [
    "file_operations": ["read", "write", "create", "delete"],
    "allowed_paths": ["task/**", "variant.md", "work/**", "outputs/**", "agent.log"],
    "read_only_paths": ["task/**", "variant.md"], "forbidden_paths": ["../**", "/**"],
    "network_access": false, "subprocess_spawn": false,
  ]

  let root: TemporaryDirectory

  private static let files = TaskSuite.files

  /// Writes the study's files, with one task or all.
  init(task: String = "") throws {
    root = try TemporaryDirectory()
    for file in Self.files where file.path.hasPrefix(task) {
      try StageFiles.write(path("tasks/\(file.path)"), file.bytes)
    }
    let home = try Vectors.path("docs/studies/role-vs-goal")
    let rubrics = RubricSet.names.map { "evaluators/\($0).json" }
    for name in rubrics + Self.variants.map({ "variants/\($0.0).md" }) {
      try StageFiles.write(path(name), FileSystem.readFile("\(home)/\(name)"))
    }
    try StageFiles.write(path("study.yaml"), Array("study: trial\n".utf8))
  }

  static let variants = [
    ("role-centric", "anthropomorphic"), ("goal-centric", "first-principles"),
  ]

  /// A path below the study's directory.
  func path(_ name: String) -> String { root.path(name) }

  /// A task as it is registered now.
  func task(_ id: String) throws -> TrialContext.Task {
    try TrialContext.Task(StageFields(taskValue(id), "task"))
  }

  /// The design as it is registered now.
  func design() throws -> TrialContext.Paired {
    try TrialContext.Paired(whole: designValue())
  }

  func taskValue(_ id: String) throws -> Value {
    let specification = try StageFiles.readJSON(path("tasks/\(id)/spec.json"))
    let spec = try TaskSpecification(specification, id)
    let files = try FileSystem.walk(path("tasks/\(id)")).map { name -> Value in
      let bytes = try FileSystem.readFile(path("tasks/\(id)/\(name)"))
      return [
        "path": .text("tasks/\(id)/\(name)"), "digest": .text(SHA256.hash(bytes).hex),
        "size": .int(Int64(bytes.count)),
      ]
    }
    return [
      "id": .text(id), "path": .text(path("tasks/\(id)")), "file": .text("tasks/\(id)"),
      "seed": .int(spec.seed), "timeout_seconds": .double(spec.timeoutSeconds),
      "files": .array(files),
    ]
  }

  func variantValue(_ id: String) throws -> Value {
    let paradigm = Self.variants.first { $0.0 == id }?.1 ?? ""
    return [
      "id": .text(id), "paradigm": .text(paradigm), "path": .text(path("variants/\(id).md")),
      "file": .text("variants/\(id).md"),
      "digest": .text(try StageFiles.digest(path("variants/\(id).md"))),
    ]
  }

  func designValue() throws -> ValueMap {
    var rubrics = ValueMap()
    for name in RubricSet.names {
      let module = "evaluators/\(name).json"
      rubrics[name] = [
        "module": .text(module), "version": "1.0.0", "path": .text(path(module)),
        "digest": .text(try StageFiles.digest(path(module))),
      ]
    }
    return [
      "variants": .array(try Self.variants.map { try variantValue($0.0) }), "pairs": 1,
      "minimum": 1, "permissions": .map(Self.permissions), "evaluators": .map(rubrics),
      "agent": .null,
    ]
  }

  /// The context of a stage of one run.
  func context(
    _ stage: String, task: String = "TASK-001", variant: String = "role-centric",
    inputs: [String: String] = [:]
  ) throws -> ValueMap {
    let order: Int64 = variant == "role-centric" ? 1 : 2
    let other = variant == "role-centric" ? "goal-centric" : "role-centric"
    return [
      "study": "trial", "run": .text("run-0001-\(variant)-\(task)"), "level": "full",
      "stage": .text(stage), "seed": .int(try self.task(task).seed),
      "created_at": "2026-01-01T00:00:00Z",
      "inputs": .map(ValueMap(inputs.map { ($0.key, .text($0.value)) })),
      "variant": try variantValue(variant), "task": try taskValue(task),
      "pair": [
        "id": "pair-0001", "index": 1, "seed": 77, "order": .int(order),
        "other": .text("run-0001-\(other)-\(task)"),
      ],
      "paired": .map(try designValue()),
      "pins": ["programs": ["runledger": ["digest": .text(String(repeating: "ab", count: 32))]]],
      "study_file": [
        "path": "study.yaml", "digest": .text(try StageFiles.digest(path("study.yaml"))),
      ],
      "study_directory": .text(root.path),
    ]
  }
}
