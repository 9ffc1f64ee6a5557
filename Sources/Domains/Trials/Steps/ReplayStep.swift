import Codecs
import Files
import StageKit

/// Executes some runs once more from what was recorded of them, and compares.
///
/// One run of every task, the variants by turns, with a failure among them if there is one.
enum ReplayStep: TrialStep {
  static let name = "replay"
  static let summary = "analyse again and compare"
  static let reads = ["permissions", "evaluators", "agent"]

  static func run(_ context: TrialContext) throws(StageError) {
    let recorded = try RecordedRuns(context)
    let chosen = try recorded.chosen(seed: context.seed)
    try require(!chosen.isEmpty, "there is no evaluated run that could be replayed")
    var rows = CSV.row(ReplayComparison.header)
    var anomalous = 0
    var reproduced = 0
    for (index, run) in chosen.enumerated() {
      let comparison = try recorded.replay(run)
      rows += CSV.row(comparison.row)
      anomalous += comparison.classification == .anomalous ? 1 : 0
      reproduced += comparison.isReproduced ? 1 : 0
      try context.events.progress(done: index + 1, of: chosen.count)
      if comparison.classification == .anomalous {
        try context.events.violation(
          "\(run.id) does not come out again: \(comparison.note)", isCritical: false,
          action: "recorded; see replay-results.csv")
      }
    }
    try context.write("replay-results.csv", rows)
    try context.events.metric("replay_anomalous", Double(anomalous))
    try context.events.metric("reproducible_share", Double(reproduced) / Double(chosen.count))
  }
}

extension ReplayComparison {
  /// Whether what was delivered came out again.
  ///
  /// A program in the agent's place is never twice equally fast; that is explained and takes
  /// nothing away from its results.
  fileprivate var isReproduced: Bool {
    classification == .acceptable || classification == .explainable && outputsMatch
  }
}

/// The runs of a study with what was recorded of them.
struct RecordedRuns {
  private let context: TrialContext
  private let paired: TrialContext.Paired
  /// Runs that count, with how they were judged, in the order of the context.
  private let runs: [(run: TrialContext.Run, scores: Scores)]

  init(_ context: TrialContext) throws(StageError) {
    let paired = try require(context.paired, "stage '\(context.stage)' needs a paired design")
    self.context = context
    self.paired = paired
    let scorecards = try context.input("scorecards")
    var runs: [(run: TrialContext.Run, scores: Scores)] = []
    for run in context.scheduledRuns where run.excluded == nil {
      let path = PathName.join(scorecards, "\(run.id)/scorecard.json")
      guard FileSystem.exists(path) else { continue }
      runs.append((run, try Scores(scorecard: StageFiles.readFields(path))))
    }
    self.runs = runs
  }

  /// One run of every task, half of them of each variant.
  ///
  /// Which run of a task it is, the study's seed decides; a run that failed takes the place of one
  /// that succeeded if otherwise none would be among them.
  func chosen(seed: Int64) throws(StageError) -> [TrialContext.Run] {
    try require(
      paired.variants.count == 2, "a replay needs two variants, not \(paired.variants.count)")
    let turns = [0, 1].map { first in
      paired.tasks.enumerated().map { index, task in
        runs.filter {
          $0.run.task == task.id && $0.run.variant == paired.variants[(first + index) % 2].id
        }
      }
    }
    let hasFailure = turns.map { groups in groups.joined().contains { !$0.scores.success } }
    let groups = hasFailure[0] || !hasFailure[1] ? turns[0] : turns[1]
    let draw = PairDraw(seed: seed)
    var chosen = groups.enumerated().compactMap { index, group in
      group.isEmpty ? nil : (index, group[draw.pick("replay", index, below: group.count)])
    }
    if !chosen.contains(where: { !$0.1.scores.success }) {
      for place in chosen.indices {
        if let failure = groups[chosen[place].0].first(where: { !$0.scores.success }) {
          chosen[place].1 = failure
          break
        }
      }
    }
    return chosen.map { $0.1.run }
  }

  /// Executes a run once more, has it judged, and compares.
  func replay(_ run: TrialContext.Run) throws(StageError) -> ReplayComparison {
    guard let task = paired.tasks.first(where: { $0.id == run.task }),
      let variant = paired.variants.first(where: { $0.id == run.variant }),
      let before = runs.first(where: { $0.run.id == run.id })
    else {
      throw .invalid("'\(run.id)' is of no task and variant of the design")
    }
    let recorded = try ExecutionRecord(
      StageFiles.readFields(place("executions", run, "execution.json")))
    let snapshot = PathName.join(try context.input("snapshots"), run.id)
    let execution = try TaskExecution(
      task: task, variant: variant, pairSeed: run.pairSeed, paired: paired, snapshot: snapshot,
      studyDirectory: context.studyDirectory, environment: context.agentEnvironment)
    if context.optionalInput("manifests") != nil {
      try execution.check(
        manifest: place("manifests", run, "manifest.json"), task: task, variant: variant)
    }
    let directory = context.path("replays/\(run.id)")
    let enclosure = context.path("enclosure")
    var outcome = try execution.run(in: enclosure, into: directory)
    for _ in recorded.repeats { outcome.repeats.append(try execution.repeat(in: enclosure)) }
    let file = PathName.join(directory, "execution.json")
    try StageFiles.write(file, JSON.encode(outcome.value, pretty: true))
    let evidence = try ExecutionEvidence(
      log: PathName.join(directory, "agent.log"), execution: file, delivered: directory,
      work: directory, snapshot: snapshot)
    let name = "\(run.id)-replay"
    let scorecard = try Scorecard.evaluate(
      run: name, variant: variant.id, task: task, design: paired, evidence: evidence)
    try Sandbox.removeTree(context.path("replays"))
    return ReplayComparison(
      original: ReplayComparison.Execution(
        run: run.id, scores: before.scores, outputs: recorded.outputs),
      replay: ReplayComparison.Execution(
        run: name, scores: try Scores(scorecard: StageFields(scorecard.value, name)),
        outputs: evidence.execution.outputs),
      task: task.id, variant: variant.id,
      causes: outcome.isDeterministic ? [] : ["the agent is declared non-deterministic"])
  }

  private func place(
    _ input: String, _ run: TrialContext.Run, _ file: String
  ) throws(StageError) -> String {
    PathName.join(try context.input(input), "\(run.id)/\(file)")
  }
}
