import Files
import Runtime
import StageKit
import Study

/// The run that a domain's verb means: by name, by manifest, or by what the schedule assigns to it.
struct SelectedRun {
  private let invocation: Invocation
  private let selection: RunSelection
  private let subjects: Subjects
  private let slug: String
  private let plan: Plan

  init(_ selection: RunSelection, _ invocation: Invocation, _ workspace: Workspace) throws {
    self.invocation = invocation
    self.selection = selection
    subjects = try Subjects(workspace)
    if let word = selection.run {
      try Subjects.demandName(Subjects.parts(word).last ?? "", "run")
    }
    slug = try subjects.study(of: selection)
    guard let plan = subjects.states.plan(slug),
      !plan.design.variants.isEmpty || !selection.isOfPair
    else {
      throw Failure(
        "invalid", "study '\(slug)' is not paired, so it has no trials",
        hint: Self.unpaired(invocation, slug), exit: .usage)
    }
    self.plan = plan
  }

  /// The run; one that was corrected stands for the run that replaced it.
  func target() throws -> Subjects.Run {
    let scheduled = try scheduledRun()
    if let text = selection.seed, text != "\(scheduled.seed)" {
      throw Failure(
        "out_of_order", "run '\(scheduled.id)' has seed \(scheduled.seed), not \(text)",
        hint: "the schedule is registered; amend the study to change it", exit: .guarded)
    }
    let current = subjects.states.current(scheduled.id, of: slug)?.id ?? scheduled.id
    return Subjects.Run(study: slug, id: current)
  }

  /// The command that does to a study without pairs what was asked for.
  private static func unpaired(_ invocation: Invocation, _ slug: String) -> String {
    let word = invocation.verb.name.split(separator: " ").last.map(String.init) ?? ""
    let isPlain = VerbTable.verbs.contains { $0.name == word && $0.name != "init" }
    return isPlain
      ? "runledger \(word) \(invocation.operand(0) ?? "RUN")" : "runledger run \(slug)"
  }

  private func scheduledRun() throws -> ScheduledRun {
    let runs = plan.levels.indices.flatMap { level in
      subjects.states.schedule(slug, level: level, round: subjects.states.study(slug)?.round ?? 1)
    }.filter { $0.scope == .run }
    if let word = selection.run ?? manifestRun() {
      let id = Subjects.parts(word).last ?? word
      let base = runs.first { id == $0.id || id.hasPrefix("\($0.id)-v") }
      if let base { return base }
      let found = runs.filter { $0.id.hasPrefix(id) }
      if found.count == 1 { return found[0] }
      if found.count > 1 { throw Failure.ambiguous(id, found.map(\.id)) }
      throw Subjects.missing("run", id, among: runs.map(\.id), where: "study '\(slug)'")
    }
    let found = runs.filter { run in
      (selection.variant ?? run.assignment.variant) == run.assignment.variant
        && (selection.task ?? run.assignment.task) == run.assignment.task
        && (selection.pair ?? run.assignment.pair) == run.assignment.pair
    }
    if found.count == 1 { return found[0] }
    let asked = [selection.variant, selection.task, selection.pair].compactMap(\.self)
    let words = asked.joined(separator: ", ")
    if found.count > 1 { throw Failure.ambiguous(words, found.map(\.id)) }
    throw Failure.notFound(
      "the schedule of study '\(slug)' has no run of \(words)",
      hint: "runs/\(slug)/schedule.csv lists the pairs")
  }

  /// The run in whose directory the manifest lies.
  private func manifestRun() -> String? {
    selection.manifest.map { path in
      PathName.lastComponent(PathName.parent(invocation.absolute(path)))
    }
  }
}

extension Subjects {
  /// The study of a selection: the one that is named, that stands in front of what is named, or the
  /// only one that can be meant.
  func study(of selection: RunSelection) throws -> String {
    if let word = selection.study { return try study(word) }
    let parts = (selection.run ?? selection.pair).map(Self.parts) ?? []
    if parts.count > 1, let named = parts.dropLast().last { return try study(named) }
    guard selection.isOfPair else { return try study(nil) }
    let paired = try studies().filter { states.plan($0)?.design.variants.isEmpty == false }
    return paired.count == 1 ? paired[0] : try study(nil)
  }
}
