import Bytes
import Codecs
import Crypto
import StageKit

/// Decides which blueprints are promoted, by train and validation alone; every gate fails closed.
enum Promotion {
  static func run(_ job: Job) throws(StageError) {
    try Revocation.demandValid(job)
    let source = try ExecutionSource.load(job)
    let path = job.paths.evaluation("walkforward_summary.json")
    let mayMiss = job.settings.flag("promotion_allow_fallback_evidence")
    guard job.lake.has(path) || mayMiss else {
      throw StageError(
        .refused, "run '\(job.run)' has no '\(path)': there is no evidence to promote by",
        hint: "runledger market run_walkforward --run_id \(job.run) ...")
    }
    let summary = job.lake.has(path) ? try job.fields(path) : nil
    let trials = try TrialRegister.all(job)
    let variance = TrialRegister.variance(trials)
    let pbo = overfitting(job)
    var tested: [Value] = []
    var survivors: [UInt8] = []
    var count = 0
    var modes: ValueMap = [:]
    let overrides = try StageRunner.overrides(upTo: .promote, job)
    for blueprint in source.blueprints {
      let evidence = try BlueprintEvidence(
        blueprint, summary, job, trials: trials.count, variance: variance, pbo: pbo.result)
      let mode = evidence == nil ? "fallback" : "walkforward_strategy"
      modes[mode] = .int((modes[mode]?.asInt ?? 0) + 1)
      let decision = PromotionDecision(
        evidence, blueprint, job.settings, trials: trials.count, pboProblem: pbo.problem)
      tested.append(decision.record(mode: mode))
      guard decision.isPromoted else { continue }
      count += 1
      var promoted = blueprint
      promoted.overrides = overrides
      promoted.promotion = decision.promotion(job.run, overrides: overrides)
      survivors += JSON.encode(promoted.record)
      survivors.append(UInt8(ascii: "\n"))
      try job.events.candidate([
        "name": .text(blueprint.id), "source": .text(StageName.promote.rawValue),
        "digest": .text(SHA256.hash(JSON.encode(promoted.record)).hex),
      ])
    }
    // What strategies earned in train and validation is what the walk-forward has written of it.
    try StageRunner.demandUnchanged(
      StageRunner.written(by: .walkforward, job).filter { $0.path.contains("/engine/") },
      of: .walkforward, job)
    try job.write(job.paths.promotions("promoted_blueprints.jsonl"), survivors, rows: count)
    try job.write(job.paths.promotions("trials.csv"), TrialRegister.text(trials))
    try job.write(
      job.paths.promotions("promotion_report.json"),
      [
        "run_id": .text(job.run), "tested_count": .int(Int64(source.blueprints.count)),
        "survivors_count": .int(Int64(count)), "n_trials": .int(Int64(trials.count)),
        "trial_sharpe_variance": variance.map(Value.double) ?? .null,
        "pbo": pbo.result.map { .double($0.probability) } ?? .null,
        "pbo_splits": pbo.result.map { .int(Int64($0.splits)) } ?? .null,
        "pbo_refused": pbo.problem.map(Value.text) ?? .null,
        "integrity_checks": [
          "evidence_splits": ["train", "validation"], "test_usage": "read_only",
          "allow_fallback_evidence": .bool(mayMiss),
        ], "evidence_mode_counts": .map(modes),
        "thresholds": .map(job.settings.record(of: [.promote])), "tested": .array(tested),
        "production": .bool(overrides.isEmpty),
        "non_production_overrides": .array(overrides.map(Value.text)),
      ])
    job.stats["survivors"] = .int(Int64(count))
    try job.events.metric("survivors", Double(count))
    try job.events.metric("n_trials", Double(trials.count))
  }

  private static func overfitting(_ job: Job) -> (result: Overfitting?, problem: String?) {
    do throws(StageError) {
      return (try TrialRegister.overfitting(job), nil)
    } catch {
      return (nil, error.message)
    }
  }
}
