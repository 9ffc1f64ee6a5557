import Codecs
import StageKit

/// Decides whether research may go on to execution: PROMOTE, or KEEP_RESEARCH with every reason.
enum ChecklistStage {
  /// What a checklist says.
  enum Decision: String { case promote = "PROMOTE", keep = "KEEP_RESEARCH" }

  static func run(_ job: Job) throws(StageError) {
    var gates: [Value] = []
    var reasons: [String] = []
    func gate(_ name: String, _ observed: Value, _ passed: Bool, _ threshold: Value, _ note: String)
    {
      gates.append([
        "name": .text(name), "passed": .bool(passed), "observed": observed, "threshold": threshold,
        "note": .text(note),
      ])
      if !passed { reasons.append(name) }
    }
    let edges = job.paths.edges("edge_candidates_normalized.csv")
    let statuses = job.lake.has(edges) ? try job.table(edges).texts("status") : nil
    let edgeNote = statuses == nil ? "edges not exported" : ""
    let promoted = statuses?.count { $0 == "PROMOTED" }
    func count(_ number: Int?) -> Value { number.map { .int(Int64($0)) } ?? .null }
    gate(
      "edge_candidates_generated", count(statuses?.count), (statuses?.count ?? 0) >= 1, .int(1),
      edgeNote)
    gate("promoted_edge_candidates", count(promoted), (promoted ?? 0) >= 1, .int(1), edgeNote)
    let path = job.paths.expectancy("conditional_expectancy.json")
    let expectancy = job.lake.has(path) ? try job.fields(path) : nil
    let missing = expectancy == nil ? "evidence not requested" : ""
    let exists = try expectancy?.flag("expectancy_exists", default: false)
    let evidence = try expectancy?.integer("evidence_count", default: 0)
    gate(
      "expectancy_exists", exists.map(Value.bool) ?? .null, exists ?? false, .bool(true), missing)
    gate("expectancy_evidence_count", count(evidence), (evidence ?? 0) >= 1, .int(1), missing)
    let other = job.paths.expectancy("conditional_expectancy_robustness.json")
    let traps = job.lake.has(other) ? try job.fields(other) : nil
    let absent = traps == nil ? "evidence not requested" : ""
    let survivors = try traps?.integer("robust_survivor_count", default: 0)
    gate("robust_survivor_count", count(survivors), (survivors ?? 0) >= 1, .int(1), absent)
    for name in ["stability_pass", "capacity_pass"] {
      let passed = try traps?.flag(name, default: false)
      gate(name, passed.map(Value.bool) ?? .null, passed ?? false, .bool(true), absent)
    }
    let decision: Decision = reasons.isEmpty ? .promote : .keep
    try job.write(
      job.paths.checklist,
      [
        "run_id": .text(job.run), "decision": .text(decision.rawValue), "gates": .array(gates),
        "failure_reasons": .array(reasons.map(Value.text)),
        "config": .map(job.settings.record(of: [.checklist])),
        "metrics": [
          "edge_candidates": count(statuses?.count), "promoted": count(promoted),
          "evidence": count(evidence), "survivors": count(survivors),
        ],
        "inputs": .array(job.inputs),
      ])
    try job.write(job.paths.checklistPage, page(decision, gates, job))
    job.stats["decision"] = .text(decision.rawValue)
    try job.events.metric("checklist_promote", decision == .promote ? 1 : 0)
    let mayExecute = decision == .promote || job.settings.flag("auto_continue_on_keep_research")
    try job.events.metric("execution_allowed", mayExecute ? 1 : 0)
  }

  /// The decision of the run, nil without a checklist; one that cannot be read is an error.
  static func decision(_ job: Job) throws(StageError) -> Decision? {
    guard job.lake.has(job.paths.checklist) else { return nil }
    let fields = try job.fields(job.paths.checklist)
    let decision = try require(
      Decision(rawValue: try fields.text("decision", default: "")),
      "\(fields.place): the decision is neither PROMOTE nor KEEP_RESEARCH")
    return decision
  }

  /// Under KEEP_RESEARCH, where the override says so: lets compiler and builder go on with drafts,
  /// and notes it on everything that follows.
  ///
  /// Gives whether it did.
  static func inject(_ job: Job) throws(StageError) -> Bool {
    guard job.settings.flag("auto_continue_on_keep_research"), try decision(job) == .keep else {
      return false
    }
    for flag in [
      "strategy_blueprint_ignore_checklist", "strategy_blueprint_allow_fallback",
      "strategy_builder_ignore_checklist", "strategy_builder_allow_non_promoted",
    ] { job.settings = job.settings.with(flag, "1") }
    job.injected.append(
      "compile_strategy_blueprints:--ignore_checklist=1,--allow_fallback_blueprints=1")
    job.injected.append("build_strategy_candidates:--ignore_checklist=1,--allow_non_promoted=1")
    return true
  }

  /// Lets a stage go on only under PROMOTE, or where its own override says otherwise.
  static func demandPromote(_ stage: String, override flag: String, _ job: Job) throws(StageError) {
    let decision = try decision(job)
    if decision == .promote || job.settings.flag(flag) { return }
    let found = decision?.rawValue ?? "missing"
    throw StageError(
      .refused, "\(stage): the checklist of run '\(job.run)' is \(found), not PROMOTE",
      hint: "runledger market triage \(job.run) says why; '--\(flag) 1' goes on, non-production")
  }

  private static func page(_ decision: Decision, _ gates: [Value], _ job: Job) -> String {
    var lines = [
      "# Checklist of run \(job.run): \(decision.rawValue)", "",
      "| gate | passed | observed | threshold | note |", "|---|---|---|---|---|",
    ]
    for gate in gates {
      guard let map = gate.asMap else { continue }
      let cells = ["name", "passed", "observed", "threshold", "note"].map { name in
        map[name].map { $0.asText ?? JSON.string($0) } ?? ""
      }
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
