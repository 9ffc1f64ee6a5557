/// A name in a directory, with what it names.
public struct DirectoryEntry: Hashable, Sendable {
  /// The name, without the directory.
  public let name: String
  /// What it is; a link is a link, whatever it leads to.
  public let kind: FileStatus.Kind
}

extension FileSystem {
  /// The names in a directory and what they are, sorted by their bytes, without `.` and `..`.
  public static func listing(_ directory: String) throws(FileError) -> [DirectoryEntry] {
    try entries(directory).map { DirectoryEntry(name: $0.name, kind: $0.kind) }
  }
}
