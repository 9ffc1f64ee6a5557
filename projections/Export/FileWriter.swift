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

  /// Says beside the files of a directory what they are about to become, unless they are it.
  ///
  /// Whoever finds them half written later knows by it that nobody altered them. What was announced
  /// before and never came to its end stays announced until one does.
  func announce(_ folder: Folder) throws(ProjectionError) {
    guard let list = folder.files.last else { return }
    let path = full(Self.announcement(of: list.path))
    try wrap { () throws(FileError) in
      if try isCurrent(list, at: full(list.path)) { return }
      let former = try FileSystem.status(path, followLinks: false)?.kind == .file
      let bytes = Checksums.announcement(
        of: list, over: former ? try FileSystem.readFile(path) : nil)
      try inDirectory(of: path) { () throws(FileError) in
        try FileSystem.writeAtomically(path, bytes, sync: false)
      }
    }
  }

  /// Makes what was announced the list of the directory: all files are there.
  ///
  /// Answers whether there was anything to do.
  func conclude(_ folder: Folder) throws(ProjectionError) -> Bool {
    guard let list = folder.files.last else { return false }
    let next = full(Self.announcement(of: list.path))
    return try wrap { () throws(FileError) in
      let mark = full(PathName.join(PathName.parent(list.path), Self.markName))
      if try isCurrent(list, at: full(list.path)) {
        // Left behind by an export of single files, or one that was cut short.
        for path in [next, mark] where try FileSystem.status(path, followLinks: false) != nil {
          try FileSystem.remove(path)
        }
        return false
      }
      try FileSystem.writeAtomically(full(list.path), list.bytes, sync: false)
      try? FileSystem.remove(next)
      try? FileSystem.remove(mark)
      return true
    }
  }

  /// Whether a directory is there, and no link in its place.
  func hasDirectory(_ path: String) throws(ProjectionError) -> Bool {
    try wrap { () throws(FileError) in
      try FileSystem.status(full(path), followLinks: false)?.kind == .directory
    }
  }

  /// The file in a study's directory that says that its tables are behind the log.
  static let markName = "STALE"

  /// Says in a study's directory that its tables are behind the log; changes none of them.
  func mark(_ study: String) throws(ProjectionError) {
    let text = "The tables here are behind the log: runledger export \(study)\n"
    try wrap { () throws(FileError) in
      try FileSystem.writeAtomically(
        full(PathName.join(study, Self.markName)), Array(text.utf8), sync: false)
    }
  }

  /// Where the list that is to come lies beside a list.
  static func announcement(of list: String) -> String {
    PathName.join(PathName.parent(list), Checksums.nextName)
  }

  /// The content of a file; nil when there is none.
  ///
  /// What stands there and is no regular file has no content: a link is not followed, so that it
  /// can neither stand for the file nor lead to something without an end.
  func read(_ path: String) throws(ProjectionError) -> [UInt8]? {
    let full = full(path)
    do throws(FileError) {
      guard let status = try FileSystem.status(full, followLinks: false) else { return nil }
      return status.kind == .file ? try FileSystem.readFile(full) : Self.noFile
    } catch {
      if error.isNotFound { return nil }
      if error.isLinkOnTheWay { return Self.noFile }
      throw ProjectionError(.files, "\(error)", hint: error.remedy)
    }
  }

  /// What stands for the content of something that is no file: no file has it, and it is not empty,
  /// for what was cut short is.
  static let noFile = Array("no regular file\n".utf8)

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
      throw ProjectionError(.files, "\(error)", hint: error.remedy)
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
