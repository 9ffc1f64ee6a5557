import Codecs
import Files
import Study

/// An input of several files as a process is handed it: a directory, or what a pattern matches.
///
/// Its files are each a ``HandedFile``; this sees to it that there is none beside them, which a
/// process would read without anybody having digested it.
struct HandedInput {
  private let pattern: String
  /// By their bytes: two names that only look the same are two files.
  private let known: Set<[UInt8]>
  /// Where the process writes, which it may also do within the input.
  private let own: [PathPattern]
  private let files: InputFiles

  /// Refuses an input into which a file came since it was registered.
  init(
    _ input: InputPlan, of stage: StagePlan, studyDirectory: String, root: String
  ) throws {
    pattern = input.pattern
    known = Set(input.files.map { Array($0.path.utf8) })
    own = stage.workingDirectory == nil ? [] : stage.outputs.map { PathPattern($0.path) }
    files = InputFiles(in: studyDirectory, base: "the study's directory", root: root)
    if let path = try added() {
      throw RuntimeError(
        .conflict, "'\(path)' came into the input '\(pattern)' after the study was registered",
        hint: "remove it, or amend the study and say why")
    }
  }

  /// What became of the input since; nil when there is no file more.
  var change: String? {
    do {
      return try added().map { "'\($0)' came into the input '\(pattern)' while the stage ran" }
    } catch {
      return "the input '\(pattern)' cannot be listed any more: \(error)"
    }
  }

  private func added() throws -> String? {
    try files.files(of: pattern, "input").first { path in
      !known.contains(Array(path.utf8))
        && !own.contains { $0.matches(PathName.normalize(path)) }
    }
  }
}
