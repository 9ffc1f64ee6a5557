public import Ledger

extension Exporter {
  /// How often files are compared again while others write them.
  private static let repetitionsMax = 20

  /// Compares the files below `root` with a ledger that others may write to meanwhile.
  ///
  /// Each comparison is with the entries there are when it begins. While a file turns out to be
  /// newer, all is compared again; what is newer to the end stays so.
  public static func check(
    _ ledger: Ledger, views: ViewStore, root: String, rules: ManifestRules,
    study: String? = nil
  ) throws(ProjectionError) -> [FileCheck] {
    func size() throws(ProjectionError) -> UInt64 {
      do throws(LedgerError) { return try ledger.head().size } catch {
        throw ProjectionError(error)
      }
    }
    var checks: [FileCheck] = []
    for _ in 0..<repetitionsMax {
      let record = LedgerRecord(ledger, views: views, limit: try size())
      checks = try Exporter(record, root: root, rules: rules).check(study, reached: size)
      let isSettled = checks.allSatisfy { check in
        if case .newer = check.state { false } else { true }
      }
      if isSettled { return checks }
    }
    return checks
  }
}
