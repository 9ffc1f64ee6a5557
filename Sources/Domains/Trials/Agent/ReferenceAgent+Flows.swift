import Files

extension ReferenceAgent {
  /// Understand, clarify, plan, execute, verify, report.
  func goThroughPhases(_ plan: any TaskProcedure, _ tools: ReferenceTools) throws(EarlyEnd) {
    let log = tools.log
    try phase("understand", log) { () throws(EarlyEnd) in
      log.note(.note, "I understand the task as: \(tools.brief.description)")
      for notice in plan.notices { log.note(.note, "I keep in mind that \(notice).") }
      try tools.think()
      if policy.survey == .surroundings && !plan.listsDirectory { try survey(tools) }
    }
    try phase("clarify", log) { () throws(EarlyEnd) in
      try tools.settle(plan.openPoints, remarks: faults.remarks)
    }
    try phase("plan", log) { () throws(EarlyEnd) in try tools.think() }
    var delivered: [Deliverable] = []
    try phase("execute", log) { () throws(EarlyEnd) in
      for deliverable in try plan.compose(with: tools) {
        delivered.append(try tools.deliver(deliverable))
      }
    }
    try phase("verify", log) { () throws(EarlyEnd) in
      try verify(plan, &delivered, tools)
    }
    try phase("report", log) { () throws(EarlyEnd) in try tools.think() }
    conclude(delivered, tools)
  }

  /// Assess, pick, check, execute, update, test, until the objective holds.
  func loop(_ plan: any TaskProcedure, _ tools: ReferenceTools) throws(EarlyEnd) {
    let log = tools.log
    try phase("assess", log) { () throws(EarlyEnd) in
      log.note(.objectiveAssessment, "O1 completion: open; O2 violations: none; O3, O4: kept")
      for notice in plan.notices { log.note(.assumption, "constraint: \(notice)") }
      try tools.think()
      if policy.survey == .surroundings && !plan.listsDirectory { try survey(tools) }
      try tools.settle(plan.openPoints, remarks: faults.remarks)
    }
    var delivered: [Deliverable] = []
    var open: [Deliverable] = []
    try phase("act", log) { () throws(EarlyEnd) in open = try plan.compose(with: tools) }
    for deliverable in open {
      try phase("act", log) { () throws(EarlyEnd) in
        try tools.think()
        delivered.append(try tools.deliver(deliverable))
      }
    }
    try phase("test", log) { () throws(EarlyEnd) in
      try verify(plan, &delivered, tools)
      log.note(.objectiveAssessment, "O1 completion: satisfied")
      try tools.think()
    }
    conclude(delivered, tools)
  }

  /// Looks at what lies beside the task's inputs, as careful people do.
  private func survey(_ tools: ReferenceTools) throws(EarlyEnd) {
    guard let first = tools.brief.files.first?.path else { return }
    let directory = PathName.parent(first)
    for entry in try tools.list(directory) where entry.kind != .directory {
      let path = PathName.join(directory, entry.name)
      let isNamed = tools.brief.files.contains { $0.path == path }
      if isNamed || entry.name.hasPrefix(".") { continue }
      if let lines = try tools.lines(of: path, kind: entry.kind) {
        tools.log.note(.note, "'\(path)' lies beside the inputs and has \(lines.count) lines.")
      }
    }
  }

  /// Looks at what was delivered, and where the policy says so at what it was made from.
  private func verify(
    _ plan: any TaskProcedure, _ delivered: inout [Deliverable], _ tools: ReferenceTools
  ) throws(EarlyEnd) {
    if policy.verification == .deliverableAndSources {
      tools.looksAgain = true
      let again = try plan.recompose(delivered, with: tools)
      for index in delivered.indices where index < again.count {
        guard again[index].bytes != delivered[index].bytes, delivered[index].former == nil else {
          continue
        }
        tools.log.note(.error, "'\(delivered[index].path)' is not what the sources give now")
        delivered[index].bytes = again[index].bytes
        try tools.rewrite(delivered[index])
      }
    }
    for deliverable in delivered {
      let isConfirmed = try tools.confirm(deliverable)
      let path = deliverable.path
      tools.say(
        .note,
        person: isConfirmed
          ? "I have checked '\(path)'; it is as it should be." : "I could not confirm '\(path)'.",
        system: isConfirmed ? "'\(path)' is confirmed" : "'\(path)' is not confirmed")
    }
  }

  private func conclude(_ delivered: [Deliverable], _ tools: ReferenceTools) {
    let paths = delivered.map { "'\($0.path)'" }.joined(separator: ", ")
    tools.say(
      .completion, person: "I am done: \(paths).", system: "all objectives hold: \(paths)")
    tools.log.finish(.success, "delivered \(paths)")
  }

  /// Does one phase between its two events; a phase that is cut short has no end.
  private func phase(
    _ name: String, _ log: AgentLog, _ body: () throws(EarlyEnd) -> Void
  ) throws(EarlyEnd) {
    log.event("\(name)_start")
    try body()
    log.event("\(name)_end")
  }
}
