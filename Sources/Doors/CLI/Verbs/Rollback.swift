import StageKit
import Study

extension Verb {
  static let rollback = Verb(
    name: "rollback", summary: "move a baseline back",
    usage: "rollback [STUDY/]BASELINE [--to BATCH|CANDIDATE] -m WHY",
    details: [
      "Back to what it pointed at before or, with --to, to anything once promoted to it.",
      "Windows observed so far no longer count: what was rolled back needs new ones.",
    ],
    options: [.value("to", nil, "NAME", "the new target (default: what it pointed at before)")],
    example: "runledger rollback release -m \"lateness doubled\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    let baseline = try subjects.baseline(invocation.operand(0) ?? "")
    let target = try invocation.arguments.value("to").map {
      try subjects.promotable($0, in: [baseline.study]).name
    }
    let exit = try invocation.submit(
      RollBackBaseline(
        study: baseline.study, baseline: baseline.name, to: target,
        reason: invocation.arguments.reason), in: workspace)
    return exit
  }
}
