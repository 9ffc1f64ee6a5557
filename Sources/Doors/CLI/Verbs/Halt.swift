import StageKit
import Study

extension Verb {
  static let halt = Verb(
    name: "halt", summary: "stop starting work in a study",
    usage: "halt [STUDY] -m WHY", example: "runledger halt -m \"the input is under suspicion\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    try invocation.submit { HaltStudy(study: $0, reason: $1) }
  }

  static let resume = Verb(
    name: "resume", summary: "resume a halted study",
    usage: "resume [STUDY] -m WHY", example: "runledger resume -m \"the input was checked\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    try invocation.submit { ResumeStudy(study: $0, reason: $1) }
  }
}

extension Invocation {
  /// Appends a command about the study that the operand names, with the reason that is given.
  fileprivate func submit(
    _ command: (_ study: String, _ reason: String) -> any Command
  ) throws -> ExitCode {
    let workspace = try writing()
    let study = try Subjects(workspace).study(operand(0))
    return try submit(command(study, arguments.reason), in: workspace)
  }
}
