import StageKit
import YAML

/// Makes attributes from a table of real people.
enum CalibrateStep: Step {
  static let name = "calibrate"
  static let summary = "derive attributes from a table of real people"
  static let options: [Option] = [
    .value("output", "o", "FILE", "file for 'spec --attributes'"),
    .value("columns", nil, "A,B,C", "columns, in order (default: all)"),
    .value("source", nil, "TEXT", "source of the table, for the record"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let file = try call.operand(0, "a table")
    let table = try CSVTable.read(call.path(file), "'\(file)'")
    let columns = call.arguments.value("columns")?.split(separator: ",").map(String.init)
    let wanted = columns ?? table.header
    let calibration = try Calibration(
      header: table.header, rows: table.rows, wanted: wanted,
      source: call.arguments.value("source") ?? file)
    try call.write(output, calibration.node().document)
    for column in calibration.columns {
      call.say("\(column.name): \(column.groups.count) groups, given the columns before it")
    }
    return 0
  }
}

/// Scores how well an outcome of real people is told, by demographics and by all that is known.
enum ScoreStep: Step {
  static let name = "score"
  static let summary = "score predictions of an outcome against demographics alone"
  static let options: [Option] = [
    .value("outcome", nil, "COLUMN", "the outcome to predict"),
    .value("demographics", nil, "A,B,C", "demographic columns"),
    .value("with", nil, "A,B,C", "additional predictors"),
    .value("seed", nil, "N", "the seed of the folds"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let file = try call.operand(0, "a table")
    let table = try CSVTable.read(call.path(file), "'\(file)'")
    let outcome = try call.required("outcome")
    func columns(_ names: String) throws(StageError) -> [(name: String, values: [String])] {
      var columns: [(name: String, values: [String])] = []
      for name in names.split(separator: ",").map(String.init) {
        columns.append((name, try table.column(name, of: "'\(file)'")))
      }
      return columns
    }
    let labels = try columns(outcome)[0].values
    let demographics = try columns(try call.required("demographics"))
    let all = demographics + (try columns(call.arguments.value("with") ?? ""))
    let seed = try call.seed()
    guard let base = DemographicBaseline(demographics, labels: labels, seed: seed),
      let full = DemographicBaseline(all, labels: labels, seed: seed)
    else { throw .invalid("there are too few people, or '\(outcome)' has one value") }
    try call.report("null_log_loss", base.nullLogLoss)
    try call.report("demographic_log_loss", base.logLoss)
    try call.report("log_loss", full.logLoss)
    try call.report("demographic_accuracy", base.accuracy)
    try call.report("accuracy", full.accuracy)
    call.say("\(base.count) people, \(DemographicBaseline.folds) folds, seed \(seed)")
    call.say("shares alone: log loss \(Shown.fixed(base.nullLogLoss, 4))")
    for (label, score) in [("demographics", base), ("all that is known", full)] {
      call.say(
        "\(label): log loss \(Shown.fixed(score.logLoss, 4)), "
          + "\(Shown.percent(score.accuracy)) told rightly"
      )
    }
    return 0
  }
}
