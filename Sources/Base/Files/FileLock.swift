import CPOSIX
import Glibc
import Synchronization

/// A lock on a file that belongs to an open file description, not to the process.
///
/// Two locks in one process exclude each other; a child that inherits the descriptor keeps the lock
/// after its parent has died, and the kernel lets go when the last copy is closed. Nobody ever has
/// to remove the file.
public final class FileLock: Sendable {
  /// The locked file.
  public let path: String

  /// The descriptor that carries the lock, for a child to inherit.
  ///
  /// Valid until `release`.
  public var descriptor: Int32 { held.withLock { $0 } }

  private let held: Mutex<Int32>

  private init(path: String, descriptor: Int32) {
    self.path = path
    held = Mutex(descriptor)
  }

  deinit { release() }

  /// Takes the lock, asking again until a deadline; nil if it was held by others all the time.
  ///
  /// The deadline is a reading of `Clock.monotonic()`; nil asks once. An exclusive lock creates the
  /// file (with `mode`, cut by the umask) and needs the right to write; a shared one, where the
  /// file exists, only to read.
  public static func acquire(
    _ path: String, exclusive: Bool = true, deadlineNanoseconds: UInt64? = nil,
    mode: UInt32 = FileSystem.fileMode
  ) throws(FileError) -> FileLock? {
    var pause: UInt64 = 500_000
    while true {
      if let lock = try attempt(path, exclusive: exclusive, mode: mode) { return lock }
      let now = Clock.monotonic()
      guard let deadlineNanoseconds, now < deadlineNanoseconds else { return nil }
      Clock.sleep(nanoseconds: min(pause, deadlineNanoseconds - now))
      pause = min(pause * 2, 20_000_000)
    }
  }

  /// Lets go, also for children that inherited the descriptor.
  ///
  /// A second call does nothing.
  public func release() {
    guard let descriptor = giveUp() else { return }
    // Unlocking first: a child between fork and exec may still hold a copy of the descriptor.
    _ = rl_lock(descriptor, F_UNLCK)
    try? Calls.close(descriptor)
  }

  /// Closes our descriptor and leaves the lock to the children that inherited it.
  public func leaveToChildren() {
    guard let descriptor = giveUp() else { return }
    try? Calls.close(descriptor)
  }

  private func giveUp() -> Int32? {
    held.withLock { descriptor in
      defer { descriptor = -1 }
      return descriptor >= 0 ? descriptor : nil
    }
  }

  private static func attempt(
    _ path: String, exclusive: Bool, mode: UInt32
  ) throws(FileError) -> FileLock? {
    let file = try open(path, exclusive: exclusive, mode: mode)
    do throws(Calls.Failure) {
      try Calls.check { rl_lock(file.number, exclusive ? F_WRLCK : F_RDLCK) }
    } catch {
      if error.errno == EAGAIN || error.errno == EACCES { return nil }
      throw error.at(path, "lock")
    }
    // A lock on a file that lost its name would exclude nobody.
    guard let named = try FileSystem.status(path), try file.status().isSameFile(as: named) else {
      return nil
    }
    return FileLock(path: path, descriptor: file.take())
  }

  private static func open(
    _ path: String, exclusive: Bool, mode: UInt32
  ) throws(FileError) -> Descriptor {
    if exclusive { return try Descriptor.open(path, [.readWrite, .create], mode: mode) }
    do throws(FileError) {
      return try Descriptor.open(path, .read)
    } catch {
      guard error.errno == ENOENT else { throw error }
      return try Descriptor.open(path, [.read, .create], mode: mode)
    }
  }
}
