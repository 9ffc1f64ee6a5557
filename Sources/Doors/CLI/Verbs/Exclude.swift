import StageKit
import Study

extension Verb {
  static let exclude = Verb(
    name: "exclude", summary: "exclude a run from the analysis, by a rule",
    usage: "exclude [STUDY/]RUN --rule RULE -m WHY",
    details: [
      "Only the ledger applies the rules that the study file states under 'exclusions'; an",
      "exclusion by a person is post hoc, and recorded as such. Whatever was derived from the run",
      "is stale and runs again.",
    ],
    options: [.value("rule", nil, "RULE", "the rule that applies to the run")],
    example: "runledger exclude run-0007-role-centric-TASK-001 --rule outage -m \"no power\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    guard let rule = invocation.arguments.value("rule") else {
      throw Failure.usage("'exclude' needs '--rule RULE'", hint: "runledger help exclude")
    }
    if rule.allSatisfy(\.isWhitespace) {
      throw Failure.usage("the rule of the exclusion is empty", hint: "write '--rule RULE'")
    }
    let workspace = try invocation.writing()
    let run = try Subjects(workspace).run(invocation.operand(0) ?? "")
    return try invocation.submit(
      ExcludeRun(
        study: run.study, run: run.id, rule: rule, reason: invocation.arguments.reason),
      in: workspace)
  }
}
