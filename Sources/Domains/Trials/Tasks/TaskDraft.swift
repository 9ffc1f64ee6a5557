import Bytes
import Codecs
import Crypto

/// A task as its generator describes it, before it becomes files.
struct TaskDraft {
  /// A file of the task: an input that the agent is given, or an expected result that it is not.
  struct File {
    /// The path below `inputs` or `expected`.
    let path: String
    let bytes: [UInt8]
    /// The permission bits that the file has in the sandbox.
    var mode = "0644"

    init(_ path: String, _ text: String, mode: String = "0644") {
      self.path = path
      bytes = Array(text.utf8)
      self.mode = mode
    }

    init(_ path: String, _ value: Value) {
      self.path = path
      bytes = JSON.encode(value, pretty: true)
    }

    /// SHA-256 in lower-case hexadecimal.
    var digest: String { SHA256.hash(bytes).hex }
  }

  /// A named condition with a sentence for readers.
  struct Criterion {
    let name: String
    let description: String

    init(_ name: String, _ description: String) {
      self.name = name
      self.description = description
    }
  }

  let id: String
  let name: String
  let category: String
  let complexity: String
  let seed: Int64
  let estimatedSeconds: ClosedRange<Int>
  let timeoutSeconds: Int
  /// What the agent is asked to do; says nothing of how it will be judged.
  let description: String
  /// What is true of the sandbox at the start, where that matters.
  var setup: String?
  /// What the description refers to.
  var facts: ValueMap = [:]
  var inputs: [File] = []
  var expected: [File] = []
  var expectedOutputs: ValueMap = [:]
  var criteria: [Criterion] = []
  var constraints: [TaskConstraint] = []
  /// The task's own metric, beside the five of every task.
  var metrics: ValueMap = [:]
  /// What the task leaves open on purpose.
  var ambiguities: ValueMap?

  /// The content of `spec.json`.
  var specification: Value {
    var spec: ValueMap = [
      "task_id": .text(id), "version": .text(TaskSuite.version), "name": .text(name),
      "category": .text(category), "complexity": .text(complexity),
      "estimated_runtime_seconds": .array([
        .count(estimatedSeconds.lowerBound), .count(estimatedSeconds.upperBound),
      ]),
      "timeout_seconds": .count(timeoutSeconds), "description": .text(description),
      "inputs": .map(inputFacts), "expected_outputs": .map(expectedOutputs),
      "success_criteria": .array(
        criteria.map { ["name": .text($0.name), "description": .text($0.description)] }),
      "constraints": .array(constraints.map { .map($0.fields) }),
      "evaluation_metrics": .map(evaluationMetrics),
    ]
    spec["setup_required"] = setup.map { .text($0) }
    spec["ambiguities"] = ambiguities.map { .map($0) }
    return .map(spec)
  }

  private var inputFacts: ValueMap {
    var fields = facts
    fields["seed"] = .int(seed)
    fields["files"] = .array(
      inputs.map { file in
        [
          "path": .text("work/\(file.path)"), "sha256": .text(file.digest),
          "mode": .text(file.mode),
        ]
      })
    return fields
  }

  private var evaluationMetrics: ValueMap {
    var fields = metrics
    fields["task_success"] = ["description": "1 if every success criterion holds, else 0"]
    fields["constraint_adherence"] = ["description": "share of the constraints kept, in percent"]
    fields["runtime"] = ["description": "seconds from the start of the log to its end"]
    fields["clarification_count"] = ["description": "requests for clarification in the log"]
    fields["reproducibility"] = ["description": "share of repeats with identical outputs"]
    return fields
  }
}

/// The six tasks that every agent of the study is given.
///
/// Everything a task consists of is generated from its seed, so that the files in the repository
/// can be made again and compared.
enum TaskSuite {
  static let version = "1.0"

  /// The tasks in the order of their numbers.
  static var drafts: [TaskDraft] {
    [
      .fileCreation, .configurationSummary, .constrainedEdit, .errorRecovery, .toolComposition,
      .ambiguousRequest,
    ]
  }

  /// Every file of the suite by its path below the directory of tasks, sorted by path.
  static var files: [(path: String, bytes: [UInt8])] {
    let files = drafts.flatMap(\.files)
    return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }
}

extension TaskDraft {
  /// The files of the task by their paths below the directory of tasks.
  var files: [(path: String, bytes: [UInt8])] {
    [("\(id)/spec.json", JSON.encode(specification, pretty: true))]
      + [("\(id)/README.md", Array(readme.utf8))]
      + inputs.map { ("\(id)/inputs/\($0.path)", $0.bytes) }
      + expected.map { ("\(id)/expected/\($0.path)", $0.bytes) }
  }
}
