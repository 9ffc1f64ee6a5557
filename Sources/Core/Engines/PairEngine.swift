import Bytes
import Codecs
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
    guard runs.count == 2, runs.allSatisfy({ $0.finished != nil }) else { return [] }
    let names = runs.map(\.id)
    let stream = Stream.pair(slug, pair)
    let differences = differences(runs[0], runs[1], plan.design)
    guard differences.isEmpty else {
      let rejected = PairRejected(runs: names, differences: differences)
      return [Event(stream, .pairRejected(rejected))]
    }
    let verified = PairVerified(runs: names, facts: facts(runs[0], plan.design))
    return [Event(stream, .pairVerified(verified))]
  }

  /// Everything in which two runs of a pair differ and must not, a sentence each.
  private static func differences(
    _ first: RunState, _ second: RunState, _ design: Design
  ) -> [String] {
    var found: [String] = []
    func demand(_ isEqual: Bool, _ what: String) {
      if !isEqual { found.append("\(what) differ between '\(first.id)' and '\(second.id)'") }
    }
    if first.assignment.variant == second.assignment.variant {
      found.append("'\(first.id)' and '\(second.id)' are of the same variant")
    }
    demand(first.assignment.task == second.assignment.task, "tasks")
    demand(first.seed == second.seed, "seeds")
    demand(first.assignment.pairSeed == second.assignment.pairSeed, "seeds of the pair")
    // Timeouts, and the sections of domains, stand in the plan.
    demand(first.revision == second.revision, "revisions of the plan")
    demand(first.params == second.params, "parameters")
    demand(first.pins == second.pins, "pins")
    for stage in design.identicalStages {
      demand(first.outputs(of: stage) == second.outputs(of: stage), "outputs of stage '\(stage)'")
    }
    return found
  }

  private static func facts(_ run: RunState, _ design: Design) -> ValueMap {
    var facts: ValueMap = ["seed": .int(run.seed), "revision": .int(Int64(run.revision))]
    facts["task"] = run.assignment.task.map(Value.text)
    facts["pair_seed"] = run.assignment.pairSeed.map(Value.int)
    facts["pins"] = run.pins.map { .bytes($0.bytes) }
    facts["timeout_ns"] = design.timeout(ofTask: run.assignment.task).map(Value.int)
    let outputs = design.identicalStages.flatMap { run.outputs(of: $0) }
    if !outputs.isEmpty { facts["inputs"] = .array(outputs.map { .bytes($0.bytes) }) }
    return facts
  }
}

extension RunState {
  /// The digests of the outputs of a stage's units.
  fileprivate func outputs(of stage: String) -> [Digest] {
    units.filter { $0.stage == stage }.compactMap(\.outputs)
  }
}
