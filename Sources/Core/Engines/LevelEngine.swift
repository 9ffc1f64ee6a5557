import Study

/// Lets the next level begin when the gates of this one allow it, and closes the study at its end.
///
/// Neither happens while the study is halted, or about to be: what was due then follows when it is
/// resumed.
enum LevelEngine: Engine {
  static let name = "levels"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    if let decision = decision(at: event, states) { return [decision] }
    guard let slug = event.stream.study, mayEndLevel(event, of: slug, states),
      let study = states.study(slug),
      let plan = states.plan(slug), study.closing == nil, study.halted == nil, study.haltsDue == 0,
      isComplete(slug, study, plan, states), !ExclusionEngine.isDue(slug, study, plan, states),
      let results = Results(slug, states)
    else { return [] }
    let stream = Stream.study(slug)
    let level = plan.levels[study.level].name
    let excluded = excluded(slug, study, states)
    if let failure = plan.stop.failure, results.truth(failure) == true {
      let rationale = "failure criterion holds: \(results.explain(failure))"
      return [
        Event(stream, .decisionMade(DecisionMade(choice: .stop, rationale: rationale))),
        Event(stream, .studyClosed(StudyClosed(closing: .failure, rationale: rationale))),
      ]
    }
    if study.level + 1 < plan.levels.count {
      let rationale =
        "level \(level): \(study.finished) runs finished\(excluded), "
        + "every gate passed or was accepted"
      let next = plan.levels[study.level + 1].name
      return [
        Event(stream, .decisionMade(DecisionMade(choice: .proceed, rationale: rationale))),
        Event(stream, .levelReached(LevelReached(level: next, from: level))),
      ]
    }
    return [Event(stream, .studyClosed(closed(plan, study, results, excluded)))]
  }

  /// What the study's criterion says at a look that was just made: that the level ends there, or
  /// that it does not, where it had before what the look reads was corrected.
  private static func decision(at event: Event, _ states: States) -> Event? {
    guard case .runFinished = event.fact, let (slug, id) = event.runAddress,
      let run = states.run(slug, id), run.scope == .look, let study = states.study(slug),
      study.isCurrent(run), let condition = states.plan(slug)?.stop.look,
      let level = states.plan(slug)?.levelIndex(run.level),
      let results = Results(slug, level: level, viewer: run, states)
    else { return nil }
    if results.truth(condition) == true {
      let rationale = "\(id): the level ends here: \(results.explain(condition))"
      return Event(event.stream, .decisionMade(DecisionMade(choice: .stop, rationale: rationale)))
    }
    guard study.endedAt == run.index, study.closing == nil else { return nil }
    let rationale = "\(id): the level goes on: \(results.explain(condition))"
    return Event(event.stream, .decisionMade(DecisionMade(choice: .proceed, rationale: rationale)))
  }

  /// Whether an event may leave nothing to wait for.
  private static func mayEndLevel(_ event: Event, of slug: String, _ states: States) -> Bool {
    switch event.fact {
    case .runFinished, .warningAccepted, .studyResumed, .runExcluded: true
    // A look may have left nothing to begin.
    case .decisionMade: event.runAddress != nil && !event.by.isEmpty
    case .stageFinished, .runPlanned:
      // An excluded run ends with its last attempt, and is passed over when it is planned again.
      event.runAddress.flatMap { states.run(slug, $0.run) }?.exclusion != nil
    default: false
    }
  }

  /// Says how many runs of the level do not count in the analysis, and which; nothing for none.
  private static func excluded(_ slug: String, _ study: StudyState, _ states: States) -> String {
    guard !study.excluded.isEmpty else { return "" }
    let runs = states.schedule(slug, level: study.level, round: study.round)
      .compactMap { states.current($0.id, of: slug) }.filter { $0.exclusion != nil }
    guard !runs.isEmpty else { return "" }
    let named = runs.prefix(5).map { "'\($0.id)'" }.joined(separator: ", ")
    return ", \(runs.count) excluded (\(named)\(runs.count > 5 ? ", ..." : ""))"
  }

  /// Whether every run of the level is finished and no warning is open.
  private static func isComplete(
    _ slug: String, _ study: StudyState, _ plan: Plan, _ states: States
  ) -> Bool {
    let open = states.schedule(slug, level: study.level, round: study.round)
      .dropFirst(study.cursor)
    guard open.allSatisfy({ study.ahead.contains($0.index) || study.leavesOut($0) }),
      !study.active.contains(where: { id in
        states.run(slug, id).map { study.counts($0, in: plan) && $0.replacedBy == nil } ?? false
      })
    else { return false }
    return !study.warned.contains { states.run(slug, $0)?.hasOpenWarning ?? false }
  }

  /// How the study ends: a success only when that is known, and no failure may be overlooked.
  private static func closed(
    _ plan: Plan, _ study: StudyState, _ results: Results, _ excluded: String
  ) -> StudyClosed {
    let aside = excluded.isEmpty ? "" : "; \(study.finished) runs finished\(excluded)"
    if let failure = plan.stop.failure, results.truth(failure) == nil {
      return StudyClosed(
        closing: .inconclusive,
        rationale: "failure criterion is unknown: \(results.explain(failure))\(aside)")
    }
    guard let success = plan.stop.success else {
      return StudyClosed(
        closing: .completed,
        rationale: "\(study.finished) runs of the last level finished\(excluded)")
    }
    if let why = results.reasonAgainst(success) {
      return StudyClosed(closing: .inconclusive, rationale: "success criterion \(why)\(aside)")
    }
    return StudyClosed(
      closing: .success,
      rationale: "success criterion holds: \(results.explain(success))\(aside)")
  }
}
