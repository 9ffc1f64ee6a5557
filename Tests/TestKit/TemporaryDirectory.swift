import Glibc

/// A directory of a test's own, removed with everything in it when the last reference goes.
public final class TemporaryDirectory: Sendable {
  /// The absolute path.
  public let path: String

  /// Makes an empty directory under `$TMPDIR`, or `/tmp`.
  public init() throws {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    let template = "\(parent)/runledger-test-XXXXXX"
    // The copy is writable, ends with a zero and is freed here; `mkdtemp` replaces the X's in
    // place.
    guard let copy = unsafe strdup(template) else { throw TestFileError(path: parent, code: errno) }
    defer { unsafe free(copy) }
    guard unsafe mkdtemp(copy) != nil else { throw TestFileError(path: template, code: errno) }
    path = unsafe String(cString: copy)
  }

  deinit { removeTree(path) }

  /// The path of `name` inside the directory.
  public func path(_ name: String) -> String { "\(path)/\(name)" }
}

/// Removes `path` and whatever is in it; what cannot be removed is left to the system's own
/// cleaning.
private func removeTree(_ path: String) {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return }
  guard status.st_mode & S_IFMT == S_IFDIR else {
    unsafe unlink(path)
    return
  }
  // Some tests take away the permission to write.
  unsafe chmod(path, 0o700)
  for name in names(in: path) { removeTree("\(path)/\(name)") }
  unsafe rmdir(path)
}

private func names(in directory: String) -> [String] {
  guard let stream = unsafe opendir(directory) else { return [] }
  defer { unsafe closedir(stream) }
  var names: [String] = []
  while let entry = unsafe readdir(stream) {
    // The name is a zero-terminated array inside the entry, which lives until the next call.
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names
}
