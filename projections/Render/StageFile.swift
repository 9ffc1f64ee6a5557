import Codecs
import Study

/// `stages/<stage>.json`: one stage of a run with everything that happened to it.
struct StageFile {
  let run: RunView
  let stage: StageView
  let plan: Plan?

  var value: Value {
    let planned = plan?.stage(stage.name)
    return members(
      ("stage", .text(stage.name)),
      ("run_id", .text(run.id)),
      ("study", .text(run.study)),
      ("level", .some(run.planned?.level)),
      ("seed", run.planned.map { .int($0.seed) }),
      ("status", .text(status)),
      ("parameters", run.planned.map { .parameters($0.params) }),
      ("inputs", planned.map { .array($0.inputs.map(input)) }),
      ("declared_outputs", planned.map { .array($0.outputs.map { .text($0.path) }) }),
      ("units", .array(stage.units.map(unit))),
      ("error", .some(error)))
  }

  /// What is wrong with any unit is wrong with the stage; otherwise the least advanced unit counts.
  private var status: String {
    if stage.units.contains(where: { $0.phase == .blocked }) { return "blocked" }
    if stage.isDone {
      return stage.units.allSatisfy { $0.phase == .skipped } ? "skipped" : "completed"
    }
    if stage.units.contains(where: { $0.phase == .failed }) { return "failed" }
    if stage.units.contains(where: { $0.verdict == .fail }) { return "validation_failed" }
    if stage.units.contains(where: { $0.phase == .running }) { return "running" }
    return "pending"
  }

  private var error: String? {
    for unit in stage.units {
      if let blocked = unit.blocked { return "\(blocked.reason): \(blocked.evidence)" }
      if unit.phase == .failed, let end = unit.attempts.last?.end {
        return end.error ?? end.outcome.rawValue
      }
    }
    return nil
  }

  private func input(_ input: StageInput) -> Value {
    switch input.source {
    case .study(let name):
      let digest = plan?.input(name)?.digest
      return members(
        ("name", .text(input.name)), ("input", .text(name)), ("hash", .hash(digest)))
    case .stage(let stage, let output):
      return members(
        ("name", .text(input.name)), ("stage", .text(stage)), ("output", .text(output)))
    case .earlier(let stage, let output):
      return members(
        ("name", .text(input.name)), ("earlier", .text(stage)), ("output", .text(output)))
    }
  }

  private func unit(_ unit: UnitView) -> Value {
    members(
      ("unit", .text(unit.key)),
      ("status", .text(unit.phase.rawValue)),
      ("verdict", .some(unit.verdict?.rawValue)),
      ("skipped", .some(unit.skipped)),
      ("stale", .some(unit.stale)),
      ("inherited_from", .some(unit.inherited)),
      ("blocked", unit.blocked.map(blocked)),
      ("attempts", .array(unit.attempts.map(attempt))),
      ("gates", .array(unit.gates.map(gate))))
  }

  private func blocked(_ blocked: StageBlocked) -> Value {
    members(
      ("reason", .text(blocked.reason)), ("evidence", .text(blocked.evidence)),
      ("proposal", .text(blocked.proposal)), ("command", .some(blocked.command)),
      ("escalated", .bool(blocked.escalated)))
  }

  private func attempt(_ attempt: AttemptView) -> Value {
    let end = attempt.end
    return members(
      ("attempt", .count(attempt.number)),
      ("why", .text(attempt.why)),
      ("recipe", .hash(attempt.recipe)),
      ("requested_at", .time(attempt.requestedAt)),
      ("started_at", .time(attempt.startedAt)),
      ("completed_at", .time(attempt.endedAt)),
      ("command", .array(attempt.command.map(Value.text))),
      ("directory", .text(attempt.directory)),
      ("progress", attempt.progress),
      ("outcome", .some(end?.outcome.rawValue)),
      ("reused", attempt.reused.map(Value.reused)),
      ("exit_code", end?.exit.map { .int($0) }),
      ("signal", end?.signal.map { .int($0) }),
      ("duration_seconds", .seconds(end?.elapsed)),
      ("processor_seconds", .seconds(end?.processorTime)),
      ("memory_bytes", end?.memory.map { .int($0) }),
      ("failure", .some(end?.failure)),
      ("error", .some(end?.error)),
      ("unread", end.flatMap { $0.unread > 0 ? .count($0.unread) : nil }),
      ("metrics", end.map { .metrics($0.metrics) }),
      ("outputs", end.map { .array($0.outputs.map(Value.file)) }),
      ("logs", end.map { .array($0.logs.map(Value.file)) }))
  }

  private func gate(_ gate: GateView) -> Value {
    members(
      ("gate", .text(gate.evaluated.gate)),
      ("attempt", .count(gate.attempt)),
      ("verdict", .text(gate.evaluated.verdict.rawValue)),
      ("evaluated_at", .time(gate.stamp.at)),
      ("event", .text(gate.stamp.event.description)),
      ("evidence", .text(gate.evaluated.evidence)),
      ("accepted_by", .some(gate.accepted?.author)),
      ("acceptance", .some(gate.acceptance)),
      (
        "checks",
        .array(
          gate.evaluated.checks.map { check in
            members(
              ("name", .text(check.name)),
              ("observed", check.observed.map { .double($0) } ?? .null),
              ("operator", .text(check.comparison.rawValue)),
              ("threshold", .double(check.threshold)),
              ("verdict", .text(check.verdict.rawValue)), ("problem", .some(check.problem)))
          })
      ))
  }
}
