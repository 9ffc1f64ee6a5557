import Bytes
import Codecs
import Files
import Ledger

/// A directory that holds a copy of a ledger, and says which and how far.
struct BackupPlace {
  /// What a backup says of itself.
  struct Manifest: Equatable {
    var origin: String
    var head: Head
    var blobs: Int
    var bytes: Int64

    var json: Value {
      [
        "origin": .text(origin), "size": .int(Int64(head.size)), "root": .text(head.root.hex),
        "blobs": .int(Int64(blobs)), "bytes": .int(bytes),
      ]
    }

    init(origin: String, head: Head, blobs: Int, bytes: Int64) {
      self.origin = origin
      self.head = head
      self.blobs = blobs
      self.bytes = bytes
    }

    init?(_ value: Value) {
      guard let map = value.asMap, let origin = map["origin"]?.asText,
        let size = map["size"]?.asInt.flatMap(UInt64.init(exactly:)),
        let root = map["root"]?.asText.flatMap(Digest.init(hex:)),
        let blobs = map["blobs"]?.asInt, let bytes = map["bytes"]?.asInt
      else { return nil }
      self.init(
        origin: origin, head: Head(size: size, root: root), blobs: Int(blobs), bytes: bytes)
    }
  }

  /// The directory.
  let path: String

  /// The ledger in it, which can be read like any other.
  var ledger: LedgerDirectory { LedgerDirectory(PathName.join(path, LedgerDirectory.name)) }
  /// Where a log stands while it is being made.
  var nextLog: String { PathName.join(ledger.path, "log.next") }
  /// Where the log before it stands meanwhile.
  var formerLog: String { PathName.join(ledger.path, "log.former") }
  private var manifestPath: String { PathName.join(path, "backup.json") }

  /// What the backup says of itself; nil where there is none yet.
  func manifest() throws -> Manifest? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileSystem.readFile(manifestPath, limit: 1 << 16)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
    guard let value = try? JSON.decode(bytes), let manifest = Manifest(value) else {
      throw Failure(
        "altered", "'\(manifestPath)' is not the manifest of a backup",
        hint: "restore the file, or make a backup in another directory", exit: .altered)
    }
    return manifest
  }

  /// Says what is in the backup now; durable on return, with everything else in it.
  func write(_ manifest: Manifest) throws(FileError) {
    try FileSystem.writeAtomically(manifestPath, JSON.encode(manifest.json, pretty: true))
    try FileSystem.syncFileSystem(containing: path)
  }

  /// Refuses what the disk of a directory has no room for, before anything is written there.
  static func demandSpace(
    _ needed: UInt64, in directory: String, for what: String, hint: String
  ) throws {
    let free = try FileSystem.freeBytes(directory)
    guard free < needed else { return }
    throw Failure(
      "store_failed",
      "\(what) needs \(Amounts.size(Int64(clamping: needed))), and '\(directory)' has "
        + "\(Amounts.size(Int64(clamping: free))) free", hint: hint, exit: .store)
  }

  /// Makes the directory, takes its lock, and clears away what an interrupted backup left.
  ///
  /// Refuses a directory that holds something else.
  func open() throws -> FileLock {
    if try FileSystem.status(path) == nil { try FileSystem.makeDirectories(path, mode: 0o700) }
    let ours = [LedgerDirectory.name, "backup.json", ".lock"]
    let others = try FileSystem.listing(path).map(\.name).filter {
      !ours.contains($0) && !$0.hasPrefix(".partial-")
    }
    if let other = others.first {
      throw Failure(
        "exists", "'\(path)' is not a backup: it holds '\(other)'",
        hint: "name a new directory, or one that holds a backup of this ledger", exit: .conflict)
    }
    guard let lock = try FileLock.acquire(lockPath) else { throw inProgress }
    try FileSystem.removeTree(nextLog)
    try settle()
    return lock
  }

  /// What keeps two from working in the directory at once.
  var lockPath: String { PathName.join(path, ".lock") }

  /// What is said where somebody else does.
  var inProgress: Failure {
    Failure(
      "lock_timeout", "another backup to '\(path)' is in progress", hint: "wait for it",
      exit: .lockTimeout)
  }
}
