/// What a stage's reported lines come to, for whoever tries them without a stage.
public enum ReportedLines {
  /// Reads lines as those of a stage that has ended.
  public static func read(_ lines: [[UInt8]]) -> (recorded: Int, unread: Int) {
    var reports = Reports()
    let recorded = lines.map { reports.take($0, isWhole: true) }
    return (recorded.count, reports.unread)
  }
}
