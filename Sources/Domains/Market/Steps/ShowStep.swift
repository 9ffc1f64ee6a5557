import Codecs
import Documents
import StageKit

/// Says why one hypothesis or blueprint was rejected or promoted.
///
/// Every gate with what was observed, every symbol with what speaks against it, and what the stages
/// behind it made of it.
enum ShowStep: Step {
  static let name = "show"
  static let summary = "explain why a candidate or blueprint was rejected or promoted"
  static var options: [Option] {
    MarketCall.general + [.flag("why", nil, "show every gate, including those that passed")]
  }
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let lines = try lines(
      call.operand(0, "a candidate's or blueprint's id"), MarketCall.job(call, isThere: true),
      isComplete: call.arguments.has("why"))
    try call.say(lines.joined(separator: "\n") + "\n")
    return 0
  }

  /// What is printed; without `isComplete`, of the gates only those that said no.
  static func lines(
    _ id: String, _ job: Job, isComplete: Bool
  ) throws(StageError) -> [String] {
    var found = try promotion(id, job, isComplete)
    if found == nil { found = try candidate(id, job, isComplete) }
    guard let lines = found else {
      throw .invalid(
        "run '\(job.run)' has no candidate and no blueprint '\(id)'",
        hint: "they are listed in \(job.paths.edges("edge_candidates_normalized.csv"))")
    }
    return lines
  }

  private static func candidate(
    _ id: String, _ job: Job, _ isComplete: Bool
  ) throws(StageError) -> [String]? {
    for family in EventFamily.all {
      let path = job.paths.phase2(family.family, "phase2_candidates.csv")
      guard job.lake.has(path) else { continue }
      let table = try job.lake.table(path)
      guard let row = try table.texts("candidate_id").firstIndex(of: id) else { continue }
      var lines = [
        "\(id): \(try table.texts("status")[row])",
        "  condition \(try table.texts("condition")[row])",
        "  action \(try table.texts("action")[row])",
      ]
      for gate in table.names where gate.hasPrefix("gate_") && gate != "gate_all" {
        let isPassed = try table.numbers(gate)[row] == 1
        guard isComplete || !isPassed else { continue }
        lines.append(
          line(
            gate, isPassed, try table.numbers("observed_\(gate)")[row],
            try table.numbers("threshold_\(gate)")[row]))
      }
      lines += try symbols(id, family.family, job)
      return try lines + fate(id, family.family, job)
    }
    return nil
  }

  /// What speaks for and against the deployment in each symbol: a hypothesis that passes every gate
  /// is promoted only where one symbol may be deployed.
  private static func symbols(
    _ id: String, _ family: String, _ job: Job
  ) throws(StageError) -> [String] {
    let path = job.paths.phase2(family, "phase2_symbol_evaluation.csv")
    guard job.lake.has(path) else { return [] }
    let table = try job.lake.table(path)
    let (ids, names) = (try table.texts("candidate_id"), try table.texts("symbol"))
    let figures = try ["n_events", "ev", "stability_score", "deployable"].map(table.numbers)
    let codes = try table.texts("reject_codes")
    var lines: [String] = []
    var deployable = 0
    for row in ids.indices where ids[row] == id {
      let isDeployable = figures[3][row] == 1
      if isDeployable { deployable += 1 }
      lines.append(
        "  \(isDeployable ? "yes" : "no ") \(names[row]): \(Int(figures[0][row])) events, "
          + "value \(text(figures[1][row])), stability \(text(figures[2][row]))"
          + (isDeployable ? "" : ": \(codes[row].split(separator: "|").joined(separator: ", "))"))
    }
    return lines + ["  deployable in \(deployable) of \(lines.count) symbols"]
  }

  /// What naive entry and compiler made of a hypothesis.
  private static func fate(
    _ id: String, _ family: String, _ job: Job
  ) throws(StageError) -> [String] {
    var lines: [String] = []
    let naive = job.paths.naive("naive_entry_validation.csv")
    if job.lake.has(naive) {
      let table = try job.lake.table(naive)
      if let row = try table.texts("candidate_id").firstIndex(of: id) {
        let isPassed = try table.numbers("naive_pass")[row] == 1
        lines.append(
          "  \(isPassed ? "yes" : "no ") naive entry: "
            + "\(Int(try table.numbers("naive_total_trades")[row])) trades, mean "
            + "\(text(try table.numbers("naive_expectancy_after_cost")[row])), drawdown "
            + text(try table.numbers("naive_max_drawdown")[row]))
      }
    }
    let path = job.paths.blueprints("blueprints.jsonl")
    guard job.lake.has(path) else { return lines + ["  no blueprint was compiled in this run"] }
    let blueprint = try Blueprint.read(job.lake.bytes(path), path: path)
      .first { $0.candidate == id && $0.eventType == family }
    return lines + ["  blueprint: \(blueprint?.id ?? "none")"]
  }

  private static func promotion(
    _ id: String, _ job: Job, _ isComplete: Bool
  ) throws(StageError) -> [String]? {
    let path = job.paths.promotions("promotion_report.json")
    guard job.lake.has(path) else { return nil }
    let rows = try job.lake.fields(path).list("tested") { (row) throws(StageError) in row }
    for row in rows where try row.text("blueprint_id") == id {
      let isRevoked = try Revocation.isRevoked(job)
      let answer = try row.flag("promoted") ? (isRevoked ? "revoked" : "promoted") : "rejected"
      var lines = ["\(id): \(answer)"]
      for (name, value) in try row.map("gate_details") {
        guard let gate = value.asMap else { continue }
        let isPassed = gate["passed"]?.asBool ?? false
        guard isComplete || !isPassed else { continue }
        lines.append(
          line(
            name, isPassed, gate["observed"]?.asDouble ?? .nan,
            gate["threshold"]?.asDouble ?? .nan))
      }
      return lines
    }
    return nil
  }

  private static func line(
    _ name: String, _ isPassed: Bool, _ observed: Double, _ threshold: Double
  ) -> String {
    "  \(isPassed ? "yes" : "no ") \(name): observed \(text(observed)), "
      + "threshold \(text(threshold)), margin \(text(observed - threshold))"
  }

  /// Six decimals, for people; files have them all.
  private static func text(_ value: Double) -> String {
    value.isFinite ? Numeral.trimmed(value, 6) : "missing"
  }
}
