import Glibc

extension Descriptor {
  /// Opens a regular file, and nothing else, without ever waiting.
  ///
  /// For files that somebody else may replace meanwhile: where a pipe, a socket, a device or a
  /// directory stands instead, or a symbolic link that is not to be followed, the error is
  /// `FileError.notRegularFile`.
  public static func openRegular(
    _ path: String, _ flags: OpenFlags = .read, followLinks: Bool = true
  ) throws(FileError) -> Descriptor {
    let guarded = flags.union(followLinks ? .nonBlocking : [.nonBlocking, .noFollow])
    let file: Descriptor
    do throws(FileError) {
      file = try open(path, guarded)
    } catch {
      // A link that is not followed; a pipe without a reader; a directory to be written to.
      let refused = [ELOOP, ENXIO, EISDIR, FileError.linkOnTheWay]
      guard refused.contains(error.errno) else { throw error }
      throw FileError(operation: "open", path: path, errno: FileError.notRegularFile)
    }
    guard try file.status().kind == .file else {
      throw FileError(operation: "open", path: path, errno: FileError.notRegularFile)
    }
    // A child that inherits the descriptor finds it as a plain `open` leaves it.
    _ = fcntl(file.number, F_SETFL, flags.rawValue & O_APPEND)
    return file
  }
}

extension FileSystem {
  /// Reads a whole regular file; what is none is `FileError.notRegularFile`.
  ///
  /// Never waits, whatever stands at the path. More than `limit` bytes is the error `EFBIG`.
  public static func readRegularFile(
    _ path: String, followLinks: Bool = true, limit: Int? = nil
  ) throws(FileError) -> [UInt8] {
    try Descriptor.openRegular(path, followLinks: followLinks).readAll(limit: limit)
  }
}
