import Study

/// Lets the next level begin when the gates of this one allow it, and closes the study at its end.
///
/// Neither happens while the study is halted, or about to be: what was due then follows when it is
/// resumed.
enum LevelEngine: Engine {
  static let name = "levels"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .runFinished, .warningAccepted, .studyResumed: break
    default: return []
    }
    guard let slug = event.stream.study, let study = states.study(slug),
      let plan = states.plan(slug), study.closing == nil, study.halted == nil, study.haltsDue == 0,
      isComplete(slug, study, plan, states),
      let results = Results(slug, states)
    else { return [] }
    let stream = Stream.study(slug)
    let level = plan.levels[study.level].name
    if let failure = plan.stop.failure, results.holds(failure) {
      let rationale = "failure criterion holds: \(results.explain(failure))"
      return [
        Event(stream, .decisionMade(DecisionMade(choice: .stop, rationale: rationale))),
        Event(stream, .studyClosed(StudyClosed(closing: .failure, rationale: rationale))),
      ]
    }
    if study.level + 1 < plan.levels.count {
      let rationale =
        "level \(level): \(study.finished) runs finished, every gate passed or was accepted"
      let next = plan.levels[study.level + 1].name
      return [
        Event(stream, .decisionMade(DecisionMade(choice: .proceed, rationale: rationale))),
        Event(stream, .levelReached(LevelReached(level: next, from: level))),
      ]
    }
    return [Event(stream, .studyClosed(closed(plan, study, results)))]
  }

  /// Whether every run of the level is finished and no warning is open.
  private static func isComplete(
    _ slug: String, _ study: StudyState, _ plan: Plan, _ states: States
  ) -> Bool {
    let count = states.schedule(slug, level: study.level, round: study.round).count
    guard study.cursor == count,
      !study.active.contains(where: { id in
        states.run(slug, id).map { study.counts($0, in: plan) && $0.replacedBy == nil } ?? false
      })
    else { return false }
    return !study.warned.contains { states.run(slug, $0)?.hasOpenWarning ?? false }
  }

  private static func closed(
    _ plan: Plan, _ study: StudyState, _ results: Results
  ) -> StudyClosed {
    guard let success = plan.stop.success else {
      return StudyClosed(
        closing: .completed, rationale: "\(study.finished) runs of the last level finished")
    }
    let explained = results.explain(success)
    return results.holds(success)
      ? StudyClosed(closing: .success, rationale: "success criterion holds: \(explained)")
      : StudyClosed(
        closing: .inconclusive, rationale: "success criterion does not hold: \(explained)")
  }
}
