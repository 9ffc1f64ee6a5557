public import Bytes
import Codecs
import LedgerFormat

/// Repeating, accepting and locking runs.
extension Decider {
  static func rerunRun(_ rerun: RerunRun, _ states: States) throws(Rejection) -> [Event] {
    let slug = rerun.study
    let state = try study(slug, states)
    let run = try run(slug, rerun.run, states)
    guard let plan = states.plan(slug) else { return [] }
    try demandReason(rerun.reason, for: "a repetition")
    try refuseImported(run)
    try refuseReplaced(run) { "runledger rerun \(slug)/\($0) --from \(rerun.from) -m \"...\"" }
    try refuseStopped(slug, states)
    guard let from = plan.stage(rerun.from), from.scope == run.scope else {
      let names = plan.stages.filter { $0.scope == run.scope }.map(\.name)
      throw Rejection(
        .notFound, "run '\(run.id)' has no stage '\(rerun.from)'",
        hint: "its stages are \(names.joined(separator: ", "))")
    }
    let guarded = states.guarded(
      try changedParams(run, rerun.params, plan, states), of: run.id, run.scope,
      fixed: states.fixedParams(of: run, in: slug), in: slug)
    let params = guarded.params
    try refuseOtherVariant(run, params, slug, states)
    if plan.agentSafe != nil, !rerun.params.isEmpty {
      throw Rejection(
        .outOfOrder,
        "study '\(slug)' is agent-safe: a rerun keeps the parameters and the seed "
          + "of the run", facts: ["run": .text(run.id)], hint: "leave out -p")
    }
    let id = nextCorrection(of: run.id, slug, states)
    let again = plan.dependents(of: [from.name], scope: run.scope)
    var planned = run
    planned.params = params
    let stale = run.units.compactMap { unit -> StaleUnit? in
      let units = plan.stage(unit.stage).map { states.units(of: $0, in: planned, slug) }
      guard units?.place(unit.unit) != nil else {
        return StaleUnit(
          stage: unit.stage, unit: unit.unit, why: "no longer in the plan", action: .drop)
      }
      guard again.contains(unit.stage) else { return nil }
      return StaleUnit(
        stage: unit.stage, unit: unit.unit, why: "repeated from '\(rerun.from)'", action: .redo)
    }
    let corrected = RunPlanned(
      level: run.level, index: run.index, seed: run.seed, scope: run.scope,
      revision: state.revision, round: state.round, params: params, assignment: run.assignment,
      bypasses: guarded.bypasses, of: run.id, stale: stale)
    return [
      Event(.run(slug, run.id), .runCorrected(RunCorrected(by: id, reason: rerun.reason))),
      Event(.run(slug, id), .runPlanned(corrected)),
    ]
  }

