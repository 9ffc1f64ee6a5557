import StageKit
import Study

extension Verb {
  static let lock = Verb(
    name: "lock", summary: "freeze the facts of a finished run",
    usage: "lock [STUDY/]RUN [-m WHY]",
    details: ["Statements about a locked run are still possible; new facts are refused for good."],
    example: "runledger lock A-s42 -m \"in the paper\"",
    operands: 1...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let run = try Subjects(workspace).run(invocation.operand(0) ?? "")
    return try invocation.submit(
      LockRun(study: run.study, run: run.id, reason: invocation.arguments.reason), in: workspace)
  }
}
