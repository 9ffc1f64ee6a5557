import Study

extension Verb {
  static let halt = Verb(
    name: "halt", summary: "start nothing more in a study",
    usage: "halt [STUDY] -m WHY", example: "runledger halt -m \"the input is under suspicion\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let study = try Subjects(workspace).study(invocation.operand(0))
    return try invocation.submit(
      .haltStudy(study: study, reason: invocation.arguments.reason), in: workspace)
  }

  static let resume = Verb(
    name: "resume", summary: "let a halted study go on",
    usage: "resume [STUDY] -m WHY", example: "runledger resume -m \"the input was checked\"",
    operands: 0...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let study = try Subjects(workspace).study(invocation.operand(0))
    return try invocation.submit(
      .resumeStudy(study: study, reason: invocation.arguments.reason), in: workspace)
  }
}
