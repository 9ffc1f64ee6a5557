import Bytes
import Codecs
import Engines
import Files
import Study

/// What a stage of a paired study is told beyond what every stage is: variant, task, pair, the
/// design, and the runs that it looks at.
struct DesignContext {
  /// The members by name.
  private(set) var members: ValueMap

  /// Nil in a study whose design says nothing of a run but its seed.
  init?(_ run: RunState, _ plan: Plan, _ place: WorkOrder.Place) {
    let directory = place.studyDirectory
    var around = run
    around.assignment = Assignment(pair: run.assignment.pair)
    let others =
      run.assignment.pair == nil
      ? [] : Self.scheduled(.run, around: around, plan, place.states)
    members = plan.design.context(run.assignment, others: others) {
      PathName.join(directory, $0)
    }
    if let safe = Self.agentSafe(run, plan, place.states) { members["agent_safe"] = safe }
    if members.isEmpty { return nil }
    members["pins"] = .map(place.pins)
    members["study_directory"] = .text(directory)
    if let file = place.states.study(plan.study)?.file {
      members["study_file"] = .map(["path": .text(file.path), "digest": .text(file.digest.hex)])
    }
    if let late = place.states.study(plan.study)?.lateChanges, !late.isEmpty {
      members["amendments"] = .array(
        late.map { revision, changed -> Value in
          [
            "revision": Int64(revision).map(Value.int) ?? .null, "post_hoc": true,
            "changed": changed,
          ]
        })
    }
    if let level = plan.levelIndex(run.level), run.scope == .study,
      let counts = SlotCounts(plan.study, level: level, place.states)
    {
      members["denominator"] = counts.value
    }
    if let look = Self.look(run, plan, place.states) { members["look"] = .int(Int64(look)) }
    if run.scope > .run {
      members["runs"] = .array(Self.runs(around: run, plan, place.states))
    }
  }

  /// After how many pairs a stage looks at the study, or the study was ended for it; nil where the
  /// stage sees all that was planned.
  private static func look(_ run: RunState, _ plan: Plan, _ states: States) -> Int? {
    let study = states.study(plan.study)
    let isEnded = study?.endedAt != nil && study.map { $0.counts(run, in: plan) } ?? false
    guard run.scope == .look || run.scope == .study && isEnded else { return nil }
    return scheduled(.run, around: run, plan, states).count / 2
  }

  /// What compares the arms of an agent-safe study is told of them; nil for anything else.
  private static func agentSafe(_ run: RunState, _ plan: Plan, _ states: States) -> Value? {
    guard run.scope == .batch, let safe = plan.agentSafe,
      let manifest = run.assignment.batch.flatMap({ states.batch(plan.study, $0)?.manifest }),
      let baseline = manifest.variants(of: plan.params).first?.name
    else { return nil }
    let runs = scheduled(.run, around: run, plan, states)
      .compactMap { states.current($0.id, of: plan.study) }.filter { $0.exclusion == nil }
    return .map([
      "metric": .text(plan.metric ?? ""), "lower_is_better": .bool(plan.isLowerBetter),
      "max_candidates": .int(Int64(safe.maxCandidates)), "min_gain": .double(safe.minGain),
      "baseline_seeds": .int(Int64(safe.baselineSeeds)),
      "candidate_seeds": .int(Int64(safe.candidateSeeds)),
      "runs": .array(
        runs.map { other in
          [
            "id": .text(other.id), "seed": .int(other.seed),
            "arm": other.assignment.variant == baseline ? "baseline" : "candidate",
          ]
        }),
    ])
  }

  private static func runs(around run: RunState, _ plan: Plan, _ states: States) -> [Value] {
    let others = scheduled(.run, around: run, plan, states)
      .compactMap { states.current($0.id, of: plan.study) }
    var pairs: [String: [RunState]] = [:]
    for other in others {
      if let pair = other.assignment.pair { pairs[pair, default: []].append(other) }
    }
    return others.map { other -> Value in
      var map: ValueMap = [
        "id": .text(other.id), "scope": .text(other.scope.rawValue), "seed": .int(other.seed),
        "locked": .bool(other.isLocked), "excluded": .null,
      ]
      map["status"] = .text(
        other.isLocked ? "locked" : other.finished == nil ? "running" : "finished")
      map["variant"] = other.assignment.variant.map(Value.text)
      map["task"] = other.assignment.task.map(Value.text)
      map["pair"] = other.assignment.pair.map(Value.text)
      let both = other.assignment.pair.flatMap { pairs[$0] } ?? []
      map["pair_verified"] = PairComparison(both, plan.design).map { .bool($0.isVerified) }
      map["pair_seed"] = other.assignment.pairSeed.map(Value.int)
      map["order"] = other.assignment.order.map { .int(Int64($0)) }
      map["replaces"] = other.of.map(Value.text)
      if let excluded = other.exclusion { map["excluded"] = .map(excluded.record) }
      return .map(map)
    }
  }

  private static func scheduled(
    _ scope: Scope, around run: RunState, _ plan: Plan, _ states: States
  ) -> [ScheduledRun] {
    guard let study = states.study(plan.study), let level = plan.levelIndex(run.level) else {
      return []
    }
    return states.group(scope, of: plan.study, level: level, round: study.round, around: run)
  }
}
