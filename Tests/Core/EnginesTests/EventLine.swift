import Study

/// One line for each event: type, name of the subject, what matters of the data, and the engine.
func lines(_ events: [Event]) -> [String] {
  events.map { event in
    var line = "\(event.fact.type) \(event.stream.name)"
    let detail = detail(event.fact)
    if !detail.isEmpty { line += " \(detail)" }
    if !event.by.isEmpty { line += " (\(event.by)" + (event.cause.map { " \($0))" } ?? ")") }
    return line
  }
}

private func detail(_ fact: EventData) -> String {
  switch fact {
  case .runPlanned(let planned):
    let stale = planned.stale.map { "\(address($0.stage, $0.unit)) \($0.action.rawValue)" }
    return ((planned.of.map { ["of \($0)"] } ?? []) + stale).joined(separator: ", ")
  case .runCorrected(let corrected): return "by \(corrected.by)"
  case .runFinished(let finished): return finished.verdict.rawValue
  case .runEvaluated(let evaluated): return "\(evaluated.metric) \(evaluated.value)"
  case .stageRequested(let requested):
    return "\(address(requested.stage, requested.unit))#\(requested.attempt) \(requested.why)"
  case .stageStarted(let started): return address(started.id.stage, started.id.unit)
  case .stageObserved(let observed): return address(observed.id.stage, observed.id.unit)
  case .stageFinished(let finished):
    return "\(address(finished.id.stage, finished.id.unit)) \(finished.outcome.rawValue)"
  case .stageRetried(let retried):
    return "\(address(retried.stage, retried.unit))#\(retried.attempt) \(retried.cause)"
  case .stageBlocked(let blocked):
    return "\(address(blocked.stage, blocked.unit)) \(blocked.reason)"
      + (blocked.escalated ? " escalated" : "")
  case .stageUnblocked(let unblocked): return address(unblocked.stage, unblocked.unit)
  case .stageSkipped(let skipped): return "\(address(skipped.stage, skipped.unit)): \(skipped.why)"
  case .gateEvaluated(let gate): return "\(gate.gate) \(gate.verdict.rawValue)"
  case .warningAccepted(let accepted): return accepted.gate
  case .decisionMade(let decision): return decision.choice.rawValue
  case .levelReached(let reached): return reached.level
  case .studyClosed(let closed): return closed.closing.rawValue
  case .budgetExceeded(let exceeded): return exceeded.what
  case .violationRecorded(let recorded): return recorded.severity.rawValue
  default: return ""
  }
}

private func address(_ stage: String, _ unit: String) -> String {
  unit.isEmpty ? stage : "\(stage)[\(unit)]"
}
