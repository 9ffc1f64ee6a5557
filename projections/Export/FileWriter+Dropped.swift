import Files
import Ledger

extension FileWriter {
  /// Removes the files of a directory that its list of digests names and that are none of its files
  /// any more, unless somebody changed them since.
  ///
  /// A report from before an amendment must not lie among the files as if it were theirs. A list is
  /// not believed beyond its directory, and nothing else is looked at.
  func removeDropped(_ folder: Folder) throws(ProjectionError) {
    guard let list = folder.files.last?.path, let bytes = try read(list) else { return }
    let directory = PathName.parent(list)
    let paths = Set(folder.files.map(\.path) + folder.published.map(\.path))
    for row in Checksums.rows(in: bytes) {
      let names = row.name.split(separator: "/", omittingEmptySubsequences: false)
      let path = "\(directory)/\(row.name)"
      guard !paths.contains(path), names.allSatisfy({ !["", ".", ".."].contains($0) }),
        try status(of: path) != nil, try digest(of: full(path)) == row.digest
      else { continue }
      try wrap { () throws(FileError) in try FileSystem.remove(full(path)) }
    }
  }
}
