import Codecs

/// Guards that are bypassed.
extension Decider {
  static func grantOverride(
    _ override: OverrideArguments, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(override.study, states)
    guard let plan = states.plan(override.study) else { return [] }
    try demandReason(override.reason, for: "an override")
    let guarded = try guardedParameter(override, plan)
    guard let value = override.value else {
      throw Rejection(
        .invalid, "an override needs a value for '\(override.flag)'",
        hint: "write \(override.flag)=VALUE")
    }
    try refuse(value, of: guarded)
    try demandScope(override, plan, states)
    if let known = grant(like: override, among: state.grants) {
      let isSame = known.value.means(value)
      throw Rejection(
        isSame ? .unchanged : .exists,
        "'\(known.flag)=\(known.value.plainText)' is already granted for \(known.scope)",
        facts: ["flag": .text(known.flag), "scope": .text(known.scope)],
        hint: isSame ? nil : "revoke it first: runledger override revoke \(known.flag) -m \"...\"")
    }
    let granted = OverrideGranted(
      flag: override.flag, value: value, scope: override.scope, stage: override.stage,
      reason: override.reason)
    return [Event(override.stream, .overrideGranted(granted))]
  }

  static func revokeOverride(
    _ override: OverrideArguments, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(override.study, states)
    try demandReason(override.reason, for: "revoking an override")
    guard grant(like: override, among: state.grants) != nil else {
      let others = state.grants.filter { $0.flag == override.flag }.map(\.scope)
      throw Rejection(
        .unchanged, "no override of '\(override.flag)' is granted for \(override.scope)",
        facts: ["flag": .text(override.flag), "scope": .text(override.scope)],
        hint: others.isEmpty
          ? "runledger override list shows what is granted"
          : "it is granted for \(others.joined(separator: " and for "))")
    }
    if let id = state.batch, let batch = states.batch(override.study, id), !batch.isClosed,
      (batch.manifest.overrides.map(\.name) + batch.manifest.axes.map(\.name))
        .contains(override.flag)
    {
      throw Rejection(
        .outOfOrder, "batch '\(id)' sets '\(override.flag)' and is not finished",
        facts: ["batch": .text(id), "flag": .text(override.flag)],
        hint: "runledger run \(override.study) continues it")
    }
    let revoked = OverrideRevoked(
      flag: override.flag, scope: override.scope, stage: override.stage, reason: override.reason)
    return [Event(override.stream, .overrideRevoked(revoked))]
  }

  private static func grant(
    like override: OverrideArguments, among grants: [GrantState]
  ) -> GrantState? {
    grants.first {
      $0.flag == override.flag && $0.run == override.run && $0.stage == override.stage
    }
  }

  /// The parameter that an override names, which has to be a guarded one.
  private static func guardedParameter(
    _ override: OverrideArguments, _ plan: Plan
  ) throws(Rejection) -> Parameter {
    guard let parameter = plan.params.first(where: { $0.name == override.flag }) else {
      let near = NearWord.suggestions(for: override.flag, among: plan.params.map(\.name)).first
      throw Rejection(
        .notFound, "study '\(plan.study)' has no parameter '\(override.flag)'",
        hint: near.map { "did you mean '\($0)'?" })
    }
    guard parameter.bypass else {
      throw Rejection(
        .invalid, "parameter '\(parameter.name)' is not guarded, so it needs no override",
        hint: "runledger run \(plan.study) -p \(parameter.name)=VALUE sets it; "
          + "'bypass: true' in the study file guards it")
    }
    return parameter
  }

  /// Refuses a value that bypasses nothing, or that the parameter cannot have.
  private static func refuse(_ value: Value, of parameter: Parameter) throws(Rejection) {
    let shown = value.plainText
    if value.means(parameter.value) {
      throw Rejection(
        .invalid, "'\(parameter.name)' is \(shown) by default, so there is nothing to override")
    }
    guard value.kindInWords == parameter.value.kindInWords else {
      throw Rejection(
        .invalid,
        "parameter '\(parameter.name)' is \(parameter.value.kindInWords) by default, "
          + "and '\(shown)' is \(value.kindInWords)")
    }
  }

  /// Refuses a run or a stage that is not there, or on which the guard does not act.
  private static func demandScope(
    _ override: OverrideArguments, _ plan: Plan, _ states: States
  ) throws(Rejection) {
    var scope: Scope?
    if let id = override.run {
      if let run = states.run(override.study, id) {
        try refuseReplaced(run) { "runledger override grant ... --run \(override.study)/\($0)" }
        try refuseImported(run)
        scope = run.scope
      } else if let scheduled = states.scheduled(id, of: override.study) {
        scope = scheduled.scope
      } else {
        _ = try run(override.study, id, states)
      }
    }
    guard let name = override.stage else { return }
    guard let stage = plan.stage(name), scope == nil || stage.scope == scope else {
      let names = plan.stages.filter { scope == nil || $0.scope == scope }.map(\.name)
      throw Rejection(
        .notFound,
        "\(override.run.map { "run '\($0)'" } ?? "study '\(plan.study)'") has no stage "
          + "'\(name)'", hint: "there are \(names.joined(separator: ", "))")
    }
    if stage.foreach.contains(where: { $0.param == override.flag }) {
      throw Rejection(
        .invalid,
        "'\(override.flag)' decides which units '\(name)' has, so it applies to the whole run",
        hint: "grant it without --stage")
    }
    guard stage.visibleParams.contains(override.flag) else {
      let seeing = plan.stages.filter { $0.sees(override.flag) }.map(\.name)
      throw Rejection(
        .invalid, "stage '\(name)' does not see parameter '\(override.flag)'",
        hint: seeing.isEmpty ? nil : "it is seen by \(seeing.joined(separator: ", "))")
    }
  }

  /// Refuses work on a run that was executed elsewhere.
  static func refuseImported(_ run: RunState) throws(Rejection) {
    if let source = run.imported {
      throw Rejection(
        .outOfOrder, "run '\(run.id)' was executed elsewhere and imported from '\(source)'",
        facts: ["run": .text(run.id)], hint: "an imported run cannot be executed here")
    }
  }
}

extension States {
  /// The run of an identifier in the schedules of a study, whether it was planned yet or not.
  func scheduled(_ id: String, of slug: String) -> ScheduledRun? {
    guard let plan = plan(slug), let study = study(slug) else { return nil }
    for level in plan.levels.indices {
      let found = schedule(slug, level: level, round: study.round).first { $0.id == id }
      if let found { return found }
    }
    return nil
  }
}

extension Value {
  /// What kind of parameter the value makes.
  fileprivate var kindInWords: String {
    switch self {
    case .array: "a list"
    case .int, .double: "a number"
    case .bool: "true or false"
    default: "text"
    }
  }
}
