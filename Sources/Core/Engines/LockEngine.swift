import Study

/// Freezes a run's facts as soon as it is finished, where the study says so.
///
/// A run with a warning waits until a person has accepted it; runs over several others stay open,
/// because a repeated run changes what they read.
enum LockEngine: Engine {
  static let name = "locking"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .runFinished, .warningAccepted: break
    default: return []
    }
    guard let (slug, id) = event.runAddress, let run = states.run(slug, id),
      let plan = states.plan(slug), plan.locksFinished, run.scope == .run, run.finished != nil,
      !run.isLocked, !run.hasOpenWarning
    else { return [] }
    let locked = RunLocked(outputs: run.outputsDigest, reason: "run_completed")
    return [Event(event.stream, .runLocked(locked))]
  }
}
