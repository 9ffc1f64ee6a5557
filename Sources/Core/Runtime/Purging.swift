public import Bytes
import Files
public import Ledger
import Study

/// Erases what the log says is purged.
///
/// What is about to be erased is noted beside the log before the record of it, so that a crash
/// between record and removal is completed by whoever writes next.
public struct Purging {
  private let workspace: Workspace
  private let directory: String

  /// The purges of a ledger.
  public init(_ workspace: Workspace) {
    self.workspace = workspace
    directory = PathName.join(workspace.directory.path, "purging")
  }

  /// Whether anything is left to be completed, or about to be recorded.
  public var isPending: Bool { !((try? FileSystem.list(directory)) ?? []).isEmpty }

  /// Calls `record`, which records that blobs are purged, and erases them.
  public func purge(_ digests: [Digest], _ record: () throws -> Void) throws -> [String] {
    let lock = try lock(wait: workspace.handler.lockWait)
    defer { lock?.release() }
    try FileSystem.makeDirectories(directory)
    for digest in digests {
      try FileSystem.writeAtomically(PathName.join(directory, digest.hex), [], sync: true)
    }
    do { try record() } catch {
      for digest in digests { try? FileSystem.remove(PathName.join(directory, digest.hex)) }
      throw error
    }
    return try finish()
  }

  /// Completes what a crash interrupted; what never came to be recorded is forgotten.
  ///
  /// Gives the studies whose files may say something else now; none where somebody else is at it.
  public func complete() throws -> [String] {
    guard isPending, let lock = try lock(wait: 0) else { return [] }
    defer { lock.release() }
    return try finish()
  }

  /// Erases whatever the log says is purged and is still there, however it came back.
  public func completeAll() throws -> [String] {
    let lock = try lock(wait: workspace.handler.lockWait)
    defer { lock?.release() }
    var studies = try finish()
    for purge in overdue(NamedBlobs(workspace.ledger)) { studies += try erase(purge.digest) }
    return Array(Set(studies)).sorted()
  }

  /// The purged contents that are still there, and that nobody has kept again since.
  public func overdue(_ named: NamedBlobs) -> [BlobPurge] {
    named.purged.filter { purge in
      workspace.ledger.blobs.contains(purge.digest)
        && !named.references.contains { $0.digest == purge.digest && $0.entry > purge.entry }
    }
  }

  private func lock(wait: UInt64) throws -> FileLock? {
    let locks = PathName.join(workspace.directory.path, "locks")
    try FileSystem.makeDirectories(locks)
    let path = PathName.join(locks, "purge.lock")
    if wait == 0 { return try FileLock.acquire(path) }
    guard
      let lock = try FileLock.acquire(path, deadlineNanoseconds: Clock.monotonic() + wait)
    else { throw RuntimeError(.lockTimeout, "another process is purging") }
    return lock
  }

  private func finish() throws -> [String] {
    let names = (try? FileSystem.list(directory)) ?? []
    let purges = names.isEmpty ? [] : NamedBlobs.purges(in: workspace.ledger)
    var studies: [String] = []
    for name in names {
      if let digest = Digest(hex: name), purges.contains(where: { $0.digest == digest }) {
        studies += try erase(digest)
      }
      try FileSystem.remove(PathName.join(directory, name))
    }
    return Array(Set(studies)).sorted()
  }

  /// Removes a blob, the copies of it below `runs/`, and what the attempts whose reports it holds
  /// wrote into their files of reports.
  private func erase(_ digest: Digest) throws -> [String] {
    let uses = try BlobUses(of: digest, in: workspace.ledger)
    let blobs = workspace.ledger.blobs
    if blobs.contains(digest) { try FileSystem.remove(blobs.path(of: digest)) }
    for id in uses.reporting {
      let path = PathName.join(workspace.root, AttemptPaths.meta(of: id) + "/events.jsonl")
      if FileSystem.exists(path) { try FileSystem.remove(path) }
    }
    guard let size = uses.files.first?.size else { return uses.studies }
    for study in uses.studies {
      let root = PathName.join(workspace.root, "runs/\(study)")
      guard FileSystem.exists(root) else { continue }
      for name in try FileSystem.walk(root) {
        let path = PathName.join(root, name)
        guard let status = try FileSystem.status(path, followLinks: false), status.kind == .file,
          status.size == UInt64(clamping: size), try FileDigest.of(path) == digest
        else { continue }
        try FileSystem.remove(path)
      }
    }
    return uses.studies
  }
}
