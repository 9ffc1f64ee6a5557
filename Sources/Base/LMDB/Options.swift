extension Environment {
  /// How an environment is opened.
  public struct Options: Sendable {
    /// How the environment lies on disk.
    public enum Layout: Sendable {
      /// The path is a directory that holds `data.mdb` and `lock.mdb`.
      case directory
      /// The path is the data file itself; the lock file's name is the same with `-lock` behind.
      case file
    }

    /// Address space to reserve, in bytes.
    ///
    /// The file is sparse: it only grows with what is stored.
    public var mapSize = 16 << 30

    /// How many named tables the environment can hold open.
    public var maxTables: UInt32 = 16

    /// How many read transactions can be open at once, in all processes together.
    public var maxReaders: UInt32 = 126

    /// The mode of files made here; directories also get the matching search bits.
    public var mode: UInt32 = 0o644

    /// How the environment lies on disk.
    public var layout = Layout.directory

    /// Whether the directory (its last component only) is made when it is missing.
    public var createsDirectory = true

    /// Whether the data file is made when it is missing, or when it is empty.
    public var createsFile = true

    /// Whether writes are refused.
    ///
    /// Nothing is created then but the lock file.
    public var isReadOnly = false

    /// Whether no lock file is used; only together with `isReadOnly`.
    ///
    /// Such a reader holds nothing back: a writer may reuse the pages it is reading. Ask
    /// `isIntact(_:)` before reporting anything that was read.
    public var isLockFree = false

    /// Whether the system's read-ahead is switched off: only for data much larger than memory.
    public var isReadAheadOff = false

    /// The options as they are used almost everywhere.
    public init() {}

    /// The options of a reader that takes no locks and makes no files.
    public static var lockFreeReader: Options {
      var options = Options()
      options.isReadOnly = true
      options.isLockFree = true
      options.createsDirectory = false
      return options
    }
  }
}
