import Codecs
import Numerics
import StageKit

/// Every scored run that counts: `scorecard-index.csv`.
struct ScoreIndex: Sendable, Equatable {
  struct Row: Sendable, Equatable {
    let run: String
    let pair: String
    let variant: String
    let task: String
    let scores: Scores
  }

  /// The columns of the file; the last two are the shares as they were counted.
  static let header = [
    "run_id", "pair_id", "variant", "task_id", "task_success", "constraint_adherence", "runtime",
    "clarification_count", "reproducibility", "constraint_adherence_exact",
    "reproducibility_exact",
  ]

  let rows: [Row]

  /// Takes rows of which no two are the same run, or the same variant of one pair.
  ///
  /// Two such runs are an error and never averaged.
  init(_ rows: [Row]) throws(StageError) {
    var runs: Set<String> = []
    var places: [Place: String] = [:]
    for row in rows {
      try require(runs.insert(row.run).inserted, "the index has run '\(row.run)' twice")
      let place = Place(pair: row.pair, variant: row.variant)
      if let other = places.updateValue(row.run, forKey: place) {
        throw .invalid(
          "pair '\(row.pair)' has two runs of variant '\(row.variant)', '\(other)' and "
            + "'\(row.run)'; exclude one of them")
      }
    }
    self.rows = rows
  }

  init(_ bytes: [UInt8], name: String) throws(StageError) {
    let table = try CSVTable(bytes, "'\(name)'")
    try require(
      table.header == Self.header,
      "'\(name)' does not have the columns \(Self.header.joined(separator: ","))")
    var rows: [Row] = []
    for (index, fields) in table.rows.enumerated() {
      rows.append(try Row(fields, place: "'\(name)', row \(index + 1)"))
    }
    try self.init(rows)
  }

  var csv: String {
    CSVTable(Self.header, rows.map(\.fields)).text
  }

  func rows(of variant: String) -> [Row] { rows.filter { $0.variant == variant } }

  private struct Place: Hashable {
    let pair: String
    let variant: String
  }
}

extension ScoreIndex.Row {
  /// The fields in the order of ``ScoreIndex/header``; what is absent is empty.
  var fields: [String] {
    [
      run, pair, variant, task, scores.success ? "1" : "0",
      CSVTable.cell(scores.adherence?.value), CSVTable.cell(scores.runtime),
      scores.clarifications.map { "\($0)" } ?? "", CSVTable.cell(scores.reproducibility?.value),
      scores.adherence?.ratio?.text ?? "", scores.reproducibility?.ratio?.text ?? "",
    ]
  }

  /// Reads the fields of one row; a number that is none, or none that can be, is an error.
  init(_ fields: [String], place: String) throws(StageError) {
    func number(_ column: Int, _ range: ClosedRange<Double>) throws(StageError) -> Double? {
      if fields[column].isEmpty { return nil }
      guard let number = Double(fields[column]), range.contains(number) else {
        throw .invalid(
          "\(place): '\(ScoreIndex.header[column])' is '\(fields[column])', and no number from "
            + "\(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    func share(
      _ column: Int, _ exact: Int, _ range: ClosedRange<Double>
    ) throws(StageError) -> Scores.Share? {
      guard let value = try number(column, range) else { return nil }
      let ratio = Ratio(fields[exact])
      try require(
        fields[exact].isEmpty || ratio.map({ abs($0.value - value) < 1e-9 }) == true,
        "\(place): '\(fields[exact])' is not '\(fields[column])' as it was counted")
      return Scores.Share(value, ratio)
    }
    for column in 0..<5 where fields[column].isEmpty {
      throw .invalid("\(place): '\(ScoreIndex.header[column])' is empty")
    }
    let success = try number(4, 0...1)
    let clarifications = try number(7, 0...1e9)
    try require(
      (success == 0 || success == 1) && clarifications == clarifications?.rounded(),
      "\(place): 'task_success' is 0 or 1, and 'clarification_count' a count")
    run = fields[0]
    pair = fields[1]
    variant = fields[2]
    task = fields[3]
    scores = Scores(
      success: success == 1, adherence: try share(5, 9, 0...100),
      runtime: try number(6, 0...Double.greatestFiniteMagnitude),
      clarifications: clarifications.map { Int($0) }, reproducibility: try share(8, 10, 0...1))
  }
}
