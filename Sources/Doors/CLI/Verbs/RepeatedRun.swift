import Runtime
import StageKit
import Study

/// What became of a run, a step or a trial that was begun before under the same `--cmd-id`.
///
/// The name is that of the first claim of work, from which everything follows; what comes before it
/// has names derived from it.
enum RepeatedRun: Equatable {
  /// Nothing was claimed under that name.
  case no
  /// It was begun; what is left of it goes on.
  case begun
  /// The one unit of work that it asked for is done.
  case done
}

extension Invocation {
  /// Whether the same was begun before; a conflict when something else was.
  func repetition(
    of options: RunOptions, study slug: String, _ workspace: Workspace
  ) throws -> RepeatedRun {
    guard !isDryRun, let former = try former(workspace) else { return .no }
    guard let claim = former.command as? ClaimWork, claim.study == slug,
      claim.until == options.until, claim.skip == options.skip, claim.runs == options.runs,
      claim.keepsGoing == options.keepsGoing, claim.reuses == options.reuses,
      try isSameBatch(workspace)
    else { throw reused(at: former.entry) }
    // A step asks for one unit, and a run for as many as there may be processes.
    guard options.isSingleStep ? claim.slots == 1 : claim.slots > 1 || options.jobs == 1 else {
      throw reused(at: former.entry)
    }
    guard options.isSingleStep else { return .begun }
    let states = try workspace.handler.states()
    let isOpen = former.events.contains { event in
      guard case .stageRequested(let requested) = event.fact else { return false }
      let unit = states.run(slug, event.stream.name)?.unit(requested.stage, requested.unit)
      return unit?.attempt == requested.attempt
        && (unit?.phase == .requested || unit?.phase == .started)
    }
    return isOpen ? .begun : .done
  }

  /// The name of a command that comes before the first claim of work.
  func commandName(before purpose: String) -> CommandName {
    arguments.value("cmd-id").map { .text(Self.name($0, purpose)) } ?? .random
  }

  /// Whether the batch that is asked for is the one that was declared then.
  private func isSameBatch(_ workspace: Workspace) throws -> Bool {
    guard let batch = arguments.value("batch"), let name = arguments.value("cmd-id"),
      let former = try FormerCommand(Self.name(name, "declare_batch"), workspace)
    else { return true }
    return (former.command as? DeclareBatch)?.manifest.batch == batch
  }

  private static func name(_ text: String, _ purpose: String) -> String { "\(text) \(purpose)" }
}
