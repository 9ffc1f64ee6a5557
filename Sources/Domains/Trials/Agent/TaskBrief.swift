import Agents
import Codecs
import Files
import StageKit

/// What an agent is told of a task, and nothing of how it will be judged.
///
/// Made from a task's specification by leaving out what an agent must not see: the expected
/// outputs, the criteria and metrics of the evaluation, and the list of what was left open on
/// purpose.
struct TaskBrief: Sendable {
  /// The members of a specification that an agent is given.
  static let members = [
    "task_id", "version", "name", "category", "complexity", "estimated_runtime_seconds",
    "timeout_seconds", "description", "setup_required", "inputs", "constraints",
  ]

  /// Where the brief lies in a sandbox.
  static let path = "task/spec.json"

  let taskID: String
  let description: String
  let timeoutSeconds: Double
  /// The facts that the description refers to.
  let inputs: ValueMap
  /// The files that the task comes with.
  let files: [File]
  /// Which operations may touch which paths.
  let scopes: [Scope]
  let seed: Int64

  /// A file that the task comes with.
  struct File: Sendable, Equatable {
    /// Where it lies in a sandbox.
    let path: String
    let digest: String
    let mode: UInt32

    init(_ fields: StageFields) throws(StageError) {
      path = try fields.text("path")
      digest = try fields.text("sha256")
      let text = try fields.text("mode", default: "0644")
      guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
        throw StageError(.invalid, "\(fields.place): 'mode' is three octal digits, not '\(text)'")
      }
      self.mode = mode
      guard path.hasPrefix("work/"), PathName.normalize(path) == path else {
        throw StageError(.invalid, "\(fields.place): '\(path)' is no path below work")
      }
    }

    /// The path below the task's `inputs`.
    var input: String { String(path.dropFirst("work/".utf8.count)) }
  }

  /// A constraint on paths.
  struct Scope: Sendable {
    let id: String
    let operations: [String]
    let paths: [PathPattern]

    func forbids(_ operation: PermissionSet.Operation, _ path: String) -> Bool {
      operations.contains(operation.rawValue) && !paths.contains { $0.matches(path) }
    }
  }

  /// Reads a brief or a whole specification.
  init(_ value: Value, place: String) throws(StageError) {
    let fields = try StageFields(value, place)
    taskID = try fields.text("task_id")
    description = try fields.text("description")
    timeoutSeconds = try fields.number("timeout_seconds")
    inputs = try fields.map("inputs")
    let facts = try StageFields(.map(inputs), "\(place): inputs")
    files = try facts.list("files", File.init)
    seed = Int64(try facts.integer("seed"))
    var scopes: [Scope] = []
    for constraint in try fields.list("constraints", TaskConstraint.init)
    where constraint.kind == "scoped_operations" {
      let parameters = try StageFields(.map(constraint.parameters), constraint.id)
      scopes.append(
        Scope(
          id: constraint.id, operations: try parameters.texts("operations"),
          paths: try parameters.texts("paths").map(PathPattern.init)))
    }
    self.scopes = scopes
  }

  /// What an agent is given of a specification.
  static func redacted(_ specification: Value) -> Value {
    guard let map = specification.asMap else { return specification }
    return .map(ValueMap(members.compactMap { name in map[name].map { (name, $0) } }))
  }

  /// The task's own copy of one of its files, which nobody may change.
  func copy(of path: String) -> String? {
    files.first { $0.path == path }.map { "task/inputs/\($0.input)" }
  }

  /// A fact as text.
  func text(_ name: String) -> String? { inputs[name]?.asText }
}
