/// One call of a step: its words, taken apart, and where it was called.
public struct StepCall: Sendable {
  /// Options and operands.
  public let arguments: ParsedArguments
  /// The process's environment.
  public let environment: [String: String]
  /// The working directory; relative paths among the arguments start here.
  public let directory: String
  /// Where the step reports to.
  public let events: StageEvents

  /// A call with arguments that were taken apart already.
  public init(
    _ arguments: ParsedArguments, environment: [String: String] = [:], directory: String
  ) {
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    events = StageEvents(environment: environment, directory: directory)
  }

  /// What a stage is told, or nil when no stage started the process.
  public func context() throws(StageError) -> StageContext? {
    try StageContext(environment: environment, directory: directory)
  }

  /// The context of a step that only makes sense as a stage.
  public func demandContext(of step: String) throws(StageError) -> StageContext {
    if let context = try context() { return context }
    throw StageError.usage(
      "step '\(step)' needs a context: name its file in RUNLEDGER_CONTEXT")
  }

  /// An operand, or an error that names what is missing.
  public func operand(_ index: Int, _ name: String) throws(StageError) -> String {
    guard index < arguments.operands.count else { throw StageError.usage("\(name) is missing") }
    return arguments.operands[index]
  }
}
