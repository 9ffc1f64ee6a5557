import Trials

extension Verb {
  static let simulate = Verb(
    name: "simulate", summary: "do a step of a built-in simulator, as a stage does it",
    usage: "simulate NAME STEP [ARGUMENT]...",
    details: [
      "NAME is 'trial': the steps of a paired trial. A step reads what it needs from the file",
      "that $RUNLEDGER_CONTEXT names, and writes into the working directory, like any stage.",
      "The steps are \(Trial.names.joined(separator: ", ")).",
    ],
    example: "runledger simulate trial tasks -o tasks", operands: 1...64, stopsAtOperand: true
  ) { invocation in
    let words = invocation.arguments.operands
    guard words[0] == "trial" else {
      throw Failure.usage(
        "there is no simulator '\(words[0])'", hint: "there is 'trial'")
    }
    guard words.count > 1 else {
      throw Failure.usage(
        "'simulate trial' needs a step", hint: Trial.names.joined(separator: ", "))
    }
    do throws(TrialError) {
      let code = try Trial.run(
        step: words[1], arguments: Array(words.dropFirst(2)),
        environment: invocation.environment, directory: invocation.directory)
      return ExitCode(rawValue: code)
    } catch {
      throw Failure(
        error.kind == .usage ? "usage" : "trial", error.message,
        exit: ExitCode(rawValue: error.exitCode))
    }
  }
}
