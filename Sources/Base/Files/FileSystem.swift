import Glibc

/// Files, directories and links by path.
///
/// Relative paths start at the working directory. Every failure names the path. A path that
/// contains a zero byte is refused as invalid.
public enum FileSystem {
  /// Reads a whole file.
  ///
  /// More than `limit` bytes is the error `EFBIG`.
  public static func readFile(_ path: String, limit: Int? = nil) throws(FileError) -> [UInt8] {
    try Descriptor.open(path, .read).readAll(limit: limit)
  }

  /// Replaces a file, or creates it, so that a reader sees the old bytes or the new, never a mix.
  ///
  /// With `sync` it returns once the new bytes and the name are durable. A failure leaves the old
  /// file and nothing else, except that after the last step, the directory's sync, the new file is
  /// already in place. A crash leaves one of the two, and perhaps a file named `.partial-…` beside
  /// it. A symbolic link at `path` is replaced, not followed. `mode` is cut by the account's umask.
  public static func writeAtomically(
    _ path: String, _ bytes: [UInt8], mode: UInt32 = fileMode, sync: Bool = true
  ) throws(FileError) {
    // There is no half of an empty file, so that a new one can be made in place.
    if bytes.isEmpty, !sync,
      let file = try? Descriptor.open(path, [.write, .create, .exclusive], mode: mode)
    {
      return try file.close()
    }
    let directory = PathName.parent(path)
    let partial = partialName(in: directory)
    let file: Descriptor
    do throws(FileError) {
      file = try Descriptor.open(partial, [.write, .create, .exclusive], mode: mode)
    } catch {
      throw FileError(operation: "write", path: path, errno: error.errno)
    }
    do throws(FileError) {
      try file.write(bytes)
      if sync { try file.sync() }
      try file.close()
      try rename(partial, path)
      if sync { try self.sync(directory) }
    } catch {
      try? remove(partial)
      throw FileError(operation: "write", path: path, errno: error.errno)
    }
  }

  /// Whether anything is there, followed through links.
  ///
  /// What may not be looked at is not there. Where the system fails to look, something may be:
  /// whoever opens it then is told what is wrong.
  public static func exists(_ path: String) -> Bool {
    do throws(Calls.Failure) {
      _ = try FileStatus(of: path, followLinks: true)
      return true
    } catch {
      return [EIO, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT].contains(error.errno)
    }
  }

  /// Whether certainly nothing is there: what cannot be looked at may be.
  public static func isAbsent(_ path: String) -> Bool {
    do throws(Calls.Failure) {
      _ = try FileStatus(of: path, followLinks: true)
      return false
    } catch {
      return error.errno == ENOENT || error.errno == ENOTDIR
    }
  }

  /// What is at a path, or nil if nothing is.
  public static func status(
    _ path: String, followLinks: Bool = true
  ) throws(FileError) -> FileStatus? {
    do throws(Calls.Failure) {
      return try FileStatus(of: path, followLinks: followLinks)
    } catch {
      let failure = error.at(path, "read the status of")
      if failure.isNotFound { return nil }
      throw failure
    }
  }

  /// Sets the permission bits exactly.
  public static func setMode(_ path: String, _ mode: UInt32) throws(FileError) {
    try at(path, "set the mode of") { unsafe fchmodat($0, $1, mode, 0) }
  }

  /// Gives a file to a group.
  public static func setGroup(_ path: String, _ group: UInt32) throws(FileError) {
    try at(path, "set the group of") { unsafe fchownat($0, $1, ~0, group, 0) }
  }

  /// Renames within one file system, replacing what is at the target.
  public static func rename(_ source: String, _ target: String) throws(FileError) {
    do throws(Calls.Failure) {
      try Calls.rename(source, target)
    } catch {
      throw FileError(operation: "rename", path: source, errno: error.errno)
    }
  }

  /// A name that no other writer uses, in the same directory so that a rename stays atomic.
  static func partialName(in directory: String) -> String {
    let digits = Entropy.bytes(8).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return PathName.join(directory, ".partial-" + digits.joined())
  }

  /// Runs a call on the directory that holds a path and the name there; -1 is a failure.
  static func at(
    _ path: String, _ operation: String, _ call: (_ directory: Int32, _ name: String) -> Int32
  ) throws(FileError) {
    do throws(Calls.Failure) {
      _ = try Calls.perform(
        .change,
        failing: { () throws(Calls.Failure) -> Int32 in
          try Calls.at(path, call)
        })
    } catch {
      throw error.at(path, operation)
    }
  }

  /// Runs a call that answers -1 on failure.
  static func named(
    _ path: String, _ operation: String, _ call: () -> Int32
  ) throws(FileError) {
    do throws(Calls.Failure) {
      try Calls.check(path: path)
      try Calls.check(call)
    } catch {
      throw error.at(path, operation)
    }
  }
}
