import Agents
import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// A task as its `spec.json` describes it: whole, or as much of it as an agent is told.
///
/// An agent must not see the expected outputs, the criteria and metrics of the evaluation, and the
/// list of what was left open on purpose.
struct TaskSpecification: Sendable {
  /// The members of a specification that an agent is given.
  static let members = [
    "task_id", "version", "name", "category", "complexity", "estimated_runtime_seconds",
    "timeout_seconds", "description", "setup_required", "inputs", "constraints",
  ]

  /// Where an agent finds its task in a sandbox.
  static let path = "task/spec.json"

  /// A file that the agent is given.
  struct InputFile: Sendable, Equatable {
    /// The path in the sandbox, below `work/`.
    let path: String
    /// SHA-256 in lower-case hexadecimal.
    let digest: String
    /// The permission bits that the file has in the sandbox.
    let mode: UInt32

    init(_ fields: StageFields) throws(StageError) {
      path = try fields.text("path")
      digest = try fields.text("sha256")
      let text = try fields.text("mode", default: "0644")
      let mode = UInt32(text, radix: 8).flatMap { $0 <= 0o777 ? $0 : nil }
      self.mode = try require(mode, "\(fields.place): 'mode' is no octal number such as 0644")
      try require(
        path.hasPrefix("work/") && PathName.normalize(path) == path,
        "\(fields.place): '\(path)' is no path below work/")
    }

    /// The path below the task's `inputs`.
    var input: String { String(path.dropFirst("work/".utf8.count)) }

    /// The path in a snapshot, below `inputs/`.
    var snapshotPath: String { "inputs/" + input }

    /// Where the task's own copy of it lies in a sandbox, which nobody may change.
    var copy: String { "task/" + snapshotPath }

    var isReadOnly: Bool { mode & 0o222 == 0 }
  }

  /// A constraint on paths.
  struct PathScope: Sendable {
    let id: String
    let operations: [String]
    let paths: [PathPattern]

    func forbids(_ operation: PermissionSet.Operation, _ path: String) -> Bool {
      operations.contains(operation.rawValue) && !paths.contains { $0.matches(path) }
    }
  }

  let id: String
  let version: String
  let description: String
  let seed: Int64
  let timeoutSeconds: Double
  let files: [InputFile]
  /// What the description refers to: paths, contents, filters.
  let inputs: StageFields
  let expected: StageFields
  /// The names of the conditions of success.
  let criteria: [String]
  let constraints: [TaskConstraint]
  /// Which operations may touch which paths.
  let scopes: [PathScope]
  /// The metrics of the task, the five common ones among them.
  let metrics: ValueMap

  /// Reads a specification; `place` names it in errors.
  init(_ value: Value, _ place: String) throws(StageError) {
    let fields = try StageFields(value, place)
    id = try fields.text("task_id")
    version = try fields.text("version", default: "")
    description = try fields.text("description")
    timeoutSeconds = try fields.number("timeout_seconds")
    inputs = try fields.object("inputs")
    seed = Int64(try inputs.integer("seed"))
    files = try inputs.list("files", InputFile.init)
    expected = try fields.object("expected_outputs")
    criteria = try fields.list("success_criteria") { (fields) throws(StageError) in
      try fields.text("name")
    }
    constraints = try fields.list("constraints", TaskConstraint.init)
    var scopes: [PathScope] = []
    for constraint in constraints where constraint.kind == ConstraintKind.scopedOperations.rawValue
    {
      let parameters = StageFields(place: constraint.id, map: constraint.parameters)
      scopes.append(
        PathScope(
          id: constraint.id, operations: try parameters.texts("operations"),
          paths: try parameters.texts("paths").map(PathPattern.init)))
    }
    self.scopes = scopes
    metrics = try fields.map("evaluation_metrics")
    try require(timeoutSeconds > 0, "\(place): 'timeout_seconds' must be positive")
    for (what, names) in [
      ("criterion", criteria), ("constraint", constraints.map(\.id)),
      ("input file", files.map(\.path)),
    ] {
      let twice = names.firstRepeated
      try require(twice == nil, "\(place): \(what) '\(twice ?? "")' is there twice")
    }
  }

  /// What an agent is given of a specification.
  static func redacted(_ specification: Value) -> Value {
    guard let map = specification.asMap else { return specification }
    return .map(ValueMap(members.compactMap { name in map[name].map { (name, $0) } }))
  }

  /// The path of the task's own copy of an input, which has the same bytes.
  func copy(of path: String) -> String? { files.first { $0.path == path }?.copy }

  /// A fact as text.
  func text(_ name: String) -> String? { inputs.map[name]?.asText }
}

extension [String] {
  /// The first element that was there before.
  var firstRepeated: String? {
    var seen: Set<String> = []
    return first { !seen.insert($0).inserted }
  }
}

// The files of a registered task, each read only if it is what was registered.
extension TrialContext.Task {
  func specification() throws(StageError) -> TaskSpecification {
    let specification = try TaskSpecification(json("spec.json"), place("spec.json"))
    try require(
      specification.id == id, "\(place("spec.json")) describes \(specification.id), not \(id)")
    return specification
  }

  /// A file of the task as JSON.
  func json(_ name: String) throws(StageError) -> Value {
    try StageFiles.parseJSON(bytes(name), place(name))
  }

  /// The bytes of a file by its path below the task's directory.
  func bytes(_ name: String) throws(StageError) -> [UInt8] {
    let path = PathName.join(file, name)
    let registered = try require(
      files.first { $0.path == path },
      "\(place(name)) is not registered with the study; amend the study")
    return try StageFiles.read(
      registered: PathName.join(self.path, name), registered.digest, as: place(name))
  }

  private func place(_ name: String) -> String { "'\(PathName.join(file, name))'" }
}

extension StageFiles {
  /// The bytes of a file that was registered; one that is no longer what it was is refused.
  static func read(
    registered path: String, _ digest: String, as name: String
  ) throws(StageError) -> [UInt8] {
    let bytes = try read(path)
    try require(
      SHA256.hash(bytes).hex == digest,
      "\(name) changed since the study was registered; restore it or amend")
    return bytes
  }
}
