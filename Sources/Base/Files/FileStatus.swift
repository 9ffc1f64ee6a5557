import CPOSIX
import Glibc

/// What the operating system knows about a file.
public struct FileStatus: Hashable, Sendable {
  /// The kinds of file that matter here.
  public enum Kind: Hashable, Sendable {
    /// A regular file.
    case file
    case directory
    /// A symbolic link that was not followed.
    case symlink
    /// A pipe, a socket or a device.
    case other
  }

  /// What it is.
  public let kind: Kind
  /// Its length in bytes.
  public let size: UInt64
  /// Its permission bits.
  public let mode: UInt32
  /// The file system it lies on.
  public let device: UInt64
  /// Its number on that file system.
  public let inode: UInt64
  /// When its bytes last changed, in nanoseconds since 1970.
  public let modifiedNanoseconds: Int64
  /// When its bytes or metadata last changed, in nanoseconds since 1970.
  public let changedNanoseconds: Int64
  /// The account that owns it.
  public let owner: UInt32
  /// The group that owns it.
  public let group: UInt32
  /// How many names it has.
  public let linkCount: UInt64

  /// Whether both describe the same file, under whatever names.
  public func isSameFile(as other: FileStatus) -> Bool {
    device == other.device && inode == other.inode
  }

  init(of descriptor: Int32) throws(Calls.Failure) {
    var raw = stat()
    try Calls.look()
    try Calls.check { unsafe fstat(descriptor, &raw) }
    self.init(raw)
  }

  init(of path: String, followLinks: Bool) throws(Calls.Failure) {
    var raw = stat()
    try Calls.look()
    let isGuarded = HeldTrees.place(of: path) != nil
    let flags = followLinks && !isGuarded ? 0 : AT_SYMLINK_NOFOLLOW
    try Calls.at(path) { directory, name in unsafe fstatat(directory, name, &raw, flags) }
    self.init(raw)
    if followLinks, isGuarded, kind == .symlink {
      throw Calls.Failure(errno: FileError.linkOnTheWay)
    }
  }

  private init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symlink
      default: .other
      }
    size = UInt64(clamping: raw.st_size)
    mode = raw.st_mode & 0o7777
    device = UInt64(raw.st_dev)
    inode = UInt64(raw.st_ino)
    modifiedNanoseconds = Self.nanoseconds(raw.st_mtim)
    changedNanoseconds = Self.nanoseconds(raw.st_ctim)
    owner = raw.st_uid
    group = raw.st_gid
    linkCount = UInt64(raw.st_nlink)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    // A file system may hold any 64-bit time; one beyond the year 2262 wraps instead of trapping.
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
