import Codecs
import StageKit

/// The runs that do not count, and why: `exclusions.csv`.
struct Exclusions: Sendable, Equatable {
  /// Where an exclusion comes from; the list is closed.
  enum Kind: String, Sendable {
    /// By a rule that was stated before the result.
    case registered
    /// By one that came after it.
    case postHoc = "post_hoc"
    /// There is nothing to count.
    case missing
    /// Its pair is none: the two runs differ in more than their variant.
    case rejected
    /// The other run of its pair does not count.
    case unpaired
  }

  struct Row: Sendable, Equatable {
    let run: String
    let pair: String
    let task: String
    let variant: String
    let rule: String
    let reason: String
    let kind: Kind
  }

  static let header = ["run_id", "pair_id", "task_id", "variant", "rule", "reason", "kind"]

  let rows: [Row]

  var csv: String {
    let rows = rows.map {
      [
        $0.run, $0.pair, $0.task, $0.variant, CSV.words($0.rule), CSV.words($0.reason),
        $0.kind.rawValue,
      ]
    }
    return CSVTable(Self.header, rows).text
  }
}

extension Exclusions {
  /// Reads what ``csv`` wrote.
  init(_ files: EvidenceFiles) throws(StageError) {
    rows = try files.rows("exclusions.csv", in: "index", Self.header) { (row) throws(StageError) in
      Row(
        run: try row.text("run_id"), pair: try row.text("pair_id"), task: try row.text("task_id"),
        variant: try row.text("variant"), rule: try row.text("rule"),
        reason: try row.text("reason"), kind: try row.word("kind"))
    }
  }
}
