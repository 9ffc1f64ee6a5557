import Codecs

/// The six tasks that every agent of the study is given.
///
/// Everything a task consists of is generated from its seed, so that the files in the repository
/// can be made again and compared.
enum TaskSuite {
  /// The version of the frozen suite.
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
