import Codecs
import Files
import Ledger

/// Puts a backup in the place of a ledger that is lost, damaged or behind.
struct BackupRestore {
  let place: BackupPlace
  /// Where the ledger shall lie.
  let target: LedgerDirectory

  /// What was done.
  struct Summary {
    var head: Head
    /// Where the ledger was moved that stood there, if one did.
    var replaced: String?
  }

  /// Verifies the backup, moves aside what is in its way, and copies it.
  ///
  /// Nothing is removed. A ledger that is whole and holds the backup's head is left as it is.
  func run(isDryRun: Bool, configDirectory: String?) throws -> Summary {
    let manifest = try place.standing()
    try refuseWhole(manifest, configDirectory)
    var summary = Summary(head: manifest.head, replaced: nil)
    if try FileSystem.status(target.path, followLinks: false) != nil {
      summary.replaced = try freeName()
    }
    let next = "\(target.path).restoring"
    if !isDryRun { try FileSystem.removeTree(next) }
    try BackupPlace.demandSpace(
      try logBytes() + UInt64(clamping: manifest.bytes), in: PathName.parent(target.path),
      for: "the restored ledger",
      hint: "free some disk space, or restore on another disk; nothing was changed here")
    if isDryRun { return summary }
    do {
      try copy(to: LedgerDirectory(next))
    } catch {
      // A copy that was cut short would only keep the disk full.
      try? FileSystem.removeTree(next)
      throw error
    }
    if let replaced = summary.replaced { try FileSystem.rename(target.path, replaced) }
    try FileSystem.rename(next, target.path)
    try FileSystem.syncFileSystem(containing: target.path)
    return summary
  }

  /// Refuses to replace a ledger that has what the backup has, and more.
  private func refuseWhole(
    _ manifest: BackupPlace.Manifest, _ configDirectory: String?
  ) throws {
    guard target.exists else { return }
    let keyring = configDirectory.map(Keyring.init(configDirectory:))
    guard
      let there = try? Ledger.open(at: target.path, mode: .readOnly, keyring: keyring)
    else { return }
    defer { there.close() }
    guard there.origin == manifest.origin else {
      throw Failure(
        "conflict",
        "'\(target.path)' is the ledger '\(there.origin)', and this is a backup of "
          + "'\(manifest.origin)'",
        hint: "move one of them away first", exit: .conflict)
    }
    guard Verifier.verify(there).ok, let (here, standing) = try? there.compare(with: manifest.head)
    else { return }
    switch standing {
    case .equal, .ahead:
      throw Failure(
        "exists",
        "the ledger here is whole, at \(here), and holds everything that the backup has",
        hint: "there is nothing to restore", exit: .conflict)
    case .behind, .forked: return
    }
  }

  private func logBytes() throws -> UInt64 {
    let source = try Ledger.open(at: place.ledger.path, mode: .readOnly)
    defer { source.close() }
    return try source.logBytes()
  }

  private func freeName() throws -> String {
    for number in 1... {
      let name = "\(target.path).replaced-\(number)"
      if try FileSystem.status(name, followLinks: false) == nil { return name }
    }
    return "\(target.path).replaced"
  }

  private func copy(to next: LedgerDirectory) throws {
    try FileSystem.makeDirectories(next.path)
    let source = try Ledger.open(at: place.ledger.path, mode: .readOnly)
    defer { source.close() }
    try source.copyLog(to: next.log)
    let leftOut = ["log", "log.next", "log.former", "views", "locks"]
    for path in try FileSystem.walk(place.ledger.path) {
      let top = path.split(separator: "/").first.map(String.init) ?? path
      if leftOut.contains(top) || PathName.lastComponent(path).hasPrefix(".partial-") { continue }
      let from = PathName.join(place.ledger.path, path)
      let into = PathName.join(next.path, path)
      try FileSystem.makeDirectories(PathName.parent(into))
      try FileSystem.copyReflinkOrCopy(
        from, into, mode: try FileSystem.status(from)?.mode ?? 0o644)
    }
  }
}
