import Files

/// Writes rendered files below a directory, those that changed and no others.
struct FileWriter: Sendable {
  /// The directory that holds all studies.
  let root: String

  /// Where a rendered file lies.
  func path(of file: RenderedFile) -> String { PathName.join(root, file.path) }

  /// Writes a file unless its content is there already; answers whether it did.
  ///
  /// The file is replaced, never changed in place, and not synced: it can be rendered again.
  func write(_ file: RenderedFile) throws(ProjectionError) -> Bool {
    let path = path(of: file)
    do throws(FileError) {
      if try isCurrent(file, at: path) { return false }
      do throws(FileError) {
        try FileSystem.writeAtomically(path, file.bytes, sync: false)
      } catch {
        guard error.isNotFound else { throw error }
        try FileSystem.makeDirectories(PathName.parent(path))
        try FileSystem.writeAtomically(path, file.bytes, sync: false)
      }
      return true
    } catch {
      throw ProjectionError(.files, "\(error)")
    }
  }

  /// The content of a file; nil when there is none.
  ///
  /// What stands there and is no regular file has no content: a link is not followed, so that it
  /// can neither stand for the file nor lead to something without an end.
  func read(_ path: String) throws(ProjectionError) -> [UInt8]? {
    let full = PathName.join(root, path)
    do throws(FileError) {
      guard let status = try FileSystem.status(full, followLinks: false) else { return nil }
      return status.kind == .file ? try FileSystem.readFile(full) : []
    } catch {
      if error.isNotFound { return nil }
      throw ProjectionError(.files, "\(error)")
    }
  }

  /// Compares sizes first, since most files that differ differ in size.
  private func isCurrent(_ file: RenderedFile, at path: String) throws(FileError) -> Bool {
    guard let status = try FileSystem.status(path, followLinks: false), status.kind == .file,
      status.size == UInt64(file.bytes.count)
    else { return false }
    return try FileSystem.readFile(path) == file.bytes
  }
}
