import Runtime
import StageKit
import Study

/// What '--until', '--skip' and '--run' mean, in full: a word that names nothing is an error.
struct Selection {
  var until: [String] = []
  var skip: [String] = []
  var runs: [String] = []

  /// Whole names go before unique beginnings of names.
  init(
    _ arguments: ParsedArguments, of target: RunTarget, _ subjects: Subjects, now: Int64
  ) throws {
    let states = subjects.states
    guard let plan = target.registered?.plan ?? states.plan(target.slug) else { return }
    let stages = plan.stages.map(\.name)
    let place = "'\(target.slug)'"
    func stage(_ word: String) throws -> String {
      try Subjects.choose(word, among: stages, what: "stage", where: place)
    }
    until = try arguments.values("until").map(stage)
    skip = try arguments.values("skip").map(stage)
    let words = arguments.values("run")
    guard !words.isEmpty else { return }
    // What is there without being scheduled, as a run of another ledger, is known as well.
    let known =
      try Self.runs(arguments, plan, target.slug, states, now: now)
      + subjects.runs(of: target.slug)
    runs = try words.map { word in
      // Of a run of a batch, the variant and the seed are enough.
      let end = ".\(word)"
      if !known.contains(where: { $0.hasPrefix(word) }),
        let whole = known.last(where: { $0.hasSuffix(end) })
      {
        return whole
      }
      return try Subjects.choose(word, among: known, what: "run", where: place)
    }
  }

  /// Every run that there is or that the schedule has, the level at which the study stands first.
  private static func runs(
    _ arguments: ParsedArguments, _ plan: Plan, _ slug: String, _ states: States, now: Int64
  ) throws -> [String] {
    var found: [String] = []
    func add(_ runs: [ScheduledRun]) {
      for run in runs where !found.contains(run.id) {
        found.append(run.id)
        if let current = states.current(run.id, of: slug)?.id, current != run.id {
          found.append(current)
        }
      }
    }
    let request = try BatchRequest(arguments, plan, states, now: now).command() as? DeclareBatch
    if let manifest = request?.manifest {
      add(plan.schedule(level: 0, round: 1, batch: manifest))
      return found
    }
    let round = states.study(slug)?.round ?? 1
    for level in plan.levels.indices {
      add(
        states.study(slug) == nil || plan.design.sweep == nil
          ? plan.schedule(level: level, round: round, batch: nil)
          : states.schedule(slug, level: level, round: round))
    }
    return found
  }
}
