import Codecs
import StageKit

/// A run that was executed again, as `replay-results.csv` has it.
struct ReplayRecord {
  let original: String
  let outputsMatch: Bool
  let successMatches: Bool
  let adherenceMatches: Bool
  let clarificationsMatch: Bool
  let runtimeRatio: Double?
  let classification: ReplayComparison.Class
  let note: String

  private init(_ row: EvidenceTable.Row) throws(StageError) {
    original = try row.text("original_run_id")
    outputsMatch = try row.flag("output_hashes_match")
    successMatches = try row.flag("success_match")
    adherenceMatches = try row.flag("adherence_match")
    clarificationsMatch = try row.flag("clarifications_match")
    runtimeRatio = try row.optionalNumber("runtime_ratio")
    classification = try row.word("class")
    note = try row.text("note")
  }

  static func read(_ files: EvidenceFiles) throws(StageError) -> [ReplayRecord] {
    let table = try files.table("replay-results.csv", in: "replay", ReplayComparison.header)
    var all: [ReplayRecord] = []
    for row in table.rows { all.append(try ReplayRecord(row)) }
    return all
  }
}

extension Exclusions {
  /// Reads `exclusions.csv`.
  init(_ files: EvidenceFiles) throws(StageError) {
    var all: [Row] = []
    for row in try files.table("exclusions.csv", in: "index", Self.header).rows {
      all.append(
        Row(
          run: try row.text("run_id"), pair: try row.text("pair_id"),
          task: try row.text("task_id"), variant: try row.text("variant"),
          rule: try row.text("rule"), reason: try row.text("reason"), kind: try row.word("kind")))
    }
    self.init(rows: all)
  }
}

/// How one attribute of the variants compares, as `parity.json` has it.
struct ParityRecord {
  let name: String
  let first: Value
  let second: Value
  let isEqual: Bool
  /// `equal`, `different` or `any`.
  let required: String

  /// Whether the attribute is as it has to be.
  var isPassed: Bool { required == "any" || isEqual == (required == "equal") }

  static func read(_ files: EvidenceFiles) throws(StageError) -> [ParityRecord] {
    try files.fields("parity.json", in: "parity").list("checks") {
      (fields) throws(StageError) in
      ParityRecord(
        name: try fields.text("name"), first: fields.map["role"] ?? .null,
        second: fields.map["goal"] ?? .null, isEqual: try fields.flag("equal"),
        required: try fields.text("required"))
    }
  }
}

extension Value {
  /// The value as a reader writes it: texts and digests bare, everything else as JSON.
  var written: String {
    switch self {
    case .text(let text): text
    case .bytes: String(JSON.string(self).dropFirst().dropLast())
    default: JSON.string(self)
    }
  }
}
