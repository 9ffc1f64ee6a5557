import Glibc
import Synchronization

/// What new files and directories may be read and written by, as long as nobody says more.
extension FileSystem {
  private static let isShared = Atomic<Bool>(false)

  /// From here on the group of a directory may write what this process makes in it, whatever the
  /// account's umask is.
  ///
  /// For ledgers that several accounts write. Modes that are given outright stay as they are.
  public static func shareWithGroup() {
    isShared.store(true, ordering: .relaxed)
    umask(0o002)
  }

  /// Whether the group may write what is made.
  public static var sharesWithGroup: Bool { isShared.load(ordering: .relaxed) }

  /// The mode of a new file, before the umask.
  public static var fileMode: UInt32 { sharesWithGroup ? 0o664 : 0o644 }

  /// The mode of a new directory, before the umask.
  public static var directoryMode: UInt32 { sharesWithGroup ? 0o2775 : 0o755 }
}
