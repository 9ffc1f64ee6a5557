import Codecs
import StageKit

/// Every scored run that counts: `scorecard-index.csv`.
struct ScoreIndex: Sendable, Equatable {
  /// One run's scores.
  struct Row: Sendable, Equatable {
    let run: String
    let pair: String
    let variant: String
    let task: String
    let scores: Scores
  }

  /// The columns of the file.
  static let header = [
    "run_id", "pair_id", "variant", "task_id", "task_success", "constraint_adherence", "runtime",
    "clarification_count", "reproducibility",
  ]

  let rows: [Row]

  /// Takes rows of which no two are the same run, or the same variant of one pair.
  ///
  /// Two such runs are an error and never averaged.
  init(_ rows: [Row]) throws(StageError) {
    var runs: Set<String> = []
    var places: [Place: String] = [:]
    for row in rows {
      guard runs.insert(row.run).inserted else {
        throw StageError(.invalid, "the index has run '\(row.run)' twice")
      }
      let place = Place(pair: row.pair, variant: row.variant)
      if let other = places.updateValue(row.run, forKey: place) {
        throw StageError(
          .invalid,
          "pair '\(row.pair)' has two runs of variant '\(row.variant)', '\(other)' and "
            + "'\(row.run)'; exclude one of them")
      }
    }
    self.rows = rows
  }

  /// Reads the file.
  init(_ bytes: [UInt8], name: String) throws(StageError) {
    let table: (header: [String], rows: [[String]])
    do throws(CSVError) {
      table = try CSV.decode(bytes)
    } catch {
      throw StageError(.invalid, "'\(name)' is \(error.description)")
    }
    guard table.header == Self.header else {
      let columns = Self.header.joined(separator: ",")
      throw StageError(.invalid, "'\(name)' does not have the columns \(columns)")
    }
    var rows: [Row] = []
    for (index, fields) in table.rows.enumerated() {
      rows.append(try Row(fields, place: "'\(name)', row \(index + 1)"))
    }
    try self.init(rows)
  }

  /// The file's content.
  var csv: String {
    ([Self.header] + rows.map(\.fields)).map(CSV.row).joined()
  }

  /// The rows of a variant, and of one task if it is named.
  func rows(of variant: String, task: String? = nil) -> [Row] {
    rows.filter { $0.variant == variant && (task == nil || $0.task == task) }
  }

  private struct Place: Hashable {
    let pair: String
    let variant: String
  }
}

extension ScoreIndex.Row {
  /// The fields in the order of ``ScoreIndex/header``; what is absent is empty.
  var fields: [String] {
    [
      run, pair, variant, task, scores.success ? "1" : "0", "\(scores.adherence)",
      "\(scores.runtime)", "\(scores.clarifications)",
      scores.reproducibility.map { "\($0)" } ?? "",
    ]
  }

  /// Reads the fields of one row; a number that is none, or none that can be, is an error.
  init(_ fields: [String], place: String) throws(StageError) {
    func number(_ column: Int, _ range: ClosedRange<Double>) throws(StageError) -> Double {
      guard let number = Double(fields[column]), range.contains(number) else {
        throw StageError(
          .invalid,
          "\(place): '\(ScoreIndex.header[column])' is '\(fields[column])', and no number from "
            + "\(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
    let most = Double.greatestFiniteMagnitude
    let success = try number(4, 0...1)
    let clarifications = try number(7, 0...1e9)
    guard success == 0 || success == 1, clarifications == clarifications.rounded() else {
      throw StageError(
        .invalid, "\(place): 'task_success' is 0 or 1, and 'clarification_count' a count")
    }
    for column in 0..<4 where fields[column].isEmpty {
      throw StageError(.invalid, "\(place): '\(ScoreIndex.header[column])' is empty")
    }
    run = fields[0]
    pair = fields[1]
    variant = fields[2]
    task = fields[3]
    scores = Scores(
      success: success == 1, adherence: try number(5, 0...100), runtime: try number(6, 0...most),
      clarifications: Int(clarifications),
      reproducibility: fields[8].isEmpty ? nil : try number(8, 0...1))
  }
}
