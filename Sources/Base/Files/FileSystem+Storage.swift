import CPOSIX
import Glibc

extension FileSystem {
  /// Returns once the names in a directory are durable.
  ///
  /// File systems that know no such sync (some network ones) are taken to need none.
  public static func sync(_ directory: String) throws(FileError) {
    do throws(FileError) {
      try Descriptor.open(directory, [.read, .directory]).sync()
    } catch {
      if error.errno != EINVAL && error.errno != ENOTSUP { throw error }
    }
  }

  /// Returns once everything written to the file system that holds `path` is durable.
  public static func syncFileSystem(containing path: String) throws(FileError) {
    let descriptor = try Descriptor.open(path, .read)
    do throws(Calls.Failure) {
      try Calls.synchronizeFileSystem(descriptor.number)
    } catch {
      throw error.at(path, "sync the file system of")
    }
  }

  /// The bytes that may still be written to the file system that holds `path`.
  public static func freeBytes(_ path: String) throws(FileError) -> UInt64 {
    var free: Int64 = 0
    try named(path, "read the free space of") {
      free = unsafe rl_free_bytes(path)
      return free < 0 ? -1 : 0
    }
    return UInt64(free)
  }

  /// Whether a copy of a file in a directory shares its extents, and so takes no room.
  public static func sharesExtents(of file: String, with directory: String) -> Bool {
    let probe = partialName(in: directory)
    defer { try? remove(probe) }
    guard let reader = try? Descriptor.openRegular(file),
      let writer = try? Descriptor.open(probe, [.write, .create, .exclusive], mode: 0o600)
    else { return false }
    return rl_clone(writer.number, reader.number) == 0
  }

  /// Whether a path lies on a file system that is mounted read-only.
  public static func isReadOnly(_ path: String) -> Bool { unsafe rl_is_read_only(path) == 1 }

  /// Whether this account may write a file, or in a directory.
  public static func mayWrite(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

  /// Whether a path lies on a network file system, where memory-mapped stores are unsafe.
  public static func isOnNetwork(_ path: String) throws(FileError) -> Bool {
    var type = 0
    try named(path, "read the file system of") {
      type = unsafe rl_file_system_type(path)
      return type == -1 ? -1 : 0
    }
    return networkTypes.contains(UInt32(truncatingIfNeeded: type))
  }

  /// From <linux/magic.h>: NFS, SMB, CIFS, SMB2, AFS, 9P, Coda, Ceph, and Lustre's own.
  private static let networkTypes: [UInt32] = [
    0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x0102_1997, 0x7375_7245, 0x00C3_6400,
    0x0BD0_0BD0,
  ]

  /// Where temporary files go: `$TMPDIR`, or `/tmp`.
  public static var temporaryDirectory: String {
    guard let raw = unsafe getenv("TMPDIR") else { return "/tmp" }
    let path = unsafe String(cString: raw)
    return PathName.isAbsolute(path) ? path : "/tmp"
  }
}
