import StageKit

extension Verb {
  static let simulate = Verb(
    name: "simulate", summary: "run a step of a domain, as a stage does",
    usage: "simulate DOMAIN STEP [ARGUMENT]...",
    details: [
      "A step reads what its arguments and the file in $RUNLEDGER_CONTEXT name, and writes to",
      "the working directory, like any stage. The domains and their steps:",
    ] + Domains.all.flatMap(steps),
    example: "runledger simulate trial tasks -o tasks", operands: 1...Int.max,
    stopsAtOperand: true
  ) { invocation in
    let words = invocation.arguments.operands
    let domain = try Domains.find(words[0])
    guard words.count > 1 else {
      throw Failure.usage(
        "'simulate \(words[0])' needs a step",
        hint: domain.steps.map { $0.name }.joined(separator: ", "))
    }
    let code = try domain.run(
      step: words[1], Array(words.dropFirst(2)), environment: invocation.environment,
      directory: invocation.directory)
    return ExitCode(rawValue: code)
  }

  /// The lines of help for one domain.
  private static func steps(of domain: any Domain.Type) -> [String] {
    ["  \(domain.name): \(domain.summary)"]
      + domain.steps.map { step in
        "    \(step.name)  \(step.summary)"
      }
  }
}
