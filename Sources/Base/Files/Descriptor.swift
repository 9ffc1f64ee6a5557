import CPOSIX
import Glibc

/// An open file, pipe or directory, closed when the value ends.
///
/// Descriptors close on exec; a child process gets only those that it is handed.
public struct Descriptor: ~Copyable, Sendable {
  /// The operating system's number, valid as long as this value lives.
  public var number: Int32 { owned.number }

  /// The path it was opened under, for messages.
  public let path: String

  private let owned: OwnedNumber

  /// Takes over an open descriptor.
  public init(taking number: Int32, path: String) {
    owned = OwnedNumber(number: number)
    self.path = path
  }

  /// Opens a file.
  ///
  /// `mode` counts for a file that is created, and is cut by the account's umask.
  public static func open(
    _ path: String, _ flags: OpenFlags, mode: UInt32 = 0o644
  ) throws(FileError) -> Descriptor {
    do throws(Calls.Failure) {
      return Descriptor(taking: try Calls.open(path, flags.rawValue, mode), path: path)
    } catch {
      throw error.at(path, flags.contains(.exclusive) ? "create" : "open")
    }
  }

  /// Opens for appending: every write goes to the end, whoever else writes.
  ///
  /// Creates the file.
  public static func appendOnly(_ path: String, mode: UInt32 = 0o644) throws(FileError)
    -> Descriptor
  {
    try open(path, [.write, .append, .create], mode: mode)
  }

  /// Reads at most as many bytes as the buffer holds and returns how many; 0 is the end.
  ///
  /// The buffer keeps its size, so that it can be used again; bytes beyond the count are stale.
  public func read(into buffer: inout [UInt8]) throws(FileError) -> Int {
    try read(into: &buffer, from: 0)
  }

  /// Reads to the end.
  ///
  /// More than `limit` bytes is the error `EFBIG`.
  public func readAll(limit: Int? = nil) throws(FileError) -> [UInt8] {
    let expected = Int(clamping: try status().size)
    if let limit, expected > limit { throw failure("read", EFBIG) }
    // One byte more than expected, so that the end is seen without a second allocation.
    var bytes = [UInt8](repeating: 0, count: max(expected, 4095) + 1)
    var filled = 0
    while true {
      let count = try read(into: &bytes, from: filled)
      if count == 0 { break }
      filled += count
      if let limit, filled > limit { throw failure("read", EFBIG) }
      if filled == bytes.count { bytes += [UInt8](repeating: 0, count: bytes.count) }
    }
    bytes.removeSubrange(filled...)
    return bytes
  }

  /// Writes all bytes; a short write continues where it stopped.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    try write(bytes.span)
  }

  /// Writes all bytes; a short write continues where it stopped, and a channel that somebody made
  /// non-blocking is waited for.
  public func write(_ bytes: borrowing Span<UInt8>) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.extracting(done...)
      do throws(Calls.Failure) {
        done += try unsafe rest.withUnsafeBytes { (buffer) throws(Calls.Failure) in
          try unsafe Calls.write(number, buffer)
        }
      } catch {
        if error.errno == EAGAIN {
          var room = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&room, 1, -1)
          continue
        }
        throw failure("write to", error.errno)
      }
    }
  }

  /// Writes all bytes at an offset from the start, wherever the file stands.
  public func write(_ bytes: [UInt8], at offset: UInt64) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = bytes.span.extracting(done...)
      do throws(Calls.Failure) {
        done += try unsafe rest.withUnsafeBytes { (buffer) throws(Calls.Failure) in
          try unsafe Calls.write(number, buffer, at: Int(offset) + done)
        }
      } catch {
        throw failure("write to", error.errno)
      }
    }
  }

  /// Moves to an offset from the start.
  public func seek(to offset: UInt64) throws(FileError) {
    guard let offset = Int(exactly: offset) else { throw failure("seek in", EINVAL) }
    try named("seek in") { () throws(Calls.Failure) in
      _ = try Calls.check { lseek(number, offset, SEEK_SET) }
    }
  }

  /// Cuts or extends the file to a size.
  public func truncate(to size: UInt64) throws(FileError) {
    guard let size = Int(exactly: size) else { throw failure("truncate", EINVAL) }
    try named("truncate") { () throws(Calls.Failure) in
      _ = try Calls.check { ftruncate(number, size) }
    }
  }

  /// Returns once the bytes and the metadata are durable.
  public func sync() throws(FileError) {
    try named("sync") { () throws(Calls.Failure) in try Calls.synchronize(number) }
  }

  /// Returns once the bytes and the size are durable.
  public func syncData() throws(FileError) {
    try named("sync") { () throws(Calls.Failure) in
      try Calls.synchronize(number, dataOnly: true)
    }
  }

  /// Drops what the system has cached of the file and need not write any more: the next reader gets
  /// what the disk has.
  public func dropCache() { _ = posix_fadvise(number, 0, 0, POSIX_FADV_DONTNEED) }

  /// What the file is now.
  public func status() throws(FileError) -> FileStatus {
    try named("read the status of") { () throws(Calls.Failure) in try FileStatus(of: number) }
  }

  /// Closes, and reports what closing reports: on some network file systems, a failed write.
  public consuming func close() throws(FileError) {
    let path = path
    do throws(Calls.Failure) { try Calls.close(take()) } catch { throw error.at(path, "close") }
  }

  /// Gives up ownership: the caller closes the number.
  public consuming func take() -> Int32 { owned.take() }

  func failure(_ operation: String, _ errno: Int32) -> FileError {
    FileError(operation: operation, path: path, errno: errno)
  }

  /// Fills the buffer from an index on, at most to its end.
  private func read(into buffer: inout [UInt8], from start: Int) throws(FileError) -> Int {
    var span = buffer.mutableSpan
    do throws(Calls.Failure) {
      // The pointer is used only inside the closure that lends it.
      return try unsafe span.withUnsafeMutableBytes { (bytes) throws(Calls.Failure) in
        try unsafe Calls.read(number, into: .init(rebasing: bytes[start...]))
      }
    } catch {
      throw error.at(path, "read")
    }
  }

  private func named<Result>(
    _ operation: String, _ body: () throws(Calls.Failure) -> Result
  ) throws(FileError) -> Result {
    do throws(Calls.Failure) { return try body() } catch { throw error.at(path, operation) }
  }
}

/// The number of an open file, closed when the value ends.
///
/// Apart from `Descriptor`, because only a value without a path can give up its number.
struct OwnedNumber: ~Copyable, Sendable {
  let number: Int32

  deinit { try? Calls.close(number) }

  consuming func take() -> Int32 {
    let number = number
    discard self
    return number
  }
}
