import CArchive

/// Files in a standard archive: tar, packed with zstd, by libarchive.
///
/// The same files in the same order give the same bytes with the same version of the library.
public enum Archive {
  /// A file of an archive: its path within, and its content.
  public typealias File = (path: String, bytes: [UInt8])

  /// The most bytes that reading takes in, over all files.
  private static let sizeMax = 1 << 32

  /// Writes files, in their order, to an archive at a path, replacing what is there.
  public static func write(_ files: [File], to path: String) throws(ArchiveError) {
    try load()
    guard let archive = unsafe rl_archive_create(path) else {
      throw ArchiveError("'\(path)' cannot be created")
    }
    var failed: (file: String, code: Int32)?
    for file in files where failed == nil {
      // The library copies what it is given before it returns.
      let result = unsafe rl_archive_add(archive, file.path, file.bytes, file.bytes.count)
      if result != 0 { failed = (file.path, unsafe rl_archive_errno(archive)) }
    }
    var code: Int32 = 0
    let end = unsafe rl_archive_finish(archive, &code)
    if let failed {
      throw ArchiveError("'\(failed.file)' cannot be written to '\(path)'", errno: failed.code)
    }
    guard end == 0 else { throw ArchiveError("'\(path)' cannot be finished", errno: code) }
  }

  /// Reads all files, in their order; whatever is neither a file nor a directory is an error.
  public static func read(_ path: String) throws(ArchiveError) -> [File] {
    try load()
    guard let archive = unsafe rl_archive_open(path) else {
      throw ArchiveError("'\(path)' is not a readable archive")
    }
    defer { unsafe rl_archive_close(archive) }
    var files: [File] = []
    var total = 0
    while true {
      var name: UnsafePointer<CChar>?
      var size: Int64 = 0
      let next = unsafe rl_archive_next(archive, &name, &size)
      if next == 0 { return files }
      guard next == 1, let found = unsafe name else {
        throw ArchiveError("'\(path)' is damaged, or contains something other than files")
      }
      let file = unsafe String(cString: found)
      total += Int(size)
      guard size <= Int64(sizeMax), total <= sizeMax else {
        throw ArchiveError("'\(path)' holds more than can be read")
      }
      files.append((file, try unsafe content(archive, Int(size), file, path)))
    }
  }

  private static func content(
    _ archive: UnsafeMutableRawPointer, _ size: Int, _ file: String, _ path: String
  ) throws(ArchiveError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(max(size, 1), 1 << 16))
    while bytes.count < size {
      // The library writes at most as many bytes as the buffer has.
      let count = unsafe rl_archive_read(archive, &buffer, buffer.count)
      guard count > 0 else { throw ArchiveError("'\(file)' of '\(path)' ends too early") }
      bytes += buffer[..<Int(count)]
    }
    return bytes
  }

  private static func load() throws(ArchiveError) {
    guard let problem = unsafe rl_archive_load() else { return }
    throw ArchiveError(unsafe String(cString: problem))
  }
}
