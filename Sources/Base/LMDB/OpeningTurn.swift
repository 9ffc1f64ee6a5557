import Glibc

/// The turn of one process at a time to open an environment that has a lock file.
///
/// Whoever finds the lock file used by nobody sets it up anew, and whoever waits for that within
/// LMDB takes it for done: if the first is killed halfway, the second goes by the number of the
/// last commit that the file begins with, which is 0, and writes over what is there. So nobody
/// waits there. The kernel lets go of the turn of a process that dies.
enum OpeningTurn {
  static func take<R>(
    beside dataPath: String, _ body: () throws(LMDBError) -> R
  ) throws(LMDBError) -> R {
    let directory = dataPath.lastIndex(of: "/").map { String(dataPath[...$0]) } ?? "."
    let descriptor = unsafe Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // What cannot be locked is opened as LMDB does it, and its errors are LMDB's.
    guard descriptor >= 0 else { return try body() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
    // A child between fork and exec may still hold a copy of the descriptor.
    defer { flock(descriptor, LOCK_UN) }
    return try body()
  }
}
