import Files

/// Where a ledger may be made.
extension Ledger {
  /// Throws when the path lies within the directory of another ledger.
  static func refuseNesting(_ path: String) throws(LedgerError) {
    var ancestor = PathName.parent(path)
    while !FileSystem.exists(ancestor), ancestor != PathName.parent(ancestor) {
      ancestor = PathName.parent(ancestor)
    }
    guard let outer = LedgerDirectory.find(from: ancestor) else { return }
    // The ledger itself may be there: then it is found again when it is opened.
    if let own = try? FileSystem.realPath(path), own == outer.path { return }
    throw LedgerError(
      .alreadyExists, "'\(path)' would lie within the ledger '\(outer.path)'",
      hint: "use that ledger, or choose a directory outside of it")
  }

  /// Throws when a ledger, or what is left of one, lies in the directory.
  ///
  /// What a crash within `create` leaves behind passes: directories, and a log without entries.
  static func refuseRemains(_ directory: LedgerDirectory) throws(LedgerError) {
    guard FileSystem.exists(directory.path) else { return }
    let found: [String]
    do throws(FileError) {
      found = try FileSystem.walk(directory.path).filter { !isCutShort($0) }
    } catch {
      throw LedgerError(.storeFailed, "\(error)")
    }
    // The lock file is older than the log, and the log's tables are younger than it: what ended
    // between them has written nothing that could be lost.
    let early = [".gitignore", "keys/ledger.key"]
    let first = early + ["log/lock.mdb", "log/data.mdb"]
    if found.allSatisfy(first.contains), LMDBStore.isBlank(directory.log) { return }
    if directory.exists {
      let store: LMDBStore
      do throws(LedgerError) { store = try LMDBStore(path: directory.log, access: .read) } catch {
        throw [.altered, .notFound].contains(error.code)
          ? remains(directory, error.message) : error
      }
      defer { store.close() }
      guard try store.entryCount() == 0 else {
        throw LedgerError(
          .alreadyExists, "there is a ledger in '\(directory.path)' already",
          hint: "runledger status")
      }
    }
    let begun = first + ["log/writer.lock", "log/head"]
    let expected = directory.exists ? begun : early
    guard let file = found.first(where: { !expected.contains($0) }) else { return }
    throw remains(
      directory,
      directory.exists
        ? "its log has no entries, and '\(file)' is there"
        : "its log is missing, and '\(file)' is there")
  }

  /// Whether a file is what was being written when the process that made the ledger ended.
  private static func isCutShort(_ path: String) -> Bool {
    PathName.lastComponent(path).hasPrefix(".partial-")
      && [".", "log", "keys"].contains(PathName.parent(path))
  }

  private static func remains(_ directory: LedgerDirectory, _ problem: String) -> LedgerError {
    LedgerError(
      .alreadyExists, "'\(directory.path)' holds what is left of a ledger: \(problem)",
      hint: "restore '\(directory.log)/data.mdb' from a copy, or move the directory away first")
  }
}
