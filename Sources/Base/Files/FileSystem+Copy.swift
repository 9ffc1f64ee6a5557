import CPOSIX
import Glibc

extension FileSystem {
  /// How a copy was made.
  public enum CopyMethod: Sendable {
    /// Both files share extents until one is written to.
    case reflink
    /// The kernel copied.
    case kernel
    /// We read and wrote.
    case bytes
  }

  /// Copies a regular file to a path where nothing is yet: by shared extents where the file system
  /// can, else by bytes, but never as a second name of the same file.
  ///
  /// Holes stay holes.
  ///
  /// What is no regular file is `FileError.notRegularFile`. A file larger than what the disk has
  /// free is refused with `ENOSPC` before anything is written, however much of it is holes: nobody
  /// could move it on. Of a file that grows meanwhile the copy has what it held at first. `mode` is
  /// cut by the account's umask. A failure leaves no partial copy. Not durable until synced.
  @discardableResult
  public static func copyReflinkOrCopy(
    _ source: String, _ target: String, mode: UInt32 = 0o644
  ) throws(FileError) -> CopyMethod {
    let reader = try Descriptor.openRegular(source)
    let writer = try Descriptor.open(target, [.write, .create, .exclusive], mode: mode)
    do throws(FileError) {
      let method = try copy(reader, writer)
      try writer.close()
      return method
    } catch {
      try? remove(target)
      throw error
    }
  }

  private static func copy(
    _ reader: borrowing Descriptor, _ writer: borrowing Descriptor
  ) throws(FileError) -> CopyMethod {
    if rl_clone(writer.number, reader.number) == 0 { return .reflink }
    let size = try reader.status().size
    // What tells no size, as the files of /proc, is read to its end.
    guard size > 0 else { return try copyBytes(reader, writer, .max) == 0 ? .kernel : .bytes }
    if let free = try? freeBytes(writer.path), free < size {
      throw FileError(operation: "copy", path: reader.path, errno: ENOSPC)
    }
    var method = CopyMethod.kernel
    var end: UInt64 = 0
    while let part = nextPart(of: reader, from: end, size) {
      end = part.upperBound
      try reader.seek(to: part.lowerBound)
      try writer.seek(to: part.lowerBound)
      // Continues where the kernel stopped: it copies all where the kernel cannot, and meets the
      // error again where the kernel met one.
      let rest = copyInKernel(reader.number, writer.number, UInt64(part.count))
      if rest > 0, try copyBytes(reader, writer, rest) > 0 { method = .bytes }
    }
    // A hole at the end has no bytes that would make the copy as long as the file.
    let left = min(size, try reader.status().size)
    if try writer.status().size != left { try writer.truncate(to: left) }
    return method
  }

  /// The next bytes of a file that are no hole; all of them where the file system knows no holes.
  private static func nextPart(
    of file: borrowing Descriptor, from offset: UInt64, _ size: UInt64
  ) -> Range<UInt64>? {
    guard offset < size else { return nil }
    let data = rl_next_data(file.number, Int64(offset))
    if data < 0 { return errno == ENXIO ? nil : offset..<size }
    guard data < size else { return nil }
    let hole = rl_next_hole(file.number, data)
    return UInt64(data)..<(hole > data ? min(UInt64(hole), size) : size)
  }

  /// Copies as far as the kernel can, moving both offsets; gives how much is left.
  private static func copyInKernel(_ reader: Int32, _ writer: Int32, _ count: UInt64) -> UInt64 {
    var left = count
    var ticked = Clock.monotonic()
    while left > 0 {
      let moved = rl_copy_range(reader, writer, Int(min(left, 1 << 25)))
      if moved <= 0 { break }
      left -= UInt64(moved)
      Meanwhile.tick(&ticked)
    }
    return left
  }

  /// Reads and writes at most some bytes; gives how many there were.
  private static func copyBytes(
    _ reader: borrowing Descriptor, _ writer: borrowing Descriptor, _ count: UInt64
  ) throws(FileError) -> UInt64 {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var copied: UInt64 = 0
    var ticked = Clock.monotonic()
    while copied < count {
      let found = try reader.read(into: &buffer)
      let taken = min(UInt64(found), count - copied)
      if taken == 0 { break }
      copied += taken
      Meanwhile.tick(&ticked)
      try writer.write(buffer.span.extracting(..<Int(taken)))
    }
    return copied
  }
}
