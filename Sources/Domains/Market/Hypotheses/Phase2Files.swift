import Codecs
import StageKit

extension Phase2Stage {
  /// Writes what a family came to: candidates, symbols, what was promoted, and why the rest was
  /// not.
  static func write(
    _ outcome: Outcome, _ family: any EventDetector.Type, _ job: Job
  ) throws(StageError) {
    let name = family.family
    let empty = Candidate(family: name, condition: .all, action: .nothing)
    var text = TableText(
      (outcome.candidates.first ?? empty).columns + [
        "deployment_mode", "supporting_hypotheses", "run_id", "status",
      ])
    var costed: [UInt8] = []
    for candidate in outcome.candidates {
      let isPromoted = outcome.promoted.contains(candidate.id)
      text.row(
        candidate.cells + [
          outcome.modes[candidate.id] ?? "none", outcome.supporting.joined(separator: "|"),
          job.run, isPromoted ? "PROMOTED" : "DRAFT",
        ])
      costed += JSON.encode([
        "candidate_id": .text(candidate.id),
        "after_cost_expectancy": .double(candidate["after_cost_expectancy"]),
        "stressed_expectancy": .double(candidate["stressed_expectancy"]),
        "cost_per_trade": .double(candidate["cost_per_trade"]),
        "cost_ratio": .double(candidate["cost_ratio"]),
      ])
      costed.append(UInt8(ascii: "\n"))
    }
    try job.write(job.paths.phase2(name, "phase2_candidates.csv"), text)
    try job.write(job.paths.phase2(name, "candidates_costed.jsonl"), costed)
    var symbols = TableText(SymbolEvaluation.columns)
    for symbol in outcome.symbols { symbols.row(symbol.cells) }
    try job.write(job.paths.phase2(name, "phase2_symbol_evaluation.csv"), symbols)
    try job.write(
      job.paths.phase2(name, "promoted_candidates.json"),
      [
        "run_id": .text(job.run), "event_type": .text(name), "decision": .text(outcome.decision),
        "freeze_reason": outcome.reason.map(Value.text) ?? .null,
        "promoted": .array(outcome.promoted.map(Value.text)),
      ])
    try job.write(job.paths.phase2(name, "phase2_manifests.json"), manifest(outcome, name, job))
    try job.write(job.paths.phase2(name, "phase2_summary.md"), summary(outcome, name, job))
  }

  /// How many hypotheses each gate let pass.
  static func gateCounts(_ candidates: [Candidate]) -> [(name: String, passed: Int)] {
    (candidates.first?.gates ?? []).map { gate in
      (gate.name, candidates.count { $0.passed(gate.name) })
    }
  }

  private static func manifest(_ outcome: Outcome, _ family: String, _ job: Job) -> Value {
    var gates: ValueMap = [:]
    for (name, passed) in gateCounts(outcome.candidates) { gates[name] = .int(Int64(passed)) }
    var skipped: ValueMap = [:]
    for (condition, count) in outcome.skipped { skipped[condition] = .int(Int64(count)) }
    return [
      "run_id": .text(job.run), "event_type": .text(family), "decision": .text(outcome.decision),
      "tested": .int(Int64(outcome.candidates.count)),
      "passed_all": .int(Int64(outcome.candidates.count(where: \.passesAll))),
      "promoted": .int(Int64(outcome.promoted.count)), "gate_pass_counts": .map(gates),
      "skipped_conditions": .map(skipped),
      "supporting_hypotheses": .array(outcome.supporting.map(Value.text)),
      "thresholds": .map(job.settings.record(of: [.phase2])),
    ]
  }

  private static func summary(_ outcome: Outcome, _ family: String, _ job: Job) -> String {
    var lines = ["# Hypotheses of \(family) in run \(job.run)", ""]
    if let reason = outcome.reason { lines += ["Frozen: \(reason).", ""] }
    lines += [
      "\(outcome.candidates.count) tested, \(outcome.promoted.count) promoted. "
        + "Selection on train and validation; the test split is read only.", "",
    ]
    if !outcome.candidates.isEmpty {
      lines += ["| gate | passed |", "|---|---:|"]
      lines += gateCounts(outcome.candidates).map { "| \($0.name) | \($0.passed) |" }
    }
    lines += outcome.skipped.map { "\nCondition '\($0.0)' has \($0.1) events: not tested." }
    return lines.joined(separator: "\n") + "\n"
  }
}
