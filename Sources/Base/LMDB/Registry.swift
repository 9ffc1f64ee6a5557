import Glibc
import Synchronization

/// The data files this process has open.
///
/// LMDB forbids a second open of the same file in one process: closing either drops the locks of
/// both. The file is known by device and inode, so that neither a symbolic link nor another
/// spelling gets past.
enum Registry {
  /// A file, whatever it is called.
  struct Identity: Hashable {
    var device: UInt64
    var inode: UInt64

    /// The identity of the file at a path, or nil when there is none.
    init?(path: String) {
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return nil }
      self.init(status)
    }

    /// The identity of an open file, or nil when the system does not say.
    init?(descriptor: Int32) {
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0 else { return nil }
      self.init(status)
    }

    private init(_ status: stat) {
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  private static let open = Mutex<Set<Identity>>([])

  /// Opens a file with `body` unless it is open already, and remembers it.
  ///
  /// The lock is held throughout: two threads that open the same new file are told apart.
  static func claim(
    _ dataPath: String, _ body: () throws(LMDBError) -> OpenedHandle
  ) throws(LMDBError) -> OpenedHandle {
    try open.withLock { identities throws(LMDBError) in
      if let identity = Identity(path: dataPath), identities.contains(identity) {
        throw LMDBError(code: LMDBError.alreadyOpenCode, call: "open", path: dataPath)
      }
      let opened = try body()
      identities.insert(opened.identity)
      return opened
    }
  }

  /// Forgets a file that has been closed.
  static func release(_ identity: Identity) {
    open.withLock { _ = $0.remove(identity) }
  }
}
