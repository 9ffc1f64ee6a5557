import Agents
import Codecs
import StageKit

// The kinds of constraint that are about what the log tells, and about time and seed.
extension Evaluation {
  /// The log has an entry of a kind, a level or with a word; or every path was successfully
  /// operated on.
  func recorded(_ fields: StageFields) throws(StageError) -> CheckFinding {
    let operations = try fields.operations("operations")
    let entries = try (fields.texts("kinds"), fields.texts("levels"), fields.texts("words"))
    let asksForEntry = !(entries.0.isEmpty && entries.1.isEmpty && entries.2.isEmpty)
    try require(
      asksForEntry != !operations.isEmpty,
      "\(fields.place) asks either for an entry by 'kinds', 'levels' or 'words', or for "
        + "'operations' on 'paths'")
    if !operations.isEmpty { return try done(operations, fields) }
    let entry = log.entries.first { entry in
      entries.0.contains(entry.kind) || entries.1.contains(entry.level)
        || WordSearch(entry.message).holds(any: entries.2)
    }
    guard let entry else { return .unmet("the log has no such entry") }
    return .met("the log tells of it at \(entry.timestamp)")
  }

  /// Another condition of success holds.
  func outcome(_ fields: StageFields) throws(StageError) -> CheckFinding {
    let criterion = try Criterion.named(fields.text("criterion"), rubrics.success)
    try require(
      !criterion.isAboutConstraints, "\(fields.place) cannot depend on whether constraints are kept"
    )
    return try criterion.check(self, nil)
  }

  /// The agent used the task's seed, and says so.
  func seedUsed() -> CheckFinding {
    guard let used = log.seedUsed else { return .unmet("the log does not say which seed was used") }
    return used == specification.seed
      ? .met("seed \(used) was used")
      : .unmet("seed \(used) was used, not \(specification.seed)")
  }

  func limitKept() -> CheckFinding {
    runtime.timeoutReached
      ? .unmet("\(runtime.totalSeconds) s reach the limit of \(runtime.timeoutSeconds) s")
      : .met("\(runtime.totalSeconds) s of \(runtime.timeoutSeconds) s")
  }

  private func done(
    _ kinds: [PermissionSet.Operation], _ fields: StageFields
  ) throws(StageError) -> CheckFinding {
    let paths = try fields.texts("paths")
    try require(!paths.isEmpty, "\(fields.place) needs 'paths'")
    for path in paths {
      let pattern = PathPattern(path)
      let copy = specification.copy(of: path)
      let isDone = log.operations.contains { operation in
        operation.isDone && !words.isAboutDirectory(operation)
          && (pattern.matches(operation.path) || operation.path == copy)
          && words.kinds(operation).contains { kinds.contains($0) }
      }
      guard isDone else { return .unmet("the log does not tell of it for '\(path)'") }
    }
    return .met("the log tells of it for \(paths.listed)")
  }
}
