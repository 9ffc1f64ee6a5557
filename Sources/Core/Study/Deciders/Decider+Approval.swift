import Codecs
import LedgerFormat

/// Stages that wait for a person.
extension Decider {
  static func approve(
    _ slug: String, _ address: UnitAddress, meaning: String, at context: CommandContext,
    _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, address.run, states)
    guard let study = states.study(slug), let plan = states.plan(slug) else { return [] }
    if let stage = plan.stage(address.stage), stage.approve == nil, stage.scope == run.scope,
      let input = states.usedUp(stage, in: run, slug)
    {
      return try allowUse(of: input, slug, address, meaning, run, study, context)
    }
    let approval = try approval(address, of: run, plan)
    try refuseLocked(run, study: slug)
    try refuseReplaced(run) { "runledger approve \(slug)/\($0)/\(address.stage)" }
    if run.round != study.round, run.scope != .study {
      throw Rejection(
        .outOfOrder, "run '\(run.id)' belongs to an earlier schedule",
        facts: ["run": .text(run.id)])
    }
    let unit = run.unit(address.stage, address.unit)
    guard let unit, unit.phase == .blocked else {
      let isDone = unit?.phase == .ended
      throw Rejection(
        isDone ? .unchanged : .outOfOrder,
        isDone
          ? "stage '\(address.stage)' of run '\(run.id)' is approved already"
          : "stage '\(address.stage)' of run '\(run.id)' is not waiting for approval yet",
        facts: ["run": .text(run.id), "stage": .text(address.stage)],
        hint: isDone ? nil : "runledger run \(slug) runs what comes before it")
    }
    try demandApprover(approval, study, context)
    let signed = ApprovalSigned(
      subject: "\(run.id)/\(address.stage)",
      meaning: meaning.allSatisfy(\.isWhitespace) ? "approved" : meaning, stage: address.stage,
      unit: address.unit)
    return [Event(.run(slug, run.id), .approvalSigned(signed))]
  }

  /// Allows one use more of held-out data, which waits for somebody who did not write the plan.
  private static func allowUse(
    of input: InputPlan, _ slug: String, _ address: UnitAddress, _ meaning: String,
    _ run: RunState, _ study: StudyState, _ context: CommandContext
  ) throws(Rejection) -> [Event] {
    guard input.heldOut?.approve ?? false else {
      throw Rejection(
        .outOfOrder, "input '\(input.name)' is held out, and no further use can be allowed",
        facts: ["input": .text(input.name)], hint: "its 'held_out' says 'approve: false'")
    }
    guard run.unit(address.stage, address.unit)?.phase == .blocked else {
      throw Rejection(
        .outOfOrder, "stage '\(address.stage)' of run '\(run.id)' is not waiting for approval yet",
        facts: ["run": .text(run.id), "stage": .text(address.stage)])
    }
    try demandReason(meaning, for: "one use more of held-out data")
    try demandApprover(ApprovalPlan(role: "operator", notAuthor: true), study, context)
    var signed = ApprovalSigned(
      subject: "one use more of '\(input.name)': \(run.use.text)", meaning: meaning,
      stage: address.stage, unit: address.unit)
    signed.input = input.name
    return [Event(.run(slug, run.id), .approvalSigned(signed))]
  }

  /// Who may approve a stage, which has to be one that waits for a person.
  private static func approval(
    _ address: UnitAddress, of run: RunState, _ plan: Plan
  ) throws(Rejection) -> ApprovalPlan {
    guard let stage = plan.stage(address.stage), stage.scope == run.scope else {
      throw Rejection(.notFound, "run '\(run.id)' has no stage '\(address.stage)'")
    }
    guard let approval = stage.approve else {
      let waiting = plan.stages.filter { $0.approve != nil && $0.scope == run.scope }.map(\.name)
      throw Rejection(
        .invalid, "stage '\(stage.name)' runs a command and needs no approval",
        hint: waiting.isEmpty
          ? nil : "the stages that need approval are \(waiting.joined(separator: ", "))")
    }
    return approval
  }

  /// Refuses a key without the role that the stage asks for, and one that wrote the plan where
  /// somebody else has to look at it.
  private static func demandApprover(
    _ approval: ApprovalPlan, _ study: StudyState, _ context: CommandContext
  ) throws(Rejection) {
    if let role = Role(rawValue: approval.role), context.role < role {
      throw Rejection(
        .roleRefused,
        "this approval needs the role '\(role.rawValue)', and this key has "
          + "'\(context.role.rawValue)'", facts: ["role": .text(role.rawValue)],
        hint: "--key KEY signs with another key")
    }
    if approval.notAuthor, study.authors.contains(context.author) {
      throw Rejection(
        .keyRefused, "this key wrote the plan, and a plan's author may not approve it",
        facts: ["key": .text(context.author)],
        hint: "another person must approve it, with their own key")
    }
  }
}
