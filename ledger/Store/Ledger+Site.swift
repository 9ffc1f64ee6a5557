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
    if directory.exists {
      let store: LMDBStore
      do throws(LedgerError) { store = try LMDBStore(path: directory.log, access: .read) } catch {
        throw error.code == .altered ? remains(directory, error.message) : error
      }
      defer { store.close() }
      guard try store.entryCount() == 0 else {
        throw LedgerError(
          .alreadyExists, "there is a ledger in '\(directory.path)' already",
          hint: "runledger status")
      }
    }
    // The lock files are older than the first entry, and younger than the log itself.
    let early = [".gitignore", "keys/ledger.key"]
    let begun = ["log/data.mdb", "log/lock.mdb", "log/writer.lock", "log/head"]
    let expected = directory.exists ? early + begun : early
    let found: [String]
    do throws(FileError) { found = try FileSystem.walk(directory.path) } catch {
      throw LedgerError(.storeFailed, "\(error)")
    }
    // A file that was cut short before it got its name holds nothing that anybody relies on.
    guard
      let file = found.first(where: {
        !expected.contains($0) && !PathName.lastComponent($0).hasPrefix(".partial-")
      })
    else { return }
    throw remains(
      directory,
      directory.exists
        ? "its log has no entries, and '\(file)' is there"
        : "its log is missing, and '\(file)' is there")
  }

  private static func remains(_ directory: LedgerDirectory, _ problem: String) -> LedgerError {
    LedgerError(
      .alreadyExists, "'\(directory.path)' holds what is left of a ledger: \(problem)",
      hint: "restore '\(directory.log)/data.mdb' from a copy, or move the directory away first")
  }
}
