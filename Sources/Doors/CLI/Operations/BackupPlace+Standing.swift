import Files
import Ledger
import Runtime

/// What is in a backup, also where the last one was interrupted.
extension BackupPlace {
  /// What the backup says of itself, with the head that its log has; everything in it verifies.
  ///
  /// Its log may hold more than it says: then it was interrupted before it said so.
  func standing() throws -> Manifest {
    guard var manifest = try manifest() else {
      throw Failure.notFound(
        "there is no backup in '\(path)'", hint: "runledger backup \(path) makes one")
    }
    if FileSystem.exists(formerLog) {
      guard let lock = try FileLock.acquire(lockPath) else { throw inProgress }
      defer { lock.release() }
      try settle()
    }
    let head = try verified()
    if head == manifest.head { return manifest }
    let copy = try Ledger.open(at: ledger.path, mode: .readOnly)
    defer { copy.close() }
    guard case (_, .ahead) = try copy.compare(with: manifest.head) else {
      throw Failure(
        "altered", "the backup says it has the head \(manifest.head), and its log has \(head)",
        hint: "use another backup, or make one in another directory", exit: .altered)
    }
    manifest.head = head
    return manifest
  }

  /// Ends an exchange of logs that was interrupted: the new one counts if it verifies.
  func settle() throws {
    guard FileSystem.exists(formerLog) else { return }
    if FileSystem.exists(ledger.log) {
      // The former one may be half removed already, and then it is the new one that is whole.
      if (try? verified()) != nil { return try FileSystem.removeTree(formerLog) }
      try FileSystem.removeTree(ledger.log)
    }
    try FileSystem.rename(formerLog, ledger.log)
  }

  /// Verifies everything in the backup; gives the head that its log has.
  func verified() throws -> Head {
    let copy = try Ledger.open(at: ledger.path, mode: .readOnly)
    defer { copy.close() }
    var options = Verifier.Options()
    let named = NamedBlobs(copy)
    options.references = named.references
    options.purged = named.purged
    let verification = Verifier.verify(copy, options)
    if let failure = verification.failure { throw failure }
    guard let finding = verification.findings.first else { return try copy.head() }
    let more = verification.findings.count - 1
    throw Failure(
      "altered",
      "the copy does not verify: \(finding.message)" + (more > 0 ? ", and \(more) more" : ""),
      hint: "runledger verify says what is wrong with the ledger itself", exit: .altered)
  }
}
