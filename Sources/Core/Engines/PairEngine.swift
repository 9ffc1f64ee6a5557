import Study

/// Draws the schedule of a paired study, and compares the two runs of a pair when both are done:
/// only their variant may differ.
enum PairEngine: Engine {
  static let name = "pairing"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .studyRegistered, .studyRevised, .studyAmended: return draw(event, states)
    case .runFinished: return compare(event, states)
    default: return []
    }
  }

  private static func draw(_ event: Event, _ states: States) -> [Event] {
    guard let slug = event.stream.study, let plan = states.plan(slug),
      let study = states.study(slug)
    else { return [] }
    let slots = plan.pairSlots(round: study.round)
    guard !slots.isEmpty else { return [] }
    let reason = "revision \(study.revision) of the plan"
    let drawn = ScheduleDrawn(round: study.round, reason: reason, slots: slots)
    return [Event(event.stream, .scheduleDrawn(drawn))]
  }

  private static func compare(_ event: Event, _ states: States) -> [Event] {
    guard let (slug, id) = event.runAddress, let run = states.run(slug, id), run.scope == .run,
      let pair = run.assignment.pair, let plan = states.plan(slug),
      let study = states.study(slug), let level = plan.levelIndex(run.level)
    else { return [] }
    var around = run
    around.assignment = Assignment(pair: pair)
    let runs = states.group(.run, of: slug, level: level, round: study.round, around: around)
      .compactMap { states.current($0.id, of: slug) }
    guard let comparison = PairComparison(runs, plan.design) else { return [] }
    let names = runs.map(\.id)
    let stream = Stream.pair(slug, pair)
    guard comparison.isVerified else {
      let rejected = PairRejected(runs: names, differences: comparison.differences)
      return [Event(stream, .pairRejected(rejected))]
    }
    let verified = PairVerified(runs: names, facts: comparison.facts)
    return [Event(stream, .pairVerified(verified))]
  }
}
