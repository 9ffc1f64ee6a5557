public import Bytes
import Codecs
import Ledger
public import Study

/// What the result of a unit depends on, as one digest: staleness is a comparison of digests.
///
/// It covers the command as written, the parameters that the stage may see, the seed, the unit,
/// the declared outputs, the code, the study's inputs it names, the outputs of the stages it reads,
/// and the guards that are bypassed in it or in these. Gates are not part of it: other thresholds
/// judge the same observations again.
public enum Recipe {
  /// The digest for a unit, or nil while something that it reads is not there.
  public static func digest(
    of stage: StagePlan, unit: String, in run: RunState, slug: String, _ states: States
  ) -> Digest? {
    guard let plan = states.plan(slug) else { return nil }
    let names = stage.visibleParams
    let params = run.params(of: stage.name).filter { names.contains($0.name) }
    var inputs: [Value] = []
    for input in stage.inputs {
      switch input.source {
      case .study(let name):
        guard let digest = plan.input(name)?.digest else { return nil }
        inputs.append(.bytes(digest.bytes))
      case .stage(let name, _):
        guard let outputs = outputs(of: name, for: run, plan, slug, states) else { return nil }
        inputs.append(.array(outputs.map { .bytes($0.bytes) }))
      }
    }
    if stage.approve != nil {
      // An approval is of everything that comes before it, whether it is read or only waited for.
      for name in stage.dependencies {
        guard let outputs = outputs(of: name, for: run, plan, slug, states) else { return nil }
        inputs.append(.array(outputs.map { .bytes($0.bytes) }))
      }
    }
    for name in stage.namedStudyInputs(of: plan) {
      guard let digest = plan.input(name)?.digest else { return nil }
      inputs.append(.bytes(digest.bytes))
    }
    var parts: [Value] = [
      .text("runledger/recipe/v1"), .array(stage.run.map(Value.text)), .text(unit),
      .int(run.seed), .array(params.map { .map($0.record) }), .array(inputs),
      .array(plan.code.map { .map($0.record) }), .array(stage.outputs.map { .map($0.record) }),
    ]
    let bypassed = Production.bypassed(in: stage, of: run, plan, slug, states)
    if !bypassed.isEmpty { parts.append(.map(["bypassed": .array(bypassed.map(Value.text))])) }
    if let paired = plan.paired { parts.append(circumstances(of: run, paired)) }
    if run.scope != .run {
      let excluded = readRuns(of: stage, around: run, plan, slug, states)
        .filter { $0.exclusion != nil }
      if !excluded.isEmpty { parts.append(.array(excluded.map { .text($0.id) })) }
    }
    return Hashing.digest(of: CBOR.encode(.array(parts)))
  }

  /// What else a run of a paired study depends on: variant, task, pair, permissions, evaluators.
  private static func circumstances(of run: RunState, _ paired: PairedPlan) -> Value {
    var fields = FieldsBuilder()
    fields.put("assignment", run.assignment)
    fields.put("variant", paired.variant(run.assignment.variant))
    fields.put("task", paired.task(run.assignment.task))
    fields.put("permissions", paired.permissions)
    fields.put("evaluators", paired.evaluators)
    fields.put("agent", paired.agent)
    return .map(fields.map)
  }

  /// The runs whose outputs a stage of a wider scope reads.
  private static func readRuns(
    of stage: StagePlan, around run: RunState, _ plan: Plan, _ slug: String, _ states: States
  ) -> [RunState] {
    guard let study = states.study(slug), let level = plan.levelIndex(run.level) else { return [] }
    return states.group(.run, of: slug, level: level, round: study.round, around: run)
      .compactMap { states.current($0.id, of: slug) }
  }

  /// The digests of the outputs of all units of a stage, as a run sees them: its own, or those of
  /// every run of the level, or those of the level's one study run.
  private static func outputs(
    of name: String, for run: RunState, _ plan: Plan, _ slug: String, _ states: States
  ) -> [Digest]? {
    guard let stage = plan.stage(name), let study = states.study(slug),
      let level = plan.levelIndex(run.level)
    else { return nil }
    var runs = [run]
    if stage.scope != run.scope {
      let group = states.group(
        stage.scope, of: slug, level: level, round: study.round, around: run)
      runs = group.compactMap { states.current($0.id, of: slug) }
    }
    var digests: [Digest] = []
    for run in runs {
      for unit in stage.units(params: run.params) {
        guard let state = run.unit(name, unit) else { return nil }
        if state.phase == .skipped { continue }
        guard let outputs = state.outputs else { return nil }
        digests.append(outputs)
      }
    }
    return digests
  }
}
