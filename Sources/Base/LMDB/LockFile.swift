import CLMDB
import Glibc

/// The file through which readers and writers of an environment know of each other.
enum LockFile {
  /// What LMDB maps for as many readers as are asked for: a cache line each, and two.
  ///
  /// It takes the number of readers from the size of a file that is there.
  private static func size(_ readers: UInt32) -> Int { (Int(readers) + 2) * 64 }

  /// Has the disk set the file's blocks aside before LMDB maps it.
  ///
  /// LMDB only makes it long. On a full disk the first write into the map would then end the
  /// process. Where the file cannot be written, LMDB itself finds out and says so.
  static func reserve(
    _ path: String, _ options: Environment.Options
  ) throws(LMDBError) {
    let file = options.layout == .directory ? path + "/lock.mdb" : path + "-lock"
    let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, options.mode)
    guard descriptor >= 0 else {
      guard errno == ENOSPC || errno == EDQUOT else { return }
      throw LMDBError(code: errno, call: "open", path: file)
    }
    // No environment of this process has the file open, whose locks closing it would drop.
    defer { close(descriptor) }
    let wanted = size(options.maxReaders)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, Int(status.st_blocks) * 512 < wanted else {
      return
    }
    let code = posix_fallocate(descriptor, 0, off_t(wanted))
    if code == ENOSPC || code == EDQUOT { throw LMDBError(code: code, call: "open", path: file) }
  }
}
