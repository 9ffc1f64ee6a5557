/// The steps of a paired trial: what `runledger simulate trial STEP` runs.
public enum Trial {
  /// The steps that read a context, in the order in which a study takes them.
  static let steps: [any TrialStep.Type] = [
    ParityStep.self, InitStep.self, ValidateStep.self, ExecuteStep.self, EvaluateStep.self,
    VerifyPairStep.self, IndexStep.self, AnalyseStep.self, ReplayStep.self,
    ReportStep.self, CloseStep.self,
  ]

  /// What is run by hand.
  static let tools: [any TrialTool.Type] = [TasksStep.self]

  /// The names of all steps and tools, for messages and help.
  public static var names: [String] { steps.map { $0.name } + tools.map { $0.name } }

  /// Runs one step in `directory` and gives the exit code of its process.
  ///
  /// A step finds its context in the file that `RUNLEDGER_CONTEXT` names, and takes no arguments.
  public static func run(
    step name: String, arguments: [String], environment: [String: String], directory: String
  ) throws(TrialError) -> Int32 {
    if let tool = tools.first(where: { $0.name == name }) {
      try tool.run(arguments, directory: directory)
      return 0
    }
    guard let step = steps.first(where: { $0.name == name }) else {
      let known = names.isEmpty ? "none" : names.joined(separator: ", ")
      throw TrialError(.usage, "there is no step '\(name)'; the steps are: \(known)")
    }
    guard arguments.isEmpty else {
      throw TrialError(.usage, "step '\(name)' takes no arguments; its context says everything")
    }
    guard let path = environment["RUNLEDGER_CONTEXT"], !path.isEmpty else {
      throw TrialError(
        .usage, "step '\(name)' needs a context: name its file in RUNLEDGER_CONTEXT")
    }
    let context = try TrialContext(file: path, environment: environment, directory: directory)
    try step.run(context)
    return 0
  }
}
