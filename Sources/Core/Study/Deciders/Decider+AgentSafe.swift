import Bytes
import Codecs

/// What whoever proposes candidates may not do.
extension Decider {
  /// Refuses a batch that is no candidate of its study: seeds of one's own, what was proposed
  /// before, one more than were registered, or a baseline that is not the one that was promoted.
  static func refuseUnsafe(
    _ manifest: BatchManifest, _ plan: Plan, _ state: StudyState, _ states: States
  ) throws(Rejection) {
    guard let safe = plan.agentSafe, let arms = plan.arms,
      var expected = states.candidate(of: plan, manifest.overrides)
    else {
      if manifest.draw == nil { return }
      throw Rejection(.invalid, "study '\(plan.study)' draws no seeds for candidates")
    }
    let facts: ValueMap = ["batch": .text(manifest.batch)]
    guard let draw = manifest.draw, manifest.axes == plan.declaredBatch?.axes,
      !manifest.isFactorial
    else {
      throw Rejection(
        .outOfOrder,
        "study '\(plan.study)' is agent-safe: its seeds and axes cannot be chosen",
        facts: facts, hint: "leave out --seeds, --axis and --factorial")
    }
    expected.baselineSeeds = draw.baselineSeeds
    guard draw == expected, draw.baselineSeeds.count == safe.baselineSeeds,
      Set(draw.baselineSeeds).count == draw.baselineSeeds.count,
      manifest.seeds.count == safe.candidateSeeds
    else {
      throw Rejection(
        .outOfOrder, "batch '\(manifest.batch)' was not drawn for this candidate", facts: facts)
    }
    if state.candidates.contains(draw.candidate) {
      throw Rejection(
        .exists, "this candidate was proposed before: code and parameters are the same",
        facts: facts,
        hint: "the same code and parameters get the same seeds: a candidate is judged once")
    }
    guard state.candidates.count < safe.maxCandidates else {
      throw Rejection(
        .outOfOrder,
        "study '\(plan.study)' has used its \(safe.maxCandidates) candidates: one more would "
          + "weaken every verdict", facts: facts,
        hint: "register another study")
    }
    if plan.code(ofArm: arms.candidate).isEmpty || plan.code(ofArm: arms.baseline).isEmpty {
      throw Rejection(
        .invalid, "'\(arms.baseline)' and '\(arms.candidate)' must be listed under 'code'",
        facts: facts)
    }
    if let promoted = states.promotedBatch(of: plan)?.draw,
      promoted.code != plan.code(ofArm: arms.baseline)
    {
      throw Rejection(
        .outOfOrder, "'\(arms.baseline)' is not what was promoted last", facts: facts,
        hint: "copy '\(arms.candidate)' of that batch over it, and amend the study")
    }
  }

  /// Refuses a plan that differs from the one in force in more than the candidate's code, once a
  /// candidate was judged; and any other while one is being judged, whose seeds are known.
  static func refuseUnsafe(
    _ plan: Plan, _ state: StudyState, _ states: States
  ) throws(Rejection) {
    guard let former = states.plan(plan.study) else { return }
    guard let arms = former.arms else {
      if plan.agentSafe != nil, state.hasResult {
        throw Rejection(
          .outOfOrder, "study '\(plan.study)' has results that were not agent-safe",
          hint: "register another study")
      }
      return
    }
    if state.candidates.isEmpty { return }
    if let open = state.batch, states.batch(plan.study, open)?.isClosed == false {
      throw Rejection(
        .outOfOrder, "the seeds of batch '\(open)' are known, so its candidate cannot change",
        facts: ["batch": .text(open)],
        hint: "runledger run \(plan.study) continues it; "
          + "runledger decide \(plan.study) stop -m \"...\" gives it up")
    }
    var (before, after) = (former, plan)
    func isPart(_ pin: FilePin, _ arm: String) -> Bool {
      pin.path == arm || pin.path.hasPrefix("\(arm)/")
    }
    let promoted = states.promotedBatch(of: plan)?.draw?.code
    let isAdopted = promoted != nil && promoted == plan.code(ofArm: arms.baseline)
    for arm in [arms.candidate] + (isAdopted ? [arms.baseline] : []) {
      before.code.removeAll { isPart($0, arm) }
      after.code.removeAll { isPart($0, arm) }
    }
    guard before != after else { return }
    let changed = PlanChange(
      StudyRegistered(plan: after, file: state.file), from: before, state.file)
    throw Rejection(
      .changedStudy,
      "only '\(arms.candidate)' may change in agent-safe study '\(plan.study)': "
        + changed.clauses.joined(separator: "; "), facts: changed.facts,
      hint: "what judges it must stay as registered: restore it, or register another study")
  }
}
