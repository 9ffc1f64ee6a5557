import Bytes
import Codecs
import Files
import Ledger
import Runtime

/// Copies a ledger to a directory while it is used, only what is new, and verifies the copy.
struct BackupRun {
  /// What was done.
  struct Summary {
    var manifest: BackupPlace.Manifest
    var copied = 0
    var copiedBytes: Int64 = 0
  }

  private let ledger: Ledger
  private let place: BackupPlace

  init(_ ledger: Ledger, to path: String) throws {
    self.ledger = ledger
    place = BackupPlace(path: path)
    let own = try FileSystem.realPath(ledger.directory.path)
    var above = path
    while !FileSystem.exists(above), above != PathName.parent(above) {
      above = PathName.parent(above)
    }
    guard PathName.escapes(try FileSystem.realPath(above), base: own) else {
      throw Failure.usage(
        "'\(path)' lies within the ledger itself", hint: "a backup belongs on another disk")
    }
  }

  /// Brings the backup up to date.
  func run() throws -> Summary {
    let lock = try place.open()
    defer { lock.release() }
    let former = try place.manifest()
    if let former { try demandExtends(former) }
    let missing = try missingBlobs()
    let needed = try ledger.logBytes() + missing.reduce(0) { $0 + $1.size }
    try BackupPlace.demandSpace(
      needed, in: place.path, for: "the backup",
      hint: "free some disk space, or name a directory on another disk")
    try FileSystem.makeDirectories(place.ledger.path, mode: 0o700)
    // The log first: a blob is there before the entry that names it is.
    try ledger.copyLog(to: place.nextLog)
    var summary = Summary(
      manifest: .init(origin: ledger.origin, head: .empty, blobs: 0, bytes: 0))
    for blob in try missingBlobs() {
      try copy(blob.file)
      summary.copied += 1
      summary.copiedBytes += Int64(clamping: blob.size)
    }
    try copyOthers()
    // Whatever the new log names is on the disk before it takes the place of the former one.
    try FileSystem.syncFileSystem(containing: place.path)
    summary.manifest.head = try exchangeLogs()
    try removePurged()
    let kept = try BlobStore(readingFrom: place.ledger).list()
    summary.manifest.blobs = kept.count
    summary.manifest.bytes = try kept.reduce(Int64(0)) { sum, file in
      sum + Int64(clamping: try FileSystem.status(file.path)?.size ?? 0)
    }
    try place.write(summary.manifest)
    return summary
  }

  /// Refuses a backup of another ledger, and one that this log does not extend: writing over it
  /// would lose what is only there.
  private func demandExtends(_ former: BackupPlace.Manifest) throws {
    guard former.origin == ledger.origin else {
      throw Failure(
        "conflict", "'\(place.path)' is a backup of '\(former.origin)', not of '\(ledger.origin)'",
        hint: "name another directory", exit: .conflict)
    }
    let (here, standing) = try ledger.compare(with: former.head)
    switch standing {
    case .equal, .ahead: return
    case .behind, .forked:
      throw Failure(
        "altered",
        "the backup has the head \(former.head), and this log, at \(here), does not hold it",
        hint: "entries were lost or replaced here: runledger verify, then runledger restore DIR",
        exit: .altered)
    }
  }

  private func missingBlobs() throws -> [(file: BlobStore.File, size: UInt64)] {
    let store = BlobStore(readingFrom: place.ledger)
    return try ledger.blobs.list().compactMap { file in
      guard let digest = file.digest, let status = try FileSystem.status(file.path) else {
        return nil
      }
      let there = try FileSystem.status(store.path(of: digest))
      return there?.size == status.size ? nil : (file, status.size)
    }
  }

  /// Removes from the backup what was purged here since the last one.
  private func removePurged() throws {
    let store = BlobStore(readingFrom: place.ledger)
    for purge in NamedBlobs.purges(in: ledger)
    where !ledger.blobs.contains(purge.digest) && store.contains(purge.digest) {
      try FileSystem.remove(store.path(of: purge.digest))
    }
  }

  private func copy(_ file: BlobStore.File) throws {
    guard let digest = file.digest else { return }
    let target = BlobStore(readingFrom: place.ledger).path(of: digest)
    let partial = PathName.join(PathName.parent(target), ".partial-\(digest.hex)")
    try FileSystem.makeDirectories(PathName.parent(target))
    try FileSystem.removeTree(partial)
    try FileSystem.copyReflinkOrCopy(file.path, partial, mode: 0o444)
    try FileSystem.rename(partial, target)
  }

  /// Copies what lies beside log and blobs and is no cache: the shared key, if there is one.
  private func copyOthers() throws {
    let source = ledger.directory.path
    let caches = ["log", "blobs", "views", "locks", "purging"]
    for path in try FileSystem.walk(source) {
      let top = path.split(separator: "/").first.map(String.init) ?? path
      if caches.contains(top) || PathName.lastComponent(path).hasPrefix(".partial-") { continue }
      let from = PathName.join(source, path)
      let target = PathName.join(place.ledger.path, path)
      guard let status = try FileSystem.status(from, followLinks: false), status.kind == .file
      else { continue }
      try FileSystem.makeDirectories(PathName.parent(target), mode: 0o700)
      try FileSystem.writeAtomically(
        target, try FileSystem.readFile(from, limit: 1 << 20), mode: status.mode, sync: false)
    }
  }

  /// Puts the new log in the place of the former one, verifies all of the backup, and goes back
  /// when something is wrong with it.
  private func exchangeLogs() throws -> Head {
    let log = place.ledger.log
    let hasFormer = FileSystem.exists(log)
    if hasFormer { try FileSystem.rename(log, place.formerLog) }
    try FileSystem.rename(place.nextLog, log)
    do {
      let head = try place.verified()
      try FileSystem.removeTree(place.formerLog)
      return head
    } catch {
      try FileSystem.removeTree(log)
      if hasFormer { try FileSystem.rename(place.formerLog, log) }
      throw error
    }
  }
}
