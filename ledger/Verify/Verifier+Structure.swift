import LMDB

extension Verifier {
  /// What is wrong with the structure of a log's file, or nil when every page in use is what it
  /// should be.
  ///
  /// LMDB trusts its pages and may end the process over a damaged one, so this comes before the
  /// log is opened. It takes as long as reading the file, and holds up nobody.
  public static func examine(at path: String) -> Verification? {
    let directory = LedgerDirectory(path)
    guard directory.exists else { return nil }
    do throws(LedgerError) { try LMDBStore.demandPlain(directory.log) } catch {
      return damaged(directory, error.message)
    }
    do throws(LMDBError) {
      try Environment.examine(directory.log)
      return nil
    } catch {
      guard error.isCorrupt || error.isVersionMismatch else { return nil }
      return damaged(directory, "\(error)")
    }
  }

  private static func damaged(_ directory: LedgerDirectory, _ problem: String) -> Verification {
    var result = Verification()
    result.add(.storeDamaged, path: directory.log, problem)
    result.notChecked = ["anything else: the log cannot be opened"]
    return result
  }
}
