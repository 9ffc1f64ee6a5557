import Glibc

/// Everything below a directory, through links: files to be read, and what cannot be, by name.
///
/// Nothing is left out in silence.
public struct Contents: Sendable {
  /// The paths of the files, relative to the directory, sorted by their bytes.
  public private(set) var files: [String] = []
  /// What is no file, cannot be read or leads nowhere, with what is wrong with it; sorted by the
  /// bytes of the paths.
  ///
  /// A name that is not UTF-8 stands there with `\xE9` for each byte of it.
  public private(set) var refused: [(path: String, problem: String)] = []

  private let directory: String
  private let boundary: String?

  /// Looks at everything below a directory.
  ///
  /// Links are followed, to directories too: but not to one that they lie in, and with `boundary`,
  /// a real path, to none outside of it. `leavesOut` is asked for the path of every entry. Throws
  /// when the directory itself cannot be listed.
  public init(
    of directory: String, within boundary: String? = nil,
    leavesOut: (String) -> Bool = { _ in false }
  ) throws(FileError) {
    self.directory = directory
    self.boundary = boundary
    try list("", leavesOut)
    files = files.sortedByBytes()
    refused.sort { $0.path.precedesByBytes($1.path) }
  }

  private mutating func list(
    _ place: String, _ leavesOut: (String) -> Bool
  ) throws(FileError) {
    let found = try FileSystem.listed(full(place))
    for name in found.unnamed {
      let path = PathName.join(place, name)
      if !leavesOut(path) { refused.append((path, "has a name that is not UTF-8")) }
    }
    for entry in found.entries {
      let path = PathName.join(place, entry.name)
      if leavesOut(path) { continue }
      do throws(FileError) { try take(path, entry.kind, leavesOut) } catch {
        refused.append((path, "cannot be read: \(error.reason)"))
      }
    }
  }

  private mutating func take(
    _ path: String, _ kind: FileStatus.Kind, _ leavesOut: (String) -> Bool
  ) throws(FileError) {
    switch kind {
    case .file: files.append(path)
    case .directory: try list(path, leavesOut)
    case .other: refused.append((path, "is a pipe, a socket or a device"))
    case .symlink:
      switch try FileSystem.status(full(path))?.kind {
      case .file: files.append(path)
      case .directory: try follow(path, leavesOut)
      case nil: refused.append((path, "is a link to nothing"))
      case .symlink, .other: refused.append((path, "is a link to a pipe, a socket or a device"))
      }
    }
  }

  /// Looks at a directory that a link leads to.
  private mutating func follow(
    _ path: String, _ leavesOut: (String) -> Bool
  ) throws(FileError) {
    let target = try FileSystem.realPath(full(path))
    let holder = try FileSystem.realPath(PathName.parent(full(path)))
    if !PathName.escapes(holder, base: target) {
      refused.append((path, "is a link to a directory that it lies in"))
    } else if let boundary, PathName.escapes(target, base: boundary) {
      refused.append((path, "is a link out of its directory, to '\(target)'"))
    } else {
      try list(path, leavesOut)
    }
  }

  private func full(_ path: String) -> String { PathName.join(directory, path) }
}
