/// What a domain's verb asks of the core.
public enum StageRequest: Sendable, Equatable {
  /// Run a step with the words of the command line.
  case exec(StepRequest)
  /// Run a step that is not recorded, because it only looks or talks: a console, a viewer.
  case show(step: String)
  /// Run a study, or where one is named one of its runs, up to a stage; nil means to its end.
  case runUntil(stage: String?, RunSelection)
  /// Replace a run by one that repeats a stage, with other parameters as `NAME=VALUE`, and all that
  /// depends on it.
  case rerun(RunSelection, from: String, params: [String])
  /// Say something to a stage of a run that is running.
  case tell(RunSelection, stage: String, text: String)
  /// Freeze a run; one that is frozen already stays as it is. Without a reason of the caller's,
  /// this one is recorded.
  case lock(RunSelection, reason: String)
  /// Execute a run again and compare; outputs that match a pattern may differ.
  case reproduce(RunSelection, tolerate: [String])
  /// Say whether the two runs of a pair may be compared.
  case pair(RunSelection)
}
