import Files
public import Study

/// Where what a stage prints lies, while it runs and after.
public enum AttemptFiles {
  /// The absolute path of an attempt's standard output, or of its standard error.
  public static func log(
    of id: AttemptID, isError: Bool, root: String
  ) -> String {
    PathName.join(root, relativeLog(of: id, isError: isError))
  }

  /// The same, relative to the directory that holds the ledger.
  public static func relativeLog(of id: AttemptID, isError: Bool) -> String {
    AttemptPaths.meta(of: id) + (isError ? "/stderr.log" : "/stdout.log")
  }
}
