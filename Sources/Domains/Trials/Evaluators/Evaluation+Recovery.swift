import Agents
import Files
import StageKit

// The criteria about an error and what was done about it.
extension Evaluation {
  func fileCreatedSuccessfully() throws(StageError) -> CheckFinding {
    let expected = try expectedBytes("same_as")
    for path in try targets() {
      guard let bytes = try evidence.delivered.bytes(path) else { continue }
      return bytes == expected
        ? .met("'\(path)' has the wanted bytes") : .unmet("'\(path)' has other bytes than wanted")
    }
    return .unmet("neither target nor fallback is there")
  }

  func errorLoggedExplicitly() throws(StageError) -> CheckFinding {
    guard let entry = try errorEntries().first else {
      return .unmet("no entry of the log tells of the missing directory")
    }
    return .met("the log tells of it at \(entry.timestamp)")
  }

  func recoveryActionTaken() throws(StageError) -> CheckFinding {
    let actions = try recoveryActions().filter { $0.isDone }
    guard let action = actions.first else {
      return .unmet("after the error no directory was made and nothing was written")
    }
    return .met("'\(action.word)' of '\(action.path)' was done")
  }

  func completedWithinTimeout() -> CheckFinding {
    let limit = "\(runtime.timeoutSeconds) s"
    guard !runtime.timeoutReached else { return .unmet("the limit of \(limit) was reached") }
    return hasEndedWithSuccess
      ? .met("the agent ended with success after \(runtime.totalSeconds) s of \(limit)")
      : .unmet("the agent ended in time and without success")
  }

  /// Whether the agent says that it succeeded, or where it says nothing, the harness does.
  var hasEndedWithSuccess: Bool {
    log.final.map { $0.status == "success" } ?? (evidence.execution.exitReason == "success")
  }

  /// The operations that made a directory or a file on the way to the target after the first error.
  ///
  /// Without an error of its own in the log an operation counts all the same: an agent that looks
  /// first meets no failure.
  func recoveryActions() throws(StageError) -> [LogRecord.Operation] {
    let targets = try targets()
    let directories = targets.flatMap(Self.directoriesAbove)
    let firstFailure = log.operations.firstIndex { operation in
      !operation.isDone && operation.touched.contains { (targets + directories).contains($0) }
    }
    let firstEntry = try errorEntries().first?.time
    return log.operations.enumerated().filter { index, operation in
      guard words.isMutation(operation), !words.kinds(operation).contains(.delete) else {
        return false
      }
      guard operation.touched.contains(where: { (targets + directories).contains($0) }) else {
        return false
      }
      let follows = firstFailure.map { index > $0 } ?? false
      let isLater = firstEntry.flatMap { first in operation.time.map { $0 >= first } } ?? false
      return follows || isLater || firstFailure == nil && firstEntry == nil
    }.map(\.element)
  }

  /// The entries that tell of the missing directory.
  private func errorEntries() throws(StageError) -> [LogRecord.Entry] {
    let levels = try rubricWords("error_levels")
    let words = try rubricWords("missing_directory_words")
    return log.entries.filter { entry in
      (entry.kind == "error" || levels.contains(entry.level))
        && WordSearch(entry.message).holds(any: words)
    }
  }

  private func targets() throws(StageError) -> [String] {
    [try specification.expected.text("path"), try specification.expected.text("fallback_path")]
  }

  /// The directories between `outputs` and a path.
  private static func directoriesAbove(_ path: String) -> [String] {
    var directories: [String] = []
    var directory = PathName.parent(path)
    while directory.contains("/") {
      directories.append(directory)
      directory = PathName.parent(directory)
    }
    return directories
  }
}
