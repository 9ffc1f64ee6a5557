import Bytes
import Codecs

/// Registering, changing, halting and resuming a study.
extension Decider {
  static func registerStudy(
    _ registered: StudyRegistered, _ states: States
  ) throws(Rejection) -> [Event] {
    let slug = registered.plan.study
    guard states.study(slug) == nil else {
      throw Rejection(
        .exists, "study '\(slug)' is registered already", facts: ["study": .text(slug)],
        hint: "runledger status \(slug) shows its state")
    }
    try refuseBypass(registered.plan)
    try refuseImpossible(registered.plan)
    var registered = registered
    registered.shared = states.shared(by: registered.plan)
    return [Event(.study(slug), .studyRegistered(registered))]
  }

  static func reviseStudy(
    _ changed: StudyRegistered, _ states: States
  ) throws(Rejection) -> [Event] {
    let slug = changed.plan.study
    let state = try study(slug, states)
    try refuseUnchanged(changed, state)
    try refuseUnbumped(changed.plan, states)
    try refuseBypass(changed.plan, grants: state.grants)
    try refuseImpossible(changed.plan)
    try refuseLoosened(changed.plan, state)
    try refuseUnsafe(changed.plan, state, states)
    guard !state.hasResult else {
      let change = PlanChange(changed, from: states.plan(slug), state.file)
      throw Rejection(
        .changedStudy,
        "study '\(slug)' changed after a result: \(change.clauses.joined(separator: "; "))",
        facts: change.facts,
        hint: "runledger amend \(changed.file.path)\(change.options) -m \"why\" "
          + "records the change as post-hoc")
    }
    var revised = StudyRevised(
      plan: changed.plan, file: changed.file, was: state.file.digest,
      revision: state.revision + 1)
    revised.shared = states.shared(by: changed.plan)
    return [Event(.study(slug), .studyRevised(revised))]
  }

  static func amendStudy(
    _ changed: StudyRegistered, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let slug = changed.plan.study
    let state = try study(slug, states)
    try demandReason(reason, for: "an amendment")
    try refuseUnchanged(changed, state)
    try refuseUnbumped(changed.plan, states)
    try refuseBypass(changed.plan, grants: state.grants)
    try refuseImpossible(changed.plan)
    try refuseLoosened(changed.plan, state)
    try refuseUnsafe(changed.plan, state, states)
    var amended = StudyAmended(
      plan: changed.plan, file: changed.file, was: state.file.digest,
      revision: state.revision + 1, postHoc: state.hasResult, reason: reason)
    amended.shared = states.shared(by: changed.plan)
    return [Event(.study(slug), .studyAmended(amended))]
  }

  static func drawSchedule(
    _ slug: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(slug, states)
    let plan = states.plan(slug)
    if plan?.design.hasBatches ?? false {
      throw Rejection(
        .invalid, "study '\(slug)' is a sweep: a new batch draws its runs",
        hint: "runledger run \(slug) --batch bYYYYMMDD-HHMM-INTENT-vNN")
    }
    guard state.closing != nil else {
      throw Rejection(
        .outOfOrder, "study '\(slug)' is not finished, so there is nothing to repeat",
        facts: ["study": .text(slug)], hint: "runledger run \(slug) continues it")
    }
    let drawn = ScheduleDrawn(
      round: state.round + 1, reason: reason,
      slots: plan?.pairSlots(round: state.round + 1) ?? [])
    return [Event(.study(slug), .scheduleDrawn(drawn))]
  }

  static func haltStudy(
    _ slug: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(slug, states)
    try demandReason(reason, for: "halting a study")
    if let halted = state.halted {
      throw Rejection(.unchanged, "study '\(slug)' is halted already: \(halted)")
    }
    // A run that is repeated after the end may still be held up.
    if let closing = state.closing, state.active.isEmpty {
      throw Rejection(
        .outOfOrder, "study '\(slug)' is closed (\(closing.rawValue)), and nothing is under way",
        facts: ["study": .text(slug)], hint: "runledger status \(slug) shows its state")
    }
    return [Event(.study(slug), .studyHalted(StudyHalted(reason: reason)))]
  }

