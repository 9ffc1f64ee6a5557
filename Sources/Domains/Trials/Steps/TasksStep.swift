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
