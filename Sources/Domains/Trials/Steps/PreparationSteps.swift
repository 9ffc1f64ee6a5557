import Bytes
import Crypto
import Files
import StageKit

/// Writes the six tasks with their inputs and expected results.
enum TasksStep: Step {
  static let name = "tasks"
  static let summary = "write the six tasks with their inputs and expected results"
  static let options = [Option.value("output", "o", "DIR", "the directory to write to")]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    guard let directory = call.arguments.value("output") else {
      throw .usage("'tasks' needs the directory to write to: tasks -o DIR")
    }
    let target = PathName.join(call.directory, directory)
    for file in TaskSuite.files {
      try StageFiles.write(PathName.join(target, file.path), file.bytes)
    }
    return 0
  }
}

/// Compares the study's two variants, before anything is run.
enum ParityStep: TrialStep {
  static let name = "parity"
  static let summary = "compare the two variants before anything runs"

  static func run(_ context: TrialContext) throws(StageError) {
    let variants = context.paired?.variants ?? []
    try require(
      variants.count == 2,
      "stage '\(context.stage)' compares two variants; the study has \(variants.count)")
    var files: [VariantFile] = []
    for variant in variants {
      let (file, _) = try VariantFile.read(variant)
      guard try file.id == variant.id, try file.paradigm == variant.paradigm else {
        throw .invalid(
          "'\(variant.file)' calls itself '\(try file.id)' of paradigm '\(try file.paradigm)'; the "
            + "study calls it '\(variant.id)' of paradigm '\(variant.paradigm)'")
      }
      _ = try file.policy
      files.append(file)
    }
    let report = ParityReport(files[0], files[1])
    try context.write("parity.json", report.value)
    try context.events.metric("parity", report.isPassed ? 1 : 0)
    for name in report.failures {
      try context.events.note("the variants are not at parity in '\(name)'")
    }
  }
}

/// Takes the snapshot of a task's inputs that a run starts from.
///
/// The copy holds the inputs and nothing else, so that it is the same in both runs of a pair.
enum InitStep: TrialStep {
  static let name = "init"
  static let summary = "snapshot a task's inputs"

  static func run(_ context: TrialContext) throws(StageError) {
    let task = try require(context.task, "stage '\(context.stage)' needs a task; it runs per run")
    let brief = try task.specification()
    let prefix = PathName.join(task.file, "inputs") + "/"
    let registered = task.files.filter { $0.path.hasPrefix(prefix) }
    for file in registered {
      let input = String(file.path.dropFirst(prefix.utf8.count))
      let described = try require(
        brief.files.first(where: { $0.input == input }),
        "'\(file.path)' is not among the files that '\(task.file)/spec.json' names")
      let bytes = try task.bytes("inputs/\(input)")
      try require(
        file.digest == described.digest,
        "'\(file.path)' is not what '\(task.file)/spec.json' says; generate it again")
      try StageFiles.write(context.path("inputs/\(input)"), bytes, mode: described.mode | 0o200)
    }
    for file in brief.files where !registered.contains(where: { $0.path == prefix + file.input }) {
      throw .invalid("'\(prefix)\(file.input)' is not registered with the study; amend the study")
    }
    if registered.isEmpty {
      try StageFiles.write(context.path("inputs/\(TaskExecution.nothing)"), [])
    }
  }
}