  static func resumeStudy(
    _ slug: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(slug, states)
    try demandReason(reason, for: "resuming a study")
    guard state.halted != nil else {
      throw Rejection(.unchanged, "study '\(slug)' is not halted")
    }
    if let open = state.openViolations.first {
      throw Rejection(
        .halted, "violation '\(open)' of study '\(slug)' is critical and not resolved",
        facts: ["violation": .text(open)],
        hint: "runledger violation resolve \(slug)/\(open) -m \"how\"")
    }
    return [Event(.study(slug), .studyResumed(StudyResumed(reason: reason)))]
  }

  static func requirements(
    _ slug: String, _ found: [Observation], _ states: States
  ) throws(Rejection) -> [Event] {
    _ = try study(slug, states)
    let expected = states.plan(slug)?.requires.count ?? 0
    guard found.count == expected else {
      throw Rejection(
        .invalid, "study '\(slug)' has \(expected) requirements, and \(found.count) were checked")
    }
    let checks = found.map { observation in
      let isMet = observation.value == 1
      return CheckResult(
        name: observation.check, observed: observation.value, comparison: .equal, threshold: 1,
        verdict: isMet ? .pass : .fail, problem: observation.problem)
    }
    let verdict = checks.map(\.verdict).max() ?? .pass
    let evaluated = GateEvaluated(
      subject: slug, stage: nil, unit: nil, gate: "requires", checks: checks, verdict: verdict,
      evidence: "checked before anything is spent")
    return [Event(.study(slug), .gateEvaluated(evaluated))]
  }

  /// Refuses a plan in which a guarded parameter leaves its default at some level, unless a grant
  /// for the whole study allows that value.
  private static func refuseBypass(_ plan: Plan, grants: [GrantState] = []) throws(Rejection) {
    let wide = grants.filter { $0.run == nil && $0.stage == nil }
    for level in plan.levels {
      for changed in level.params {
        let parameter = plan.params.first { $0.name == changed.name }
        guard let parameter, parameter.bypass, !changed.value.means(parameter.value),
          !wide.contains(where: { $0.flag == changed.name && $0.value.means(changed.value) })
        else { continue }
        throw bypass(of: changed.name)
      }
    }
  }

  /// The refusal of a guarded parameter that leaves its default.
  static func bypass(of parameter: String) -> Rejection {
    Rejection(
      .bypass,
      "parameter '\(parameter)' is guarded: changing it from its default needs an override",
      facts: ["parameter": .text(parameter)],
      hint: "keep the default, or grant an override: "
        + "runledger override grant \(parameter)=VALUE -m \"...\"")
  }

  /// Refuses a plan that no rule could follow.
  ///
  /// What a study file may say is checked, with line and column, where it is read; this holds
  /// whoever made the plan.
  private static func refuseImpossible(_ plan: Plan) throws(Rejection) {
    let seeds = [plan.seeds] + plan.levels.map(\.seeds)
    let problem: String? =
      if !Identifier.isSlug(plan.study) {
        "'\(plan.study)' is not a slug"
      } else if plan.levels.isEmpty {
        "it has no level"
      } else if Set(plan.levels.map(\.name)).count < plan.levels.count {
        "two levels have one name"
      } else if Set(plan.stages.map(\.name)).count < plan.stages.count {
        "two stages have one name"
      } else if seeds.contains(where: { Set($0).count < $0.count }) {
        "a seed is given twice"
      } else {
        plan.problemOfDesign ?? plan.problemOfNames ?? plan.problemOfHeldOut
          ?? plan.problemOfAgentSafe
      }
    if let problem {
      throw Rejection(.invalid, "the plan of study '\(plan.study)' cannot be executed: \(problem)")
    }
  }

  /// Refuses a plan that is less strict with held-out data than one under which they were used.
  private static func refuseLoosened(_ plan: Plan, _ state: StudyState) throws(Rejection) {
    guard let problem = state.problemOfHeldOut(plan) else { return }
    throw Rejection(
      .outOfOrder, "the plan of study '\(plan.study)' would be less strict: \(problem)",
      hint: "keep 'held_out' as it was; another key can allow one more use: "
        + "runledger approve \(plan.study)/RUN/STAGE -m \"...\"")
  }

  private static func refuseUnchanged(
    _ changed: StudyRegistered, _ state: StudyState
  ) throws(Rejection) {
    if changed.plan.digest == state.planDigest, changed.file.digest == state.file.digest {
      throw Rejection(
        .unchanged, "study '\(changed.plan.study)' has not changed", facts: [:],
        hint: "edit '\(changed.file.path)' first")
    }
  }
}
