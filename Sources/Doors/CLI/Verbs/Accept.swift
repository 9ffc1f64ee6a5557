import Codecs
import StageKit
import Study

extension Verb {
  static let accept = Verb(
    name: "accept", summary: "accept a gate's warning",
    usage: "accept GATE -m WHY [--study STUDY] [--all]",
    details: [
      "GATE is a gate's name, or as much of STUDY/RUN/STAGE[UNIT]/GATE as makes it unambiguous.",
      "'runledger status' lists the open warnings.",
    ],
    options: [
      .value("study", nil, "STUDY", "only in this study"),
      .flag("all", nil, "accept every warning that matches the name"),
    ],
    example: "runledger accept stability -m \"two seeds cannot do better\"",
    operands: 1...1, writes: true, demandsReason: true
  ) { invocation in
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    let slugs =
      try invocation.arguments.value("study").map { [try subjects.study($0)] }
      ?? subjects.studies()
    let word = invocation.operand(0) ?? ""
    if let former = try invocation.former(workspace) {
      // It waits no more; what was accepted then is accepted again, which adds nothing.
      guard let command = former.command as? AcceptWarning, slugs.contains(command.study),
        command.reason == invocation.arguments.reason,
        OpenWarning(study: command.study, unit: command.unit, gate: command.gate)
          .answers(to: word)
      else { throw invocation.reused(at: former.entry) }
      return try invocation.submit(command, in: workspace)
    }
    let open = slugs.flatMap(subjects.openWarnings)
    let found = open.filter { $0.answers(to: word) }
    guard !found.isEmpty else {
      let known = open.map(\.path)
      throw Failure.notFound(
        "no warning of a gate '\(word)' is waiting to be accepted",
        hint: known.isEmpty ? "no warning is open" : Subjects.choice(known))
    }
    if found.count > 1, !invocation.arguments.has("all") {
      var failure = Failure.ambiguous(word, found.map(\.path))
      failure.hint = "write more of it, or --all"
      throw failure
    }
    if found.count > 1, invocation.arguments.has("cmd-id") {
      throw Failure.usage("'--cmd-id' names one command, and these are \(found.count)")
    }
    var outcomes: [CommandOutcome] = []
    for warning in found {
      let command = AcceptWarning(
        study: warning.study, warning.unit, gate: warning.gate,
        reason: invocation.arguments.reason)
      outcomes.append(try invocation.outcome(of: command, in: workspace))
    }
    if invocation.isJSON, invocation.arguments.has("all") {
      invocation.console.print(json: ["accepted": .array(outcomes.map(\.json))])
    } else {
      outcomes.forEach(invocation.show)
    }
    return .done
  }
}
