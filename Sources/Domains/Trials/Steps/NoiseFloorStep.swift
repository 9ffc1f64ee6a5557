import Codecs
import Files
import Numerics
import StageKit

/// Compares a candidate of an agent-safe study with its baseline, each on seeds of its own.
///
/// Reads the study's metric from the JSON file `scores` of every run of the batch, and reports what
/// a gate judges: `noise_verdict` is 1 for PASS, 0 for INCONCLUSIVE and -1 for FAIL.
enum NoiseFloorStep: Step {
  static let name = "noise-floor"
  static let summary = "compare a candidate's gain with the noise of the baseline"

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let context = try call.demandContext(of: name)
    let safe = try context.fields.object("agent_safe")
    try require(
      safe.has("runs"), "stage '\(context.stage)' is not 'per: batch' of a study that is agent-safe"
    )
    let metric = try safe.text("metric")
    let scores = try context.input("scores")
    var values: [String: [Double]] = ["baseline": [], "candidate": []]
    var used: [Value] = []
    for run in try safe.list("runs", { (fields) throws(StageError) in fields }) {
      let (id, arm) = (try run.text("id"), try run.text("arm"))
      let value = try score(metric, in: PathName.join(scores, id))
      if let value { values[arm, default: []].append(value) }
      used.append([
        "run": .text(id), "arm": .text(arm), "seed": .count(try run.integer("seed")),
        "value": Value(orNull: value),
      ])
    }
    let (baseline, candidate) = (values["baseline"] ?? [], values["candidate"] ?? [])
    let floor = NoiseFloor.compare(
      baseline: baseline, candidate: candidate,
      drawn: (try safe.integer("baseline_seeds"), try safe.integer("candidate_seeds")),
      maxCandidates: try safe.integer("max_candidates"), minGain: try safe.number("min_gain"),
      isLowerBetter: try safe.flag("lower_is_better", default: false))
    let verdict = floor.value?.verdict ?? .inconclusive
    let page: ValueMap = [
      "metric": .text(metric), "verdict": .text(verdict.rawValue),
      "gain": Value(orNull: floor.value?.gain),
      "half_width": Value(orNull: floor.value?.halfWidth),
      "baseline_mean": Value(orNull: Descriptive.mean(baseline).value),
      "candidate_mean": Value(orNull: Descriptive.mean(candidate).value),
      "baseline_seeds": .count(baseline.count),
      "candidate_seeds": .count(candidate.count), "runs": .array(used),
    ]
    let output = PathName.join(context.directory, "noise-floor.json")
    try StageFiles.write(output, JSON.encode(.map(page), pretty: true))
    let events = call.events
    if let floor = floor.value {
      try events.metric("gain", floor.gain)
      try events.metric("half_width", floor.halfWidth)
    }
    let code: Double =
      switch verdict {
      case .pass: 1
      case .inconclusive: 0
      case .fail: -1
      }
    try events.metric("noise_verdict", code)
    return 0
  }

  /// A run's score; nil where it has none, which is no value of anything.
  private static func score(_ metric: String, in directory: String) throws(StageError) -> Double? {
    let files = (try? FileSystem.listing(directory)) ?? []
    guard let file = files.first(where: { $0.name.hasSuffix(".json") }) else { return nil }
    let fields = try StageFiles.readFields(PathName.join(directory, file.name))
    guard fields.has(metric) else { return nil }
    let value = try fields.number(metric)
    return value.isFinite ? value : nil
  }
}
