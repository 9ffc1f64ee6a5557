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
    do throws(LMDBError) {
      try Environment.examine(directory.log)
      return nil
    } catch {
      guard error.isCorrupt || error.isVersionMismatch else { return nil }
      var result = Verification()
      result.add(.storeDamaged, path: directory.log, "\(error)")
      result.notChecked = ["anything else: the log cannot be opened"]
      return result
    }
  }
}
