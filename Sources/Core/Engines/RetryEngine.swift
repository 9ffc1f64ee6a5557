import Study

/// Grants another attempt, or blocks the work and proposes the smallest next action.
enum RetryEngine: Engine {
  static let name = "retry"

  /// The most interruptions of one unit that cost no retry.
  static let interruptionsMax = 10

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .stageFinished, .gateEvaluated: break
    default: return []
    }
    guard let (slug, id) = event.runAddress, let run = states.run(slug, id),
      let plan = states.plan(slug)
    else { return [] }
    switch event.fact {
    case .stageFinished(let finished) where finished.outcome != .succeeded:
      guard let stage = plan.stage(finished.id.stage),
        stage.has(finished.id.unit, in: run, of: slug, states),
        let unit = run.unit(stage.name, finished.id.unit)
      else { return [] }
      let answer = answer(to: finished, stage, unit, in: run, slug, context, states)
      return [Event(event.stream, answer)]
    case .gateEvaluated(let evaluated):
      guard let name = evaluated.stage, run.unit(name, evaluated.unit ?? "")?.phase == .ended
      else { return [] }
      let address = UnitAddress(run: id, stage: name, unit: evaluated.unit ?? "")
      guard let block = GateBlock(address, of: slug, states) else { return [] }
      let blocked = Event(event.stream, .stageBlocked(block.blocked))
      return [blocked] + (block.blocked.escalated ? [escalation(block, event.stream)] : [])
    default: return []
    }
  }

  private static func answer(
    to finished: StageFinished, _ stage: StagePlan, _ unit: UnitState, in run: RunState,
    _ slug: String, _ context: CommandContext, _ states: States
  ) -> EventData {
    func blocked(_ reason: String, _ evidence: String, isBudgetSpent: Bool = false) -> EventData {
      let proposal = FailureProposal(
        finished, of: stage, reason: reason, isBudgetSpent: isBudgetSpent, in: run, slug)
      let detail = finished.error.map { evidence.contains($0) ? "" : ": \($0)" } ?? ""
      return .stageBlocked(
        StageBlocked(
          stage: stage.name, unit: unit.unit, reason: reason, evidence: evidence + detail,
          proposal: proposal.words, command: proposal.command))
    }
    let next = unit.attempt + 1
    if finished.outcome == .interrupted {
      let paid = max(0, unit.interruptions - interruptionsMax)
      guard paid == 0 || unit.failures + paid < stage.retry.attempts else {
        return blocked("retries", "it was interrupted \(unit.interruptions) times")
      }
      return .stageRetried(
        StageRetried(
          stage: stage.name, unit: unit.unit, attempt: next, cause: "interrupted",
          notBefore: context.at, counts: paid > 0))
    }
    let cause = cause(of: finished)
    guard
      stage.retry.covers(
        outcome: finished.outcome, exit: finished.exit, failure: finished.failure)
    else { return blocked("failure", cause) }
    guard unit.failures < stage.retry.attempts else {
      return blocked("retries", "\(cause), on the last of \(unit.failures) attempts")
    }
    let spent = states.study(slug)?.retries ?? 0
    if let limit = states.plan(slug)?.budget.retries, spent >= limit {
      return blocked(
        "retries", "\(cause), and the budget of \(limit) retries is spent", isBudgetSpent: true)
    }
    return .stageRetried(
      StageRetried(
        stage: stage.name, unit: unit.unit, attempt: next, cause: cause,
        notBefore: earliest(context, stage.retry.pause(afterFailures: unit.failures)), counts: true)
    )
  }

  /// The context plus a pause; never less than the pause is long, whatever the author's clock says.
  private static func earliest(_ context: CommandContext, _ pause: Int64) -> Int64 {
    let (time, overflow) = context.at.addingReportingOverflow(pause)
    return overflow ? .max : time
  }

  /// The cause of a failed attempt, in the words of a retry policy where it has one.
  private static func cause(of finished: StageFinished) -> String {
    if let failure = finished.failure { return failure }
    switch finished.outcome {
    case .timedOut: return "timeout"
    case .crashed: return finished.signal.map { "signal \($0)" } ?? finished.error ?? "crashed"
    default:
      if let exit = finished.exit, exit != 0 { return "exit:\(exit)" }
      return finished.error ?? "failed"
    }
  }

  /// What is recorded when the same gate has failed again: a person has to decide.
  private static func escalation(_ block: GateBlock, _ stream: Stream) -> Event {
    let blocked = block.blocked
    let unit = blocked.unit.isEmpty ? "" : "[\(blocked.unit)]"
    let gates = block.repeated.map { "'\($0)'" }.joined(separator: ", ")
    let rationale =
      "gate \(gates) of '\(blocked.stage)\(unit)' failed twice; \(blocked.recommendation ?? "")"
    return Event(stream, .decisionMade(DecisionMade(choice: .escalate, rationale: rationale)))
  }
}
