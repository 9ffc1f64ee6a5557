import Files

extension LMDBStore {
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
