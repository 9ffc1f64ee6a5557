import Files
import Ledger

/// Writes files below a directory, those that changed and no others.
struct FileWriter: Sendable {
  /// The directory that holds all studies.
  let root: String

  /// Where a file lies.
  func full(_ path: String) -> String { PathName.join(root, path) }

  /// Writes a file unless its content is there already; answers whether it did.
  ///
  /// The file is replaced, never changed in place, and not synced: it can be rendered again.
  func write(_ file: RenderedFile) throws(ProjectionError) -> Bool {
    let path = full(file.path)
    return try wrap { () throws(FileError) in
      if try isCurrent(file, at: path) { return false }
      try inDirectory(of: path) { () throws(FileError) in
        try FileSystem.writeAtomically(path, file.bytes, sync: false)
      }
      return true
    }
  }

  /// The content of a file; nil when there is none.
  ///
  /// What stands there and is no regular file has no content: a link is not followed, so that it
  /// can neither stand for the file nor lead to something without an end.
  func read(_ path: String) throws(ProjectionError) -> [UInt8]? {
    let full = full(path)
    do throws(FileError) {
      guard let status = try FileSystem.status(full, followLinks: false) else { return nil }
      return status.kind == .file ? try FileSystem.readFile(full) : []
    } catch {
      if error.isNotFound { return nil }
      throw ProjectionError(.files, "\(error)")
    }
  }

  /// Writes something to a path whose directory may not be there yet.
  func inDirectory(of path: String, _ write: () throws(FileError) -> Void) throws(FileError) {
    do throws(FileError) { try write() } catch {
      guard error.isNotFound else { throw error }
      try FileSystem.makeDirectories(PathName.parent(path))
      try write()
    }
  }

  func wrap<R>(_ body: () throws(FileError) -> R) throws(ProjectionError) -> R {
    do throws(FileError) { return try body() } catch {
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
