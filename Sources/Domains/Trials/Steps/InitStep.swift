import Bytes
import Crypto
import Files
import StageKit

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
