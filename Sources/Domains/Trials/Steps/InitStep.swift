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
    guard let task = context.task else {
      throw StageError(.invalid, "stage '\(context.stage)' needs a task; it runs per run")
    }
    let brief = try TaskBrief(TaskFiles(task).json("spec.json"), place: "'\(task.file)/spec.json'")
    let prefix = PathName.join(task.file, "inputs") + "/"
    let registered = task.files.filter { $0.path.hasPrefix(prefix) }
    for file in registered {
      let input = String(file.path.dropFirst(prefix.utf8.count))
      guard let described = brief.files.first(where: { $0.input == input }) else {
        throw StageError(
          .invalid, "'\(file.path)' is not among the files that '\(task.file)/spec.json' names")
      }
      let bytes = try StageFiles.read(PathName.join(task.path, "inputs/\(input)"))
      let digest = SHA256.hash(bytes).hex
      guard digest == file.digest else {
        throw StageError(
          .invalid, "'\(file.path)' changed since the study was registered; restore it or amend")
      }
      guard digest == described.digest else {
        throw StageError(
          .invalid, "'\(file.path)' is not what '\(task.file)/spec.json' says; generate it again")
      }
      try StageFiles.write(context.path("inputs/\(input)"), bytes, mode: described.mode | 0o200)
    }
    for file in brief.files where !registered.contains(where: { $0.path == prefix + file.input }) {
      throw StageError(
        .invalid, "'\(prefix)\(file.input)' is not registered with the study; amend the study")
    }
    if registered.isEmpty {
      try StageFiles.write(context.path("inputs/\(TaskExecution.nothing)"), [])
    }
  }
}
