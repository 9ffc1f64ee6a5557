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
    guard let file = call.environment["RUNLEDGER_CONTEXT"], !file.isEmpty else {
      throw StageError.usage(
        "step '\(name)' needs a context: name its file in RUNLEDGER_CONTEXT")
    }
    let context = try TrialContext(
      file: file, environment: call.environment, directory: call.directory)
    try run(context)
    return 0
  }
}
