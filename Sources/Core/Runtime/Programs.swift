import Files

/// Finding the program that a command names.
enum Programs {
  /// The path of a program: as given when it has a slash, relative to `directory`; else the first
  /// executable of that name on the search path.
  ///
  /// `runledger` is this program itself, so that a built-in stage is of the same build as the rules
  /// that recorded it.
  static func find(
    _ name: String, path: String, directory: String
  ) throws(RuntimeError) -> String {
    if name == ownName, let own { return own }
    if name.contains("/") {
      let full = PathName.join(directory, name)
      guard isThere(full) else {
        throw RuntimeError(.noSuchCommand, "there is no command '\(name)'")
      }
      guard isExecutable(full) else {
        throw RuntimeError(
          .notExecutable, "command '\(name)' is not executable", hint: "chmod +x '\(name)'")
      }
      return full
    }
    var found: String?
    for part in path.split(separator: ":", omittingEmptySubsequences: true) {
      let candidate = PathName.join(PathName.join(directory, String(part)), name)
      guard isThere(candidate) else { continue }
      if isExecutable(candidate) { return candidate }
      found = found ?? candidate
    }
    if let found {
      throw RuntimeError(
        .notExecutable, "command '\(name)' is not executable: '\(found)'",
        hint: "chmod +x '\(found)'")
    }
    throw RuntimeError(
      .noSuchCommand, "there is no command '\(name)' on the PATH",
      hint: "the PATH is '\(path)'")
  }

  /// The name under which built-in stages call this program.
  static let ownName = "runledger"

  /// The path of this program, when it is called by its own name.
  private static let own: String? = {
    guard let path = try? FileSystem.readLink("/proc/self/exe"),
      PathName.lastComponent(path) == ownName
    else { return nil }
    return path
  }()

  private static func isThere(_ path: String) -> Bool {
    (try? FileSystem.status(path))?.map { $0.kind == .file } ?? false
  }

  private static func isExecutable(_ path: String) -> Bool {
    guard let status = try? FileSystem.status(path) else { return false }
    return status.mode & 0o111 != 0
  }
}
