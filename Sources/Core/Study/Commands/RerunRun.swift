public import LedgerFormat

/// Replaces a run by one that repeats a stage and all that depends on it.
public struct RerunRun: Command {
  public static let rule = CommandRule.row("rerun_run")

  public var study = ""
  /// The run that is replaced.
  public var run = ""
  /// The first stage that is done again.
  public var from = ""
  /// Parameters that differ in the new run.
  public var params: [Parameter] = []
  public var reason = ""

  public init(study: String, run: String, from: String, params: [Parameter], reason: String) {
    self.study = study
    self.run = run
    self.from = from
    self.params = params
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("from", &from)
    coder.field("params", &params)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.rerunRun(self, states)
  }
}
