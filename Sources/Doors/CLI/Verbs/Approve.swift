import StageKit
import Study

extension Verb {
  static let approve = Verb(
    name: "approve", summary: "approve a stage that waits for a person",
    usage: "approve [STUDY/]RUN/STAGE [-m MEANING]",
    details: [
      "The key's signature identifies the person; the reason says what the approval means.",
      "The stage can require a role, and that the approver is not an author of the study.",
    ],
    example: "runledger approve A-s42/sign-off -m \"reviewed, fit for release\"",
    operands: 1...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let stage = try Subjects(workspace).stage(invocation.operand(0) ?? "")
    return try invocation.submit(
      ApproveStage(
        study: stage.run.study,
        UnitAddress(run: stage.run.id, stage: stage.stage, unit: stage.unit ?? ""),
        meaning: invocation.arguments.reason),
      in: workspace)
  }
}
