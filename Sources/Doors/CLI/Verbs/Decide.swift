import Codecs
import StageKit
import Study

extension Verb {
  static let decide = Verb(
    name: "decide", summary: "record a decision and its reason",
    usage: "decide SUBJECT continue|adjust|stop|escalate -m WHY",
    details: [
      "SUBJECT is STUDY, [STUDY/]RUN, a batch, a pair, a candidate or a baseline, each named as",
      "'show' names it. A decision to stop a study, or one of its runs, closes the study.",
    ],
    example: "runledger decide wdbc-malignancy continue -m \"stable over seeds\"",
    operands: 2...2, writes: true, demandsReason: true, completes: .subjects
  ) { invocation in
    let word = invocation.operand(1) ?? ""
    guard let choice = Choice(rawValue: word) else {
      let words = Choice.allCases.map(\.rawValue)
      let near = NearWord.suggestions(for: word, among: words).first
      throw Failure.usage(
        "a decision is continue, adjust, stop or escalate, not '\(word)'",
        hint: near.map { "did you mean '\($0)'?" })
    }
    let workspace = try invocation.writing()
    let stream = try Subjects(workspace).subject(
      invocation.operand(0) ?? "", of: DecisionMade.definition, called: "decision")
    let decision = DecisionMade(choice: choice, rationale: invocation.arguments.reason)
    return try invocation.submit(MakeDecision(stream, decision), in: workspace)
  }
}
