import StageKit
import Study

extension Verb {
  static let invalidate = Verb(
    name: "invalidate", summary: "mark a run as needing a rebuild",
    usage: "invalidate [STUDY/]RUN [--policy POLICY] -m WHY",
    details: [
      "The run no longer counts as evidence for a promotion; promotions based on it are listed.",
      "'runledger rerun' rebuilds it.",
    ],
    options: [.value("policy", nil, "POLICY", "the policy that it no longer satisfies")],
    example: "runledger invalidate A-s42 --policy tier-1.5 -m \"before stale files were refused\"",
    operands: 1...1, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let run = try Subjects(workspace).run(invocation.operand(0) ?? "")
    let outcome = try invocation.outcome(
      of: InvalidateRun(
        study: run.study, run: run.id, policy: invocation.arguments.value("policy"),
        reason: invocation.arguments.reason),
      in: workspace)
    invocation.show(outcome)
    for event in outcome.events {
      guard case .runInvalidated(let invalidated) = event.fact else { continue }
      for position in invalidated.promotions {
        invocation.console.note("promotion \(position) is based on this run and should be revoked")
      }
    }
    return .done
  }
}
