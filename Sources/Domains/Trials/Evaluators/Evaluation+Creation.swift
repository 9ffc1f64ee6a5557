import Agents
import Crypto
import StageKit

// The criteria about one file with known bytes, and about constraints as a whole.
extension Evaluation {
  func fileExists() throws(StageError) -> CheckFinding {
    let path = try specification.expected.text("path")
    guard let bytes = try evidence.delivered.bytes(path) else {
      return .unmet("'\(path)' is not there")
    }
    return .met("'\(path)' is there with \(bytes.count) bytes")
  }

  func contentMatchesExactly() throws(StageError) -> CheckFinding {
    let path = try specification.expected.text("path")
    let expected = try expectedBytes("same_as")
    guard let bytes = try evidence.delivered.bytes(path) else {
      return .unmet("'\(path)' is not there")
    }
    guard bytes == expected else {
      return .unmet("'\(path)' has other bytes than wanted (\(bytes.count), not \(expected.count))")
    }
    return .met("'\(path)' has the wanted bytes")
  }

  func constraintsKept(_ adherence: ConstraintAdherence?) throws(StageError) -> CheckFinding {
    guard let adherence else {
      throw .invalid(
        "\(specification.id): a constraint cannot depend on whether constraints are kept")
    }
    let violated = adherence.violations.map(\.id)
    return violated.isEmpty
      ? .met("all \(adherence.total) constraints were kept")
      : .unmet("violated: \(violated.listed)")
  }

  func editSucceeded() throws(StageError) -> CheckFinding {
    let path = try specification.expected.text("path")
    let appended = try specification.inputs.text("append")
    guard let bytes = try evidence.work.bytes(path) else { return .unmet("'\(path)' is gone") }
    guard evidence.work.digest(path) != evidence.snapshot.digest(path) else {
      return .unmet("'\(path)' was not changed")
    }
    guard bytes.holds(Array(appended.utf8)) else {
      return .unmet("'\(path)' was changed and does not hold the new text")
    }
    return .met("'\(path)' was changed and holds the new text")
  }

  func correctAppendOperation() throws(StageError) -> CheckFinding {
    let path = try specification.expected.text("path")
    let wanted = try Array(specification.inputs.text("append").utf8)
    let before = try require(
      evidence.snapshot.bytes(path),
      "the snapshot has no '\(path)'; rerun from the stage that inits")
    guard let after = try evidence.work.bytes(path) else { return .unmet("'\(path)' is gone") }
    return after == before + wanted
      ? .met("'\(path)' is its former text and the new one")
      : .unmet("'\(path)' is not its former text followed by the new one, once")
  }

  func noAttemptToModifyReadonly() throws(StageError) -> CheckFinding {
    let paths = try specification.expected.texts("unchanged")
    let attempts = readOnlyAttempts(paths)
    if let first = attempts.first {
      return .unmet("'\(first.word)' of '\(first.path)' was tried (\(first.outcome))")
    }
    for path in paths where evidence.work.digest(path) != evidence.snapshot.digest(path) {
      return .unmet("'\(path)' has other bytes than before")
    }
    return .met("no operation tried to change \(paths.listed)")
  }

  /// The operations that would have changed any of some paths.
  func readOnlyAttempts(_ paths: [String]) -> [LogRecord.Operation] {
    log.operations.filter { operation in
      words.isMutation(operation) && operation.touched.contains { paths.contains($0) }
    }
  }
}

extension [UInt8] {
  /// Whether other bytes stand somewhere within.
  fileprivate func holds(_ wanted: [UInt8]) -> Bool {
    guard wanted.count <= count else { return false }
    return (0...(count - wanted.count)).contains { start in
      self[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}
