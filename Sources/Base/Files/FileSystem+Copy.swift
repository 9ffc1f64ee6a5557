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
  /// What is no regular file is `FileError.notRegularFile`. `mode` is cut by the account's umask. A
  /// failure leaves no partial copy. Not durable until synced.
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
    let byKernel = copyInKernel(reader.number, writer.number)
    // Continues where the kernel stopped. After a complete copy this reads the end at once; it
    // copies all where the kernel cannot, and meets the error again where the kernel met one.
    let byHand = try copyBytes(reader, writer)
    return byKernel && !byHand ? .kernel : .bytes
  }

  /// Copies as far as the kernel can, moving both offsets.
  ///
  /// True if it moved anything.
  private static func copyInKernel(_ reader: Int32, _ writer: Int32) -> Bool {
    var moved = false
    var ticked = Clock.monotonic()
    while true {
      let count = rl_copy_range(reader, writer, 1 << 25)
      if count <= 0 { return moved }
      moved = true
      Meanwhile.tick(&ticked)
    }
  }

  private static func copyBytes(
    _ reader: borrowing Descriptor, _ writer: borrowing Descriptor
  ) throws(FileError) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var moved = false
    var ticked = Clock.monotonic()
    while true {
      let count = try reader.read(into: &buffer)
      if count == 0 { return moved }
      moved = true
      Meanwhile.tick(&ticked)
      try writer.write(buffer.span.extracting(..<count))
    }
  }
}
