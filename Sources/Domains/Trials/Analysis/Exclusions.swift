import Codecs

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

  /// One run that does not count.
  struct Row: Sendable, Equatable {
    let run: String
    let pair: String
    let task: String
    let variant: String
    let rule: String
    let reason: String
    let kind: Kind
  }

  /// The columns of the file.
  static let header = ["run_id", "pair_id", "task_id", "variant", "rule", "reason", "kind"]

  let rows: [Row]

  /// The file's content.
  var csv: String {
    let rows = rows.map {
      [
        $0.run, $0.pair, $0.task, $0.variant, CSV.words($0.rule), CSV.words($0.reason),
        $0.kind.rawValue,
      ]
    }
    return ([Self.header] + rows).map(CSV.row).joined()
  }
}
