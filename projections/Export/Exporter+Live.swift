public import Ledger

extension Exporter {
  /// How often files are compared again while others write them.
  private static let repetitionsMax = 20

  /// Compares the files below `root` with a ledger that others may write to meanwhile.
  ///
  /// The ledger is held as it is for each comparison. While a file turns out to be newer, or where
  /// the ledger cannot be held, all is compared again; what is newer to the end stays so.
  public static func check(
    _ ledger: Ledger, views: ViewStore, root: String, study: String? = nil
  ) throws(ProjectionError) -> [FileCheck] {
    var checks: [FileCheck] = []
    for _ in 0..<repetitionsMax {
      let commit: UInt64
      let record: LedgerRecord
      do throws(LedgerError) {
        commit = try ledger.lastCommit()
        record = LedgerRecord(try ledger.frozen(), views: views)
      } catch {
        throw ProjectionError(error)
      }
      checks = try Exporter(record, root: root).check(study) { () throws(ProjectionError) in
        do throws(LedgerError) { return try ledger.head().size } catch {
          throw ProjectionError(error)
        }
      }
      let isSettled = checks.allSatisfy { check in
        switch check.state {
        case .newer: false
        case .altered: ledger.canFreeze
        case .current, .stale, .missing: true
        }
      }
      if isSettled { return checks }
      do throws(LedgerError) {
        if try ledger.lastCommit() == commit { return checks }
      } catch {
        throw ProjectionError(error)
      }
    }
    return checks
  }
}
