import Files
import Runtime
import StageKit
import Study

/// Which run of a paired study a command line means: by name, by manifest, or by what the schedule
/// assigns it to.
struct TrialSelection {
  static let experiment = Option.value("experiment", nil, "STUDY", "the study")

  static let options: [Option] = [
    experiment, .value("variant", nil, "VARIANT", "the run's variant"),
    .value("task", nil, "TASK", "the run's task"),
    .value("seed", nil, "N", "the run's seed, which has to be the registered one"),
    .value("pair-id", nil, "PAIR", "the run's pair"),
    .value("manifest", nil, "FILE", "the manifest in the run's directory"),
    .value("output", nil, "DIR", "the run's directory, which follows from the run"),
  ]

  private let invocation: Invocation
  private let subjects: Subjects
  private let slug: String
  private let plan: Plan

  init(_ invocation: Invocation, _ workspace: Workspace) throws {
    self.invocation = invocation
    subjects = try Subjects(workspace)
    if let word = invocation.operand(0) {
      try Subjects.demandName(Subjects.parts(word).last ?? "", "run")
    }
    slug = try subjects.pairedStudy(
      invocation.arguments.value("experiment"), of: invocation.operand(0))
    guard let plan = subjects.states.plan(slug), plan.paired != nil else {
      throw Failure(
        "invalid", "study '\(slug)' is not paired, so it has no trials",
        hint: Self.unpaired(invocation, slug), exit: .usage)
    }
    self.plan = plan
  }

  /// The run; one that was corrected stands for the run that replaced it.
  func target() throws -> Subjects.Run {
    let scheduled = try scheduledRun()
    if let text = invocation.arguments.value("seed"), text != "\(scheduled.seed)" {
      throw Failure(
        "out_of_order", "run '\(scheduled.id)' has seed \(scheduled.seed), not \(text)",
        hint: "the schedule is registered; amend the study to change it", exit: .guarded)
    }
    let current = subjects.states.current(scheduled.id, of: slug)?.id ?? scheduled.id
    return Subjects.Run(study: slug, id: current)
  }

  /// The command that does to a study without pairs what was asked for.
  private static func unpaired(_ invocation: Invocation, _ slug: String) -> String {
    let word = String(invocation.verb.name.dropFirst("trial ".count))
    let isPlain = VerbTable.verbs.contains { $0.name == word && $0.name != "init" }
    return isPlain
      ? "runledger \(word) \(invocation.operand(0) ?? "RUN")" : "runledger run \(slug)"
  }

  private func scheduledRun() throws -> ScheduledRun {
    let runs = plan.levels.indices.flatMap { level in
      subjects.states.schedule(slug, level: level, round: subjects.states.study(slug)?.round ?? 1)
    }.filter { $0.scope == .run }
    let arguments = invocation.arguments
    if let word = invocation.operand(0) ?? manifestRun() {
      let id = Subjects.parts(word).last ?? word
      let base = runs.first { id == $0.id || id.hasPrefix("\($0.id)-v") }
      if let base { return base }
      let found = runs.filter { $0.id.hasPrefix(id) }
      if found.count == 1 { return found[0] }
      if found.count > 1 { throw Failure.ambiguous(id, found.map(\.id)) }
      throw Subjects.missing("run", id, among: runs.map(\.id), where: "study '\(slug)'")
    }
    guard arguments.has("variant") || arguments.has("task") || arguments.has("pair-id") else {
      throw Failure.usage("'\(invocation.verb.name)' needs a run", hint: "runledger help trial")
    }
    let found = runs.filter { run in
      matches("variant", run.assignment.variant) && matches("task", run.assignment.task)
        && matches("pair-id", run.assignment.pair)
    }
    if found.count == 1 { return found[0] }
    let asked = ["variant", "task", "pair-id"].compactMap { arguments.value($0) }
    let words = asked.joined(separator: ", ")
    if found.count > 1 { throw Failure.ambiguous(words, found.map(\.id)) }
    throw Failure.notFound(
      "the schedule of study '\(slug)' has no run of \(words)",
      hint: "runs/\(slug)/schedule.csv lists the pairs")
  }

  private func matches(_ option: String, _ value: String?) -> Bool {
    invocation.arguments.value(option).map { $0 == value } ?? true
  }

  /// The run in whose directory the manifest lies.
  private func manifestRun() -> String? {
    invocation.arguments.value("manifest").map { path in
      PathName.lastComponent(PathName.parent(invocation.absolute(path)))
    }
  }
}

extension Subjects {
  /// The study of a trial: the one that is named, that stands in front of what is named, or the
  /// only paired one.
  func pairedStudy(_ word: String?, of subject: String?) throws -> String {
    if let word { return try study(word) }
    let slugs = try studies()
    let parts = subject.map(Self.parts) ?? []
    if parts.count > 1, let named = parts.dropLast().last { return try study(named) }
    let paired = slugs.filter { states.plan($0)?.paired != nil }
    return paired.count == 1 ? paired[0] : try study(nil)
  }
}
