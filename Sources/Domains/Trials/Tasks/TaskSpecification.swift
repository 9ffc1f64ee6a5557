import Codecs
import Files
import StageKit

/// A task as its `spec.json` describes it.
struct TaskSpecification: Sendable {
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
      guard let mode = UInt32(text, radix: 8), mode <= 0o777 else {
        throw StageError(.invalid, "\(fields.place): 'mode' is no octal number such as 0644")
      }
      self.mode = mode
      guard path.hasPrefix("work/"), PathName.normalize(path) == path else {
        throw StageError(.invalid, "\(fields.place): '\(path)' is no path below work/")
      }
    }

    /// The path in a snapshot, below `inputs/`.
    var snapshotPath: String { "inputs/" + path.dropFirst("work/".count) }

    /// Whether nobody may write the file.
    var isReadOnly: Bool { mode & 0o222 == 0 }
  }

  /// A condition of success.
  struct Condition: Sendable, Equatable {
    let name: String
    let description: String

    init(_ fields: StageFields) throws(StageError) {
      name = try fields.text("name")
      description = try fields.text("description", default: "")
    }
  }

  let id: String
  let version: String
  let name: String
  let description: String
  let seed: Int64
  let timeoutSeconds: Double
  let files: [InputFile]
  /// What the description refers to: paths, contents, filters.
  let inputs: StageFields
  let expected: StageFields
  let criteria: [Condition]
  let constraints: [TaskConstraint]
  /// The metrics of the task, the five common ones among them.
  let metrics: ValueMap

  /// Reads a specification; `place` names it in errors.
  init(_ value: Value, _ place: String) throws(StageError) {
    let fields = try StageFields(value, place)
    id = try fields.text("task_id")
    version = try fields.text("version")
    name = try fields.text("name")
    description = try fields.text("description")
    timeoutSeconds = try fields.number("timeout_seconds")
    inputs = StageFields(place: "\(place): inputs", map: try fields.map("inputs"))
    seed = Int64(try inputs.integer("seed"))
    files = try inputs.list("files", InputFile.init)
    expected = StageFields(
      place: "\(place): expected_outputs", map: try fields.map("expected_outputs"))
    criteria = try fields.list("success_criteria", Condition.init)
    constraints = try fields.list("constraints", TaskConstraint.init)
    metrics = try fields.map("evaluation_metrics")
    guard timeoutSeconds > 0 else {
      throw StageError(.invalid, "\(place): 'timeout_seconds' must be positive")
    }
    for (what, names) in [
      ("criterion", criteria.map(\.name)), ("constraint", constraints.map(\.id)),
      ("input file", files.map(\.path)),
    ] {
      if let twice = names.firstRepeated {
        throw StageError(.invalid, "\(place): \(what) '\(twice)' is there twice")
      }
    }
  }
}

extension [String] {
  /// The first element that was there before.
  var firstRepeated: String? {
    var seen: Set<String> = []
    return first { !seen.insert($0).inserted }
  }
}
