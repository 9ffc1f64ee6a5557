import Codecs
import Study

/// Takes in the windows and candidates that stages report, and answers a canary that is breached.
enum PromotionEngine: Engine {
  static let name = "promotion"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .stageObserved(let observed):
      guard var reports = ObservedReports(observed, states) else { return [] }
      return reports.take()
    case .windowClosed(let closed): return breach(closed, event.stream, states)
    case .canaryBreached(let breached): return answer(breached, event.stream, states)
    default: return []
    }
  }

  /// The first window that fails after the baseline has moved is a breach.
  private static func breach(
    _ closed: WindowClosed, _ stream: Stream, _ states: States
  ) -> [Event] {
    guard case .baseline(let slug, let name) = stream, !closed.failed.isEmpty,
      let state = states.baseline(slug, name), let current = state.current,
      closed.subject == nil || closed.subject == current, state.failures == 1
    else { return [] }
    let breached = CanaryBreached(window: closed.window, checks: closed.failed)
    return [Event(stream, .canaryBreached(breached))]
  }

  /// Proposes a rollback to a person, or carries it out where the study says so.
  ///
  /// What a rollback restored is never rolled back further without a person: who is broken then may
  /// be the measurement.
  private static func answer(
    _ breached: CanaryBreached, _ stream: Stream, _ states: States
  ) -> [Event] {
    guard case .baseline(let slug, let name) = stream, let plan = states.plan(slug)?.baseline(name),
      let state = states.baseline(slug, name), let current = state.current
    else { return [] }
    let what = breached.checks.joined(separator: "; ")
    let reason = "the canary of '\(current)' was breached in window \(breached.window): \(what)"
    guard let target = states.previous(of: name, in: slug) else {
      let rationale = "\(reason); nothing is before it that \(name) could be rolled back to"
      return [Event(stream, .decisionMade(DecisionMade(choice: .escalate, rationale: rationale)))]
    }
    if plan.rollback == .automatic, !state.isRestored {
      let rolledBack = BaselineRolledBack(from: current, to: target, reason: reason)
      return [Event(stream, .baselineRolledBack(rolledBack))]
    }
    let rationale =
      "\(reason); proposal: roll back \(name) to \(target); "
      + "command: runledger rollback \(slug)/\(name) --to \(target) -m \"...\""
    return [Event(stream, .decisionMade(DecisionMade(choice: .escalate, rationale: rationale)))]
  }
}
