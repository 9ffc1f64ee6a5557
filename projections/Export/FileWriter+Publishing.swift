import Bytes
import Files
import Ledger

extension FileWriter {
  /// Files of this size and more are copied by the system, and never in memory as a whole.
  static let copySizeMin: Int64 = 1 << 20

  /// Puts a published file in place unless its content is there already; answers whether it did.
  ///
  /// `blob` is where its content lies. The file is replaced, never changed in place, and is no
  /// second name of the blob. Errors: `ledger` when the blob's content is not its own.
  func publish(_ file: PublishedFile, from blob: String) throws(ProjectionError) -> Bool {
    if try isCurrent(file) { return false }
    let path = full(file.path)
    if file.size >= Self.copySizeMin, try copy(blob, to: path, file.digest) { return true }
    let bytes = try wrap { () throws(FileError) in try FileSystem.readFile(blob) }
    guard Hashing.digest(of: bytes) == file.digest else { throw altered(blob) }
    try wrap { () throws(FileError) in
      try inDirectory(of: path) { () throws(FileError) in
        try FileSystem.writeAtomically(path, bytes, sync: false)
      }
    }
    return true
  }

  /// Whether a published file is there with its content.
  func isCurrent(_ file: PublishedFile) throws(ProjectionError) -> Bool {
    guard let status = try status(of: file.path), status.size == UInt64(clamping: file.size) else {
      return false
    }
    return try digest(of: full(file.path)) == file.digest
  }

  /// The digest of what stands at a path; nil when nothing does.
  ///
  /// What is no regular file has a digest that no content has.
  func found(_ path: String) throws(ProjectionError) -> Digest? {
    if try status(of: path) != nil { return try digest(of: full(path)) }
    do throws(FileError) {
      return try FileSystem.status(full(path), followLinks: false) == nil ? nil : .zero
    } catch {
      if error.isLinkOnTheWay { return .zero }
      throw ProjectionError(.files, "\(error)", hint: error.remedy)
    }
  }

  /// Where a published file first differs from its content: the line, or only the digests where
  /// it is long or where there is nothing to compare it with.
  func difference(
    of file: PublishedFile, found: Digest, from blob: String?
  ) throws(ProjectionError) -> FileCheck.Difference {
    if let blob, file.size < Self.copySizeMin, let status = try status(of: file.path),
      status.size < UInt64(Self.copySizeMin), try digest(of: blob) == file.digest
    {
      let expected = try wrap { () throws(FileError) in try FileSystem.readFile(blob) }
      return FileCheck.Difference(expected: expected, found: try read(file.path) ?? [])
    }
    return FileCheck.Difference(
      line: 1, expected: Text.hash(file.digest), found: Text.hash(found))
  }

  /// What the system says of a regular file; nil when there is none.
  func status(of path: String) throws(ProjectionError) -> FileStatus? {
    do throws(FileError) {
      let status = try FileSystem.status(full(path), followLinks: false)
      return status?.kind == .file ? status : nil
    } catch {
      // What a link would lead to is not the file.
      if error.isLinkOnTheWay { return nil }
      throw ProjectionError(.files, "\(error)", hint: error.remedy)
    }
  }

  /// The digest of a file, read in pieces; nil when there is none.
  func digest(of path: String) throws(ProjectionError) -> Digest? {
    do throws(FileError) {
      let file = try Descriptor.open(path, .read)
      var hasher = StreamHasher()
      var buffer = [UInt8](repeating: 0, count: 1 << 18)
      while true {
        let count = try file.read(into: &buffer)
        if count == 0 { return hasher.finish() }
        hasher.update(count == buffer.count ? buffer : Array(buffer[..<count]))
      }
    } catch {
      if error.isNotFound { return nil }
      throw ProjectionError(.files, "\(error)", hint: error.remedy)
    }
  }

  /// Copies a blob under a temporary name, looks whether it is what it should be, and renames it.
  ///
  /// False when somebody else has that name, now or before a crash: it is not ours to touch.
  private func copy(
    _ blob: String, to path: String, _ digest: Digest
  ) throws(ProjectionError) -> Bool {
    let directory = PathName.parent(path)
    let partial = PathName.join(directory, ".partial-\(digest.hex.prefix(16))")
    do throws(FileError) {
      try FileSystem.makeDirectories(directory)
      try FileSystem.copyReflinkOrCopy(blob, partial)
    } catch {
      if error.isAlreadyThere { return false }
      throw ProjectionError(.files, "\(error)", hint: error.remedy)
    }
    do throws(ProjectionError) {
      guard try self.digest(of: partial) == digest else { throw altered(blob) }
      try wrap { () throws(FileError) in try FileSystem.rename(partial, path) }
      return true
    } catch {
      try? FileSystem.remove(partial)
      throw error
    }
  }

  private func altered(_ blob: String) -> ProjectionError {
    ProjectionError(
      .ledger, "blob '\(blob)' was altered", hint: "restore the file from a copy")
  }
}
