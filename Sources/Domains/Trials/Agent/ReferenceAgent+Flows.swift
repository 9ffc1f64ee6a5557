import Files

extension ReferenceAgent {
  /// Understand, clarify, plan, execute, verify, report.
  func goThroughPhases(_ plan: any TaskPlan, _ hands: Hands) throws(Setback) {
    let log = hands.log
    try phase("understand", log) { () throws(Setback) in
      log.note(.note, "I understand the task as: \(hands.brief.description)")
      for notice in plan.notices { log.note(.note, "I keep in mind that \(notice).") }
      try hands.think()
      if policy.survey == .surroundings && !plan.listsDirectory { try survey(hands) }
    }
    try phase("clarify", log) { () throws(Setback) in
      try hands.settle(plan.openPoints, remarks: faults.remarks)
    }
    try phase("plan", log) { () throws(Setback) in try hands.think() }
    var delivered: [Deliverable] = []
    try phase("execute", log) { () throws(Setback) in
      for deliverable in try plan.compose(with: hands) {
        delivered.append(try hands.deliver(deliverable))
      }
    }
    try phase("verify", log) { () throws(Setback) in
      try verify(plan, &delivered, hands)
    }
    try phase("report", log) { () throws(Setback) in try hands.think() }
    conclude(delivered, hands)
  }

  /// Assess, pick, check, execute, update, test, until the objective holds.
  func loop(_ plan: any TaskPlan, _ hands: Hands) throws(Setback) {
    let log = hands.log
    try phase("assess", log) { () throws(Setback) in
      log.note(.objectiveAssessment, "O1 completion: open; O2 violations: none; O3, O4: kept")
      for notice in plan.notices { log.note(.assumption, "constraint: \(notice)") }
      try hands.think()
      if policy.survey == .surroundings && !plan.listsDirectory { try survey(hands) }
      try hands.settle(plan.openPoints, remarks: faults.remarks)
    }
    var delivered: [Deliverable] = []
    var open: [Deliverable] = []
    try phase("act", log) { () throws(Setback) in open = try plan.compose(with: hands) }
    for deliverable in open {
      try phase("act", log) { () throws(Setback) in
        try hands.think()
        delivered.append(try hands.deliver(deliverable))
      }
    }
    try phase("test", log) { () throws(Setback) in
      try verify(plan, &delivered, hands)
      log.note(.objectiveAssessment, "O1 completion: satisfied")
      try hands.think()
    }
    conclude(delivered, hands)
  }

  /// Looks at what lies beside the task's inputs, as careful people do.
  private func survey(_ hands: Hands) throws(Setback) {
    guard let first = hands.brief.files.first?.path else { return }
    let directory = PathName.parent(first)
    for entry in try hands.list(directory) where entry.kind != .directory {
      let path = PathName.join(directory, entry.name)
      let isNamed = hands.brief.files.contains { $0.path == path }
      if isNamed || entry.name.hasPrefix(".") { continue }
      if let lines = try hands.lines(of: path, kind: entry.kind) {
        hands.log.note(.note, "'\(path)' lies beside the inputs and has \(lines.count) lines.")
      }
    }
  }

  /// Looks at what was delivered, and where the policy says so at what it was made from.
  private func verify(
    _ plan: any TaskPlan, _ delivered: inout [Deliverable], _ hands: Hands
  ) throws(Setback) {
    if policy.verification == .deliverableAndSources {
      hands.looksAgain = true
      let again = try plan.recompose(delivered, with: hands)
      for index in delivered.indices where index < again.count {
        guard again[index].bytes != delivered[index].bytes, delivered[index].former == nil else {
          continue
        }
        hands.log.note(.error, "'\(delivered[index].path)' is not what the sources give now")
        delivered[index].bytes = again[index].bytes
        try hands.rewrite(delivered[index])
      }
    }
    for deliverable in delivered {
      let isConfirmed = try hands.confirm(deliverable)
      let path = deliverable.path
      hands.say(
        .note,
        person: isConfirmed
          ? "I have checked '\(path)'; it is as it should be." : "I could not confirm '\(path)'.",
        system: isConfirmed ? "'\(path)' is confirmed" : "'\(path)' is not confirmed")
    }
  }

  private func conclude(_ delivered: [Deliverable], _ hands: Hands) {
    let paths = delivered.map { "'\($0.path)'" }.joined(separator: ", ")
    hands.say(
      .completion, person: "I am done: \(paths).", system: "all objectives hold: \(paths)")
    hands.log.finish(.success, "delivered \(paths)")
  }

  /// Does one phase between its two events; a phase that is cut short has no end.
  private func phase(
    _ name: String, _ log: AgentLog, _ body: () throws(Setback) -> Void
  ) throws(Setback) {
    log.event("\(name)_start")
    try body()
    log.event("\(name)_end")
  }
}
