import Study

/// Halts a study on a critical violation or an exceeded budget, resumes it when the last critical
/// violation is resolved, and closes it when a person decides to stop it or one of its runs.
enum HaltEngine: Engine {
  static let name = "halting"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .violationRecorded, .violationResolved, .budgetExceeded, .decisionMade: break
    default: return []
    }
    guard let slug = event.stream.study, let study = states.study(slug) else { return [] }
    switch event.fact {
    case .violationRecorded(let violation) where violation.severity == .critical:
      guard study.haltsDue == 1 else { return [] }
      let halted = StudyHalted(
        reason: "critical violation: \(violation.text)", violation: event.stream.name)
      return [Event(.study(slug), .studyHalted(halted))]
    case .violationResolved where study.isHaltedByViolation && study.openViolations.isEmpty:
      let reason = "no critical violation is open"
      return [Event(.study(slug), .studyResumed(StudyResumed(reason: reason)))]
    case .budgetExceeded(let exceeded) where study.haltsDue == 1:
      let reason = "the budget of \(exceeded.what) is exceeded"
      return [Event(.study(slug), .studyHalted(StudyHalted(reason: reason)))]
    case .decisionMade(let decision) where decision.choice == .stop && event.by.isEmpty:
      guard study.closing == nil, [.study, .run].contains(event.stream.kind) else { return [] }
      let closed = StudyClosed(closing: .stopped, rationale: decision.rationale)
      return [Event(.study(slug), .studyClosed(closed))]
    default: return []
    }
  }
}
