import Files

/// Where the parts of a ledger lie.
public struct LedgerDirectory: Equatable, Sendable {
  /// The name of the directory of a ledger, below the directory of a project.
  public static let name = ".runledger"

  /// The directory of the ledger itself.
  public let path: String

  /// The directory at a path, whether or not there is a ledger in it.
  public init(_ path: String) {
    self.path = path
  }

  /// The environment of the log.
  public var log: String { PathName.join(path, "log") }
  /// The directory of the blobs.
  public var blobs: String { PathName.join(path, "blobs") }
  /// The directory of the read models, which may be removed at any time.
  public var views: String { PathName.join(path, "views") }
  /// The file whose lock makes a writer the only one.
  public var writerLock: String { PathName.join(path, "log/writer.lock") }
  /// Where the highest head is remembered beside the log.
  var head: String { PathName.join(path, "log/head") }
  /// The ledger's own key, where several accounts share the ledger.
  var sharedKey: String { PathName.join(path, "keys/ledger.key") }

  /// The key that is about to follow ``sharedKey``.
  var nextSharedKey: String { PathName.join(path, "keys/next.key") }

  /// A key that was handed over from, and from which secrets were drawn.
  func formerSharedKey(_ key: KeyID) -> String { PathName.join(path, "keys/\(key.hex).key") }

  /// Whether there is a ledger, or something that this account may not look at.
  public var exists: Bool { !FileSystem.isAbsent(PathName.join(log, "data.mdb")) }

  /// Whether there was a ledger: what was remembered beside its log is there, and the log is not.
  public var isBereft: Bool { !exists && FileSystem.exists(head) }

  /// Finds the ledger a directory belongs to: its own, or that of the nearest directory above.
  public static func find(from directory: String) -> LedgerDirectory? {
    guard var current = try? FileSystem.realPath(directory) else { return nil }
    while true {
      let candidate = LedgerDirectory(PathName.join(current, name))
      // A directory that cannot be searched is one above which ours may be.
      if FileSystem.exists(candidate.path), candidate.exists || candidate.isBereft {
        return candidate
      }
      let parent = PathName.parent(current)
      if parent == current { return nil }
      current = parent
    }
  }
}
