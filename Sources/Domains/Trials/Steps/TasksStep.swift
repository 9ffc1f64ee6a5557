import Files

/// Writes the six tasks with their inputs and expected results.
enum TasksStep: TrialTool {
  static let name = "tasks"

  static func run(_ arguments: [String], directory: String) throws(TrialError) {
    guard arguments.count == 2, arguments[0] == "-o" || arguments[0] == "--output",
      !arguments[1].isEmpty
    else {
      throw TrialError(.usage, "'tasks' needs the directory to write to: tasks -o DIR")
    }
    let target = PathName.join(directory, arguments[1])
    for file in TaskSuite.files {
      try TrialFiles.write(PathName.join(target, file.path), file.bytes)
    }
  }
}
