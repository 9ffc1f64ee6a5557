import StageKit

/// One step of a paired trial, run as a stage process.
///
/// A step reads its context and the files that the context names, writes its outputs into the
/// context's directory, and may report metrics and violations. It takes no arguments.
protocol TrialStep: Step {
  /// Does the step's work; returning means that every output is written.
  static func run(_ context: TrialContext) throws(StageError)
}

extension TrialStep {
  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let context = try TrialContext(
      call.demandContext(of: name), environment: call.environment)
    try run(context)
    return 0
  }
}
