import Codecs
import StageKit
import Study

extension Verb {
  static let violationAdd = Verb(
    name: "violation add", summary: "record a violation",
    usage: "violation add SUBJECT TEXT [--severity S] [--action TEXT]",
    details: [
      "SUBJECT is STUDY or [STUDY/]RUN. A critical violation halts the study until it is resolved."
    ],
    options: [
      .value("severity", nil, "S", "critical or non_critical (the default)"),
      .value("action", nil, "TEXT", "what was done about it"),
    ],
    example: "runledger violation add A-s42 \"test rows in the training set\" --severity critical",
    operands: 1...2, writes: true, completes: .subjects
  ) { invocation in
    let word = invocation.arguments.value("severity") ?? Severity.nonCritical.rawValue
    guard let severity = Severity(rawValue: word.replacing("-", with: "_")) else {
      throw Failure.usage("'--severity' is critical or non_critical, not '\(word)'")
    }
    let text = invocation.operand(1) ?? invocation.arguments.reason
    if text.allSatisfy(\.isWhitespace) {
      throw Failure(
        "reason_missing", "the text of the violation is empty",
        hint: "write what happened after the subject, in quotes", exit: .usage)
    }
    let workspace = try invocation.writing()
    let subject = try Subjects(workspace).studyOrRun(invocation.operand(0) ?? "")
    var run: String?
    if case .run(_, let id) = subject { run = id }
    let violation = ViolationRecorded(
      severity: severity, run: run,
      text: text, action: invocation.arguments.value("action") ?? "")
    return try invocation.submit(
      RecordViolation(study: subject.study ?? "", violation), in: workspace)
  }

  static let violationResolve = Verb(
    name: "violation resolve", summary: "record how a violation was resolved",
    usage: "violation resolve [STUDY/]VIOLATION -m HOW",
    example: "runledger violation resolve v0001 -m \"split drawn again by patient\"",
    operands: 1...1, writes: true, demandsReason: true
  ) { invocation in
    let workspace = try invocation.writing()
    let found = try Subjects(workspace).violation(invocation.operand(0) ?? "")
    return try invocation.submit(
      ResolveViolation(
        study: found.study, violation: found.id, resolution: invocation.arguments.reason),
      in: workspace)
  }

  static let violationList = Verb(
    name: "violation list", summary: "list violations",
    usage: "violation list [STUDY]", example: "runledger violation list",
    operands: 0...1, completes: .subjects
  ) { invocation in
    let subjects = try Subjects(try invocation.reading())
    var list = Listing(
      "violations", [.words("violation"), .words("severity"), .words("state")])
    for slug in try invocation.studies(subjects) {
      for id in try subjects.violations(of: slug) {
        guard let state = subjects.states.violation(slug, id) else { continue }
        let word = state.isResolved ? "resolved" : "open"
        let severity = state.severity.rawValue
        list.add(
          ["\(slug)/\(id)", severity, word],
          [
            "study": .text(slug), "violation": .text(id), "severity": .text(severity),
            "state": .text(word),
          ])
      }
    }
    list.print(invocation, whenEmpty: "no violations")
    return .done
  }
}
