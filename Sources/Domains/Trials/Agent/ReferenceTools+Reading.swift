import Agents
import Codecs
import Files

extension ReferenceTools {
  /// The files of a directory whose names match a pattern; hidden ones do not.
  func find(_ pattern: String, in directory: String) throws(EarlyEnd) -> [DirectoryEntry] {
    let pattern = PathPattern(pattern)
    return try list(directory).filter { entry in
      !entry.name.hasPrefix(".") && entry.kind != .directory && pattern.matches(entry.name)
        && !denied.contains(PathName.join(directory, entry.name))
    }
  }

  func list(_ directory: String) throws(EarlyEnd) -> [DirectoryEntry] {
    guard try allows(.read, directory) else {
      throw .unsatisfiable("'\(directory)' may not be read")
    }
    log.note(.operation, "list '\(directory)'")
    switch try use(directory, { () throws(OperationFailure) in try files.list(directory) }) {
    case .success(let entries): return entries
    case .failure(let error):
      throw .unsatisfiable("'\(directory)' cannot be listed: \(error)")
    }
  }

  /// The lines of a text file, or nil for one that may not be read.
  func lines(of path: String, kind: FileStatus.Kind = .file) throws(EarlyEnd) -> [String]? {
    guard try allows(.read, path, kind: kind) else { return nil }
    var attempts = 0
    var source = path
    while true {
      guard let bytes = try bytes(of: &source, original: path) else { return nil }
      let (lines, damaged) = Self.split(bytes)
      guard damaged > 0 else { return lines }
      log.note(.error, "'\(source)' has \(damaged) damaged line(s)")
      if policy.damagedInput == .skipAndExplain {
        explainSkipping(damaged, path)
        return lines
      }
      attempts += 1
      if attempts > policy.transientRetries + 1 {
        guard let copy = try alternative(to: path, instead: source) else {
          throw .unsatisfiable("'\(path)' stays damaged however often it is read")
        }
        source = copy
        attempts = 0
      }
      guard hasTime(for: source) else {
        throw .incomplete("'\(source)' cannot be read again before the deadline")
      }
      log.note(.stateTransition, "'\(source)' is read again")
      try spend(Pace.pause)
    }
  }

  /// The bytes of a file, tried again and from elsewhere as the policy says; nil where the layer
  /// denies it.
  private func bytes(
    of source: inout String, original: String
  ) throws(EarlyEnd) -> [UInt8]? {
    var attempts = 0
    while true {
      let path = source
      log.note(.operation, "read '\(path)'")
      switch try use(path, { () throws(OperationFailure) in try files.read(path) }) {
      case .success(let bytes): return bytes
      case .failure(.denied(let denial)):
        explainDenial(path, denial)
        return nil
      case .failure(.transient):
        attempts += 1
        log.note(.error, "cannot read '\(path)': input/output error, attempt \(attempts)")
      case .failure(let error):
        throw .unsatisfiable("cannot read '\(path)': \(error)")
      }
      if attempts <= policy.transientRetries {
        say(
          .note, person: "I will wait a moment and read '\(path)' again.",
          system: "retry \(attempts) of \(policy.transientRetries) for '\(path)'")
        try spend(Pace.pause)
        continue
      }
      guard let copy = try alternative(to: original, instead: source) else {
        throw .unsatisfiable("'\(path)' could not be read in \(attempts) attempts")
      }
      source = copy
      attempts = 0
    }
  }

  /// The task's own copy of a file, where the policy reads it and it was not tried before.
  private func alternative(
    to original: String, instead source: String
  ) throws(EarlyEnd) -> String? {
    guard policy.unreadableInput == .alternativeSource, source == original,
      let copy = brief.copy(of: original), try allows(.read, copy)
    else { return nil }
    log.note(.stateTransition, "'\(copy)' holds the same and is read instead of '\(original)'")
    return copy
  }

  /// Lines that are text, without their ends, and how many are not.
  private static func split(_ bytes: [UInt8]) -> (lines: [String], damaged: Int) {
    var lines: [String] = []
    var damaged = 0
    var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    lines.reserveCapacity(parts.count)
    for part in parts {
      if let line = String(validating: part, as: UTF8.self) {
        lines.append(line)
      } else {
        damaged += 1
      }
    }
    return (lines, damaged)
  }

  private func explainSkipping(_ damaged: Int, _ path: String) {
    incomplete.append(path)
    log.note(
      .note,
      "I leave \(damaged) line(s) of '\(path)' out, because they cannot be read, and say so here.")
  }

  /// What is written down when the layer has denied something that was tried.
  func explainDenial(_ path: String, _ denial: PermissionSet.Denial) {
    denied.append(path)
    log.note(.error, "'\(path)' was denied: \(denial)")
    say(
      .note, person: "I tried '\(path)' and was not allowed to; I leave it alone from now on.",
      system: "'\(path)' is removed from the candidates")
  }
}
