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
    self.boundary = boundary
    try list("", at: directory, leavesOut)
    files = files.sortedByBytes()
    refused.sort { $0.path.precedesByBytes($1.path) }
  }

  /// Lists a directory, which is called `place` and lies at `directory`.
  private mutating func list(
    _ place: String, at directory: String, _ leavesOut: (String) -> Bool
  ) throws(FileError) {
    let found = try FileSystem.listed(directory)
    for name in found.unnamed {
      let path = PathName.join(place, name)
      if !leavesOut(path) { refused.append((path, "has a name that is not UTF-8")) }
    }
    for entry in found.entries {
      let path = PathName.join(place, entry.name)
      if leavesOut(path) { continue }
      do throws(FileError) {
        try take(path, at: PathName.join(directory, entry.name), entry.kind, leavesOut)
      } catch {
        refused.append((path, "cannot be read: \(error.reason)"))
      }
    }
  }

  private mutating func take(
    _ path: String, at full: String, _ kind: FileStatus.Kind, _ leavesOut: (String) -> Bool
  ) throws(FileError) {
    switch kind {
    case .file: files.append(path)
    case .directory: try list(path, at: full, leavesOut)
    case .other: refused.append((path, "is a pipe, a socket or a device"))
    case .symlink:
      guard let target = try Self.target(of: full) else {
        return refused.append((path, "is a link to nothing"))
      }
      switch try FileSystem.status(target)?.kind {
      case .file: files.append(path)
      case .directory: try follow(path, at: full, to: target, leavesOut)
      case nil: refused.append((path, "is a link to nothing"))
      case .symlink, .other: refused.append((path, "is a link to a pipe, a socket or a device"))
      }
    }
  }

  /// Where a link leads in the end; nil for nowhere.
  private static func target(of link: String) throws(FileError) -> String? {
    do throws(FileError) { return try FileSystem.realPath(link) } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// Looks at a directory that a link leads to.
  private mutating func follow(
    _ path: String, at full: String, to target: String, _ leavesOut: (String) -> Bool
  ) throws(FileError) {
    let holder = try FileSystem.realPath(PathName.parent(full))
    if !PathName.escapes(holder, base: target) {
      refused.append((path, "is a link to a directory that it lies in"))
    } else if let boundary, PathName.escapes(target, base: boundary) {
      refused.append((path, "is a link out of its directory, to '\(target)'"))
    } else {
      try list(path, at: target, leavesOut)
    }
  }
}
