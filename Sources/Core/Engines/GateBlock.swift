import Codecs
public import Study

/// Work that its gates have stopped: what was seen, and the ways out.
///
/// It follows from the states, so that the rules that record it and whoever shows it later say the
/// same.
public struct GateBlock {
  /// What `stage.blocked` says of it.
  public let blocked: StageBlocked
  /// The gates that failed now and the time before, when somebody has to decide.
  public let repeated: [String]

  /// The block of a unit whose gates have all judged it and of which one failed; nil for any other.
  public init?(_ address: UnitAddress, of slug: String, _ states: States) {
    guard let plan = states.plan(slug), let run = states.run(slug, address.run),
      let stage = plan.stage(address.stage), let unit = run.unit(stage.name, address.unit),
      unit.verdicts.count == stage.gates(at: run.level).count, unit.verdict == .fail
    else { return nil }
    repeated = unit.repeatedFailures
    let hasOthers = !unit.unit.isEmpty && stage.unitCount(params: run.params) > 1
    let usual =
      hasOthers
      ? "drop '\(unit.unit)' from the stage's foreach" : "mend what the stage does or reads"
    var blocked = StageBlocked(
      stage: stage.name, unit: unit.unit, reason: "gate",
      evidence: Self.evidence(stage, unit, run, slug, states),
      proposal: "\(unit.next ?? usual), or reconsider the threshold; amend the study and say why",
      command: "runledger amend \(slug) -m \"...\"", escalated: !repeated.isEmpty)
    if blocked.escalated {
      let ways = Ways(stage, unit, run, plan)
      blocked.options = ways.options(hasOthers: hasOthers)
      blocked.recommendation = ways.recommendation(hasOthers: hasOthers)
    }
    self.blocked = blocked
  }

  /// Every failed check of every failed gate.
  private static func evidence(
    _ stage: StagePlan, _ unit: UnitState, _ run: RunState, _ slug: String, _ states: States
  ) -> String {
    let failed = stage.gates(at: run.level).filter { unit.failedGates.contains($0.name) }
    return failed.map { gate in
      let checks = GateEngine.checks(of: gate, run, slug, GateEngine.Recorded(unit), states)
      let seen = checks.filter { $0.verdict == .fail }.map { check in
        let wanted = "wanted \(check.comparison.rawValue) \(Number.text(check.threshold))"
        guard let observed = check.observed else {
          return "\(check.name) fails, \(wanted): \(check.problem ?? "there is no value")"
        }
        return "\(check.name) is \(Number.text(observed)), \(wanted)"
      }
      return seen.isEmpty
        ? "gate \(gate.name) failed" : "gate \(gate.name): " + seen.joined(separator: "; ")
    }.joined(separator: "; ")
  }
}

/// What can be done about work whose gates failed again, with what each way costs.
private struct Ways {
  private let stage: StagePlan
  private let unit: UnitState
  private let run: RunState
  private let plan: Plan

  init(_ stage: StagePlan, _ unit: UnitState, _ run: RunState, _ plan: Plan) {
    self.stage = stage
    self.unit = unit
    self.run = run
    self.plan = plan
  }

  /// The ways, labelled from A, the one that claims least first to go.
  func options(hasOthers: Bool) -> [BlockOption] {
    let amend = "runledger amend \(plan.study) -m \"...\""
    let later = plan.dependents(of: [stage.name], scope: stage.scope).filter { $0 != stage.name }
    let again =
      ([stage.name] + later).map { "'\($0)'" }.joined(separator: ", ")
      + (later.isEmpty ? " has" : " have")
    let gates = unit.failedGates.map { "'\($0)'" }.joined(separator: ", ")
    var ways: [(action: String, tradeOff: String, command: String)] = [
      (
        "mend what '\(stage.name)' does or reads, and amend the study",
        "the thresholds stay as they were registered; \(again) to be done again", amend
      )
    ]
    if hasOthers {
      ways.append(
        (
          "drop '\(unit.unit)' from the foreach of '\(stage.name)', and amend the study",
          "the other units stay as they are; the study covers less than was registered, post hoc",
          amend
        ))
    }
    ways.append(
      (
        "reconsider the thresholds of gate \(gates), and amend the study",
        "what was observed is judged again and nothing is executed; the claim becomes weaker than "
          + "the registered one, post hoc", amend
      ))
    ways.append(
      (
        "stop the study", "everything recorded stays; its question stays unanswered",
        "runledger decide \(plan.study) stop -m \"...\""
      ))
    return zip(["A", "B", "C", "D"], ways).map { label, way in
      BlockOption(
        label: label, action: way.action, tradeOff: way.tradeOff, command: way.command)
    }
  }

  /// The way that changes least of what was registered.
  func recommendation(hasOthers: Bool) -> String {
    let units = stage.units(params: run.params)
    let gates = stage.gates(at: run.level).count
    let done = units.count { key in
      run.unit(stage.name, key)?.isComplete(gates: gates) ?? false
    }
    if hasOthers, done > 0 {
      return "B: \(done) of \(units.count) units of '\(stage.name)' pass the same gates, "
        + "so the cause lies in '\(unit.unit)'"
    }
    return "A: nothing else leaves both the thresholds and what the study covers as registered"
  }
}
