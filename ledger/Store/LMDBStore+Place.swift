import Files
import LMDB

extension LMDBStore {
  /// Whether a log that was begun at a path has never had an entry: it has no file, an empty one,
  /// or no table that would hold one.
  static func isBlank(_ path: String) -> Bool {
    let file = PathName.join(path, "data.mdb")
    if FileSystem.isAbsent(file) || (try? FileSystem.status(file))??.size == 0 { return true }
    guard let environment = try? Environment.open(path, .lockFreeReader) else { return false }
    defer { environment.close() }
    do throws(LMDBError) {
      let table = try environment.table("entries")
      return try environment.read { transaction throws(LMDBError) in
        try LMDBStore.entryCount(transaction, table) == 0
      }
    } catch {
      return error.isNotFound
    }
  }

  /// What stands where an `init` was interrupted; nil where an entry may have been.
  ///
  /// Whoever writes takes a lock and remembers the head beside the log, so that a log which was
  /// emptied afterwards is still told from one that was only begun.
  static func begun(_ path: String) -> LedgerError? {
    let traces = ["head", "writer.lock"].map { PathName.join(path, $0) }
    guard traces.allSatisfy(FileSystem.isAbsent), isBlank(path) else { return nil }
    return LedgerError(
      .notFound, "the ledger in '\(PathName.parent(path))' was begun and has no entry",
      hint: "runledger init finishes it")
  }

  /// Refuses a log whose directory or files are links: what is written there would land elsewhere.
  static func demandPlain(_ path: String) throws(LedgerError) {
    let names = ["", "data.mdb", "lock.mdb", "writer.lock"]
    for name in names {
      let full = PathName.join(path, name)
      let isLink: Bool
      do throws(FileError) {
        isLink = try FileSystem.status(full, followLinks: false)?.kind == .symlink
      } catch {
        // What cannot be looked at is said by whoever opens it.
        isLink = error.isLinkOnTheWay
      }
      guard !isLink else {
        throw LedgerError(
          .storeFailed, "'\(full)' is a symbolic link, which is not followed to the log",
          hint: "move the whole '.runledger' directory there, or mount it")
      }
    }
  }
}