  static func acceptWarning(
    _ slug: String, _ address: UnitAddress, gate: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, address.run, states)
    try demandReason(reason, for: "accepting a warning")
    guard let unit = run.unit(address.stage, address.unit),
      unit.openWarnings.contains(gate)
    else {
      throw Rejection(
        .outOfOrder, "gate '\(gate)' of '\(address.stage)' in run '\(run.id)' has no open warning",
        facts: ["run": .text(run.id), "gate": .text(gate)])
    }
    let accepted = WarningAccepted(
      stage: address.stage, unit: address.unit, gate: gate, reason: reason)
    return [Event(.run(slug, run.id), .warningAccepted(accepted))]
  }

  static func lockRun(
    _ slug: String, _ id: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, id, states)
    try refuseLocked(run, study: slug)
    try refuseImported(run)
    guard run.finished != nil else {
      throw Rejection(
        .outOfOrder, "run '\(id)' is not finished, so it cannot be locked",
        facts: ["run": .text(id)], hint: "runledger run \(slug) finishes it")
    }
    return [
      Event(
        .run(slug, id), .runLocked(RunLocked(outputs: run.outputsDigest, reason: reason)))
    ]
  }

  /// The parameters of a run with some of them changed.
  private static func changedParams(
    _ run: RunState, _ changes: [Parameter], _ plan: Plan, _ states: States
  ) throws(Rejection) -> [Parameter] {
    var params = run.params
    for change in changes {
      guard let place = params.firstIndex(where: { $0.name == change.name }) else {
        let near = NearWord.suggestions(for: change.name, among: params.map(\.name)).first
        throw Rejection(
          .notFound, "there is no parameter '\(change.name)'",
          hint: near.map { "did you mean '\($0)'?" })
      }
      try refuseBypass(change, of: run, plan, states)
      params[place].value = change.value
    }
    return params
  }

  /// Refuses a repetition in which a guarded parameter would not be what the batch made of it.
  private static func refuseOtherVariant(
    _ run: RunState, _ params: [Parameter], _ slug: String, _ states: States
  ) throws(Rejection) {
    guard let batch = run.assignment.batch.flatMap({ states.batch(slug, $0) }) else { return }
    let names = batch.manifest.overrides.map(\.name) + batch.manifest.axes.map(\.name)
    for before in run.params where before.bypass && names.contains(before.name) {
      if !params.contains(where: { $0.name == before.name && $0.value.means(before.value) }) {
        throw bypass(of: before.name)
      }
    }
  }

  /// Refuses a change of a guarded parameter to anything but what it has to be anyway.
  private static func refuseBypass(
    _ change: Parameter, of run: RunState, _ plan: Plan, _ states: States
  ) throws(Rejection) {
    let known = plan.params.first { $0.name == change.name }
    guard let known, known.bypass else { return }
    var asked = run.params
    for place in asked.indices where asked[place].name == change.name { asked[place] = change }
    let now = states.guarded(
      asked, of: run.id, run.scope, fixed: states.fixedParams(of: run, in: plan.study),
      in: plan.study)
    let isAllowed =
      now.params.contains { $0.name == change.name && $0.value.means(change.value) }
      || now.bypasses.contains { $0.flag == change.name && $0.value.means(change.value) }
    if isAllowed { return }
    guard change.value.means(known.value) else { throw bypass(of: change.name) }
    throw Rejection(
      .outOfOrder, "an override of '\(change.name)' is in force",
      facts: ["parameter": .text(change.name)],
      hint: "revoke it first: runledger override revoke \(change.name) -m \"...\"")
  }

  /// The identifier of the next run that replaces one: `A-s42-v2`, `A-s42-v3`, ...
  public static func nextCorrection(of id: String, _ slug: String, _ states: States) -> String {
    var base = id
    if let suffix = id.range(ofVersion: "-v") { base = String(id[..<suffix]) }
    var version = 2
    while states.run(slug, "\(base)-v\(version)") != nil { version += 1 }
    return "\(base)-v\(version)"
  }
}

extension String {
  /// Where a trailing version such as `-v2` begins.
  fileprivate func range(ofVersion mark: String) -> String.Index? {
    let digits = reversed().prefix { $0.isASCII && $0.isNumber }.count
    guard digits > 0 else { return nil }
    let stem = dropLast(digits)
    return stem.hasSuffix(mark) ? stem.dropLast(mark.count).endIndex : nil
  }
}

extension RunState {
  /// One digest over the outputs of all units, in the order of their names.
  public var outputsDigest: Digest {
    let sorted = units.sorted { ($0.stage, $0.unit) < ($1.stage, $1.unit) }
    let rows = sorted.compactMap { unit -> Value? in
      guard let outputs = unit.outputs else { return nil }
      return .array([.text(unit.stage), .text(unit.unit), .bytes(outputs.bytes)])
    }
    return Hashing.digest(of: CBOR.encode(.array(rows)))
  }
}

extension Plan {
  /// Some stages and every stage of a scope that depends on them, directly or not, in the order of
  /// the plan.
  ///
  /// O(stages squared).
  public func dependents(of names: [String], scope: Scope) -> [String] {
    var reached = names
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for stage in stages where stage.scope == scope && !reached.contains(stage.name) {
        if stage.dependencies.contains(where: reached.contains) {
          reached.append(stage.name)
          isGrowing = true
        }
      }
    }
    return stages.map(\.name).filter(reached.contains)
  }

  /// Some stages and every stage that they depend on, in the order of the plan.
  public func requirements(of names: [String]) -> [String] {
    var reached = names
    var next = 0
    while next < reached.count {
      for name in stage(reached[next])?.dependencies ?? [] where !reached.contains(name) {
        reached.append(name)
      }
      next += 1
    }
    return stages.map(\.name).filter(reached.contains)
  }
}
