import Agents
import Files

/// A file that a task asks for.
struct Deliverable: Sendable, Equatable {
  var path: String
  var bytes: [UInt8]
  /// What was there before and stays, for something that is added to a file; nil for a new file.
  var former: [UInt8]?
  /// Where else it may be.
  var fallback: String?

  /// What is there when it is delivered.
  var content: [UInt8] { (former ?? []) + bytes }
}

extension ReferenceTools {
  /// Delivers a file, and gives the place it has got.
  func deliver(_ deliverable: Deliverable) throws(EarlyEnd) -> Deliverable {
    var deliverable = deliverable
    var attempts = 0
    var directories = 0
    var exists = deliverable.former != nil
    if policy.constraintCheck == .beforeOperation {
      exists = try lookAhead(&deliverable, &directories)
    }
    while true {
      let path = deliverable.path
      guard hasTime(for: path) else {
        throw .incomplete("'\(path)' cannot be written before the deadline")
      }
      log.note(.operation, "write \(deliverable.bytes.count) bytes to '\(path)'")
      switch try put(deliverable, exists) {
      case .success:
        log.note(.stateTransition, "'\(path)' is written")
        return deliverable
      case .failure(.notFound): try overcomeMissingDirectory(&deliverable, &directories)
      case .failure(.transient):
        attempts += 1
        log.note(.error, "cannot write '\(path)': input/output error, attempt \(attempts)")
        try retry(&deliverable, &attempts)
      case .failure(.denied(let denial)):
        explainDenial(path, denial)
        guard takeFallback(&deliverable) else {
          throw .unsatisfiable("'\(path)' may not be written")
        }
      case .failure(let error):
        // Something is there already: it is replaced.
        guard !exists, deliverable.former == nil else {
          throw .unsatisfiable("cannot write '\(path)': \(error)")
        }
        exists = true
      }
    }
  }

  private func put(
    _ deliverable: Deliverable, _ exists: Bool
  ) throws(EarlyEnd) -> Result<Void, OperationFailure> {
    try use(deliverable.path) { () throws(OperationFailure) in
      if deliverable.former != nil {
        try files.append(deliverable.path, deliverable.bytes)
      } else if exists {
        try files.write(deliverable.path, deliverable.bytes)
      } else {
        try files.create(deliverable.path, deliverable.bytes)
      }
    }
  }

  /// Looks at the place before anything is written; true where a file is there already.
  private func lookAhead(
    _ deliverable: inout Deliverable, _ directories: inout Int
  ) throws(EarlyEnd) -> Bool {
    let isAddition = deliverable.former != nil
    guard try allows(isAddition ? .write : .create, deliverable.path) else {
      throw .unsatisfiable("a constraint forbids '\(deliverable.path)'")
    }
    if isAddition { return true }
    let parent = PathName.parent(deliverable.path)
    if !parent.contains("/") { return false }
    // Whoever cannot look finds out by trying.
    if case .success(nil) = try look({ () throws(OperationFailure) in try files.status(parent) }) {
      try overcomeMissingDirectory(&deliverable, &directories)
    }
    return false
  }

  /// Gets over a directory that is not there.
  private func overcomeMissingDirectory(
    _ deliverable: inout Deliverable, _ directories: inout Int
  ) throws(EarlyEnd) {
    let parent = PathName.parent(deliverable.path)
    log.note(.error, "the directory '\(parent)' does not exist")
    directories += 1
    guard directories <= 2 else { throw .unsatisfiable("'\(parent)' cannot be made") }
    if policy.missingDirectory == .fallbackFirst, takeFallback(&deliverable) { return }
    if policy.ambiguity == .askFirst {
      try ask(
        "I need clarification: the directory '\(parent)' is missing. Which option is right?",
        options: ["make it", "use another place"])
    }
    log.note(.operation, "make the directory '\(parent)'")
    switch try look({ () throws(OperationFailure) in try files.makeDirectory(parent) }) {
    case .success:
      say(
        .note, person: "I have made '\(parent)' and try again.",
        system: "recovered: '\(parent)' exists")
    case .failure(let error):
      log.note(.error, "cannot make '\(parent)': \(error)")
      guard takeFallback(&deliverable) else { throw .unsatisfiable("'\(parent)' cannot be made") }
    }
  }

  /// Tries again after a passing failure, then elsewhere, then gives up.
  private func retry(_ deliverable: inout Deliverable, _ attempts: inout Int) throws(EarlyEnd) {
    if attempts <= policy.transientRetries {
      say(
        .note, person: "I will wait a moment and write '\(deliverable.path)' again.",
        system: "retry \(attempts) of \(policy.transientRetries) for '\(deliverable.path)'")
      try spend(Pace.pause)
      return
    }
    let path = deliverable.path
    guard takeFallback(&deliverable) else {
      throw .unsatisfiable("'\(path)' could not be written in \(attempts) attempts")
    }
    attempts = 0
  }

  /// Takes the other place that the task offers, if there is one.
  private func takeFallback(_ deliverable: inout Deliverable) -> Bool {
    guard let fallback = deliverable.fallback else { return false }
    say(
      .note, person: "I use '\(fallback)' instead of '\(deliverable.path)'.",
      system: "recovered: alternative '\(fallback)' instead of '\(deliverable.path)'")
    deliverable.path = fallback
    deliverable.fallback = nil
    return true
  }

  /// Reads a deliverable back and mends it; false where it could not be confirmed.
  func confirm(_ deliverable: Deliverable) throws(EarlyEnd) -> Bool {
    let path = deliverable.path
    for pass in 0..<policy.verifyPasses {
      guard hasTime(for: path) else {
        log.note(.note, "'\(path)' is not read back: the deadline is near")
        return false
      }
      log.note(.operation, "read '\(path)' back")
      let found: [UInt8]
      switch try use(path, { () throws(OperationFailure) in try files.read(path) }) {
      case .success(let bytes): found = bytes
      case .failure(let error):
        log.note(.error, "cannot read '\(path)' back: \(error)")
        continue
      }
      if found == deliverable.content { return true }
      if let former = deliverable.former,
        incomplete.contains(path) || !found.starts(with: former)
      {
        // What was there is not what was read: writing it again could destroy it.
        log.note(.error, "'\(path)' is not what was read before; it is left as it is")
        return false
      }
      log.note(
        .error,
        "'\(path)' has \(found.count) bytes instead of \(deliverable.content.count), pass "
          + "\(pass + 1)")
      try mend(deliverable)
    }
    return false
  }

  /// Writes the whole content again.
  private func mend(_ deliverable: Deliverable) throws(EarlyEnd) {
    guard try allows(.write, deliverable.path) else { return }
    var whole = deliverable
    whole.bytes = deliverable.content
    whole.former = nil
    whole.fallback = nil
    try rewrite(whole)
  }

  /// Replaces a file that is there.
  func rewrite(_ deliverable: Deliverable) throws(EarlyEnd) {
    var attempts = 0
    while true {
      switch try put(deliverable, true) {
      case .success:
        say(
          .note, person: "I have written '\(deliverable.path)' once more.",
          system: "'\(deliverable.path)' is written again")
        return
      case .failure(let error):
        attempts += 1
        log.note(.error, "cannot write '\(deliverable.path)': \(error)")
        if attempts > policy.transientRetries {
          throw .unsatisfiable("'\(deliverable.path)' could not be mended")
        }
        try spend(Pace.pause)
      }
    }
  }
}
