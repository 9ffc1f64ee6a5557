import Glibc

extension FileSystem {
  /// Makes a symbolic link at `path` that says `target`.
  ///
  /// It is an error if something is there.
  public static func symlink(_ target: String, at path: String) throws(FileError) {
    if target.utf8.contains(0) { throw FileError(operation: "link", path: path, errno: EINVAL) }
    try at(path, "link") { unsafe symlinkat(target, $0, $1) }
  }

  /// What a symbolic link says.
  public static func readLink(_ path: String) throws(FileError) -> String {
    let buffer: [UInt8]
    do throws(Calls.Failure) { buffer = try linkBytes(path) } catch {
      throw error.at(path, "read link")
    }
    guard let text = String(validating: buffer, as: UTF8.self) else {
      throw FileError(operation: "read link", path: path, errno: EILSEQ)
    }
    return text
  }

  private static func linkBytes(_ path: String) throws(Calls.Failure) -> [UInt8] {
    return try unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) {
      (buffer) throws(Calls.Failure) in
      guard let start = buffer.baseAddress else { throw Calls.Failure(errno: ENOMEM) }
      let count = try Calls.at(path) { unsafe readlinkat($0, $1, start, buffer.count) }
      return unsafe buffer[..<count].map { UInt8(bitPattern: $0) }
    }
  }

  /// The absolute path without links, `.` and `..`.
  ///
  /// Every component must exist.
  public static func realPath(_ path: String) throws(FileError) -> String {
    do throws(Calls.Failure) { try Calls.check(path: path) } catch { throw error.at(path, "find") }
    guard let resolved = unsafe realpath(path, nil) else {
      throw FileError(operation: "find", path: path, errno: errno)
    }
    defer { unsafe free(resolved) }
    guard let text = unsafe String(validatingCString: resolved) else {
      throw FileError(operation: "find", path: path, errno: EILSEQ)
    }
    return text
  }

  /// The working directory.
  public static func currentDirectory() throws(FileError) -> String { try realPath(".") }
}
