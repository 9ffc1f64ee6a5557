import Files

/// Finding the program that a command names.
enum Programs {
  /// The path of a program: as given when it has a slash, relative to `directory`; else the first
  /// executable of that name on the search path.
  static func find(
    _ name: String, path: String, directory: String
  ) throws(RuntimeError) -> String {
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

  private static func isThere(_ path: String) -> Bool {
    (try? FileSystem.status(path))?.map { $0.kind == .file } ?? false
  }

  private static func isExecutable(_ path: String) -> Bool {
    guard let status = try? FileSystem.status(path) else { return false }
    return status.mode & 0o111 != 0
  }
}
