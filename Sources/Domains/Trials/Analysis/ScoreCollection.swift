import Codecs
import Files
import StageKit

/// The scorecards of a study, sorted into those that count and those that do not.
struct ScoreCollection {
  let index: ScoreIndex
  /// Runs that were left out after their result was known.
  let putBack: ScoreIndex
  let exclusions: Exclusions
  /// Runs that count, and whose runtime was measured while others may have been executed beside
  /// them.
  let contended: [String]

  /// Collects the scorecards of the context's runs.
  ///
  /// A scorecard that is not its run's, of evaluators that are not the manifest's, of a run that
  /// the study does not have, or with a metric that is absent or impossible is an error. A run
  /// without a scorecard is left out and says so, and so are both runs of a rejected pair.
  init(
    _ context: TrialContext, design: Contrast, scorecards: String, manifests: String?
  ) throws(StageError) {
    let runs = context.scheduledRuns
    try Self.refuseStrays(scorecards, runs)
    var rows: [ScoreIndex.Row] = []
    var late: [ScoreIndex.Row] = []
    var left: [Exclusions.Row] = []
    for run in runs {
      try design.check(variant: run.variant, task: run.task, of: run.id)
      let path = PathName.join(PathName.join(scorecards, run.id), "scorecard.json")
      let row =
        FileSystem.exists(path) ? try Self.row(run, scorecard: path, manifests: manifests) : nil
      if let excluded = run.excluded {
        left.append(
          Self.exclusion(
            run, excluded.rule, excluded.reason, excluded.isPostHoc ? .postHoc : .registered))
        if let row, excluded.isPostHoc { late.append(row) }
      } else if run.isRejected {
        left.append(
          Self.exclusion(
            run, "pair_rejected", "the two runs differ in more than their variant", .rejected))
      } else if let row {
        rows.append(row)
      } else {
        left.append(
          Self.exclusion(run, "no_scorecard", "the run has no scorecard: \(run.status)", .missing))
      }
    }
    index = try ScoreIndex(design.sorted(rows))
    putBack = try ScoreIndex(design.sorted(late))
    let single = try PairedScores(index, design).single
    left += runs.filter { run in single.contains { $0.run == run.id } }.map {
      Self.exclusion($0, "unpaired", "the other run of its pair does not count", .unpaired)
    }
    exclusions = Exclusions(rows: left)
    var contended: [String] = []
    for row in index.rows {
      let path = PathName.join(PathName.join(scorecards, row.run), "scorecard.json")
      let runtime = try StageFiles.readFields(path).object("metrics").object("runtime")
      if try runtime.flag("contended", default: false) { contended.append(row.run) }
    }
    self.contended = contended
  }

  private static func row(
    _ run: TrialContext.Run, scorecard path: String, manifests: String?
  ) throws(StageError) -> ScoreIndex.Row {
    let scorecard = try StageFields(
      StageFiles.readJSON(path), "the scorecard of run '\(run.id)'")
    try check(scorecard, run)
    if let manifests {
      let path = PathName.join(PathName.join(manifests, run.id), "manifest.json")
      try check(scorecard, StageFiles.readFields(path), run)
    }
    return ScoreIndex.Row(
      run: run.id, pair: run.pair, variant: run.variant, task: run.task,
      scores: try Scores(scorecard: scorecard))
  }

  private static func exclusion(
    _ run: TrialContext.Run, _ rule: String, _ reason: String, _ kind: Exclusions.Kind
  ) -> Exclusions.Row {
    Exclusions.Row(
      run: run.id, pair: run.pair, task: run.task, variant: run.variant, rule: rule,
      reason: reason, kind: kind)
  }

  private static func refuseStrays(
    _ scorecards: String, _ runs: [TrialContext.Run]
  ) throws(StageError) {
    let known = Set(runs.map(\.id))
    for path in try StageFiles.walk(scorecards) {
      let run = path.split(separator: "/").first.map(String.init) ?? path
      try require(
        known.contains(run), "there is a scorecard of '\(run)', which is no run of the study")
    }
  }

  /// Holds a scorecard against the run that it is filed under.
  private static func check(_ scorecard: StageFields, _ run: TrialContext.Run) throws(StageError) {
    for (name, expected) in [
      ("run_id", run.id), ("variant", run.variant), ("task_id", run.task),
    ] {
      try check(scorecard, name, expected)
    }
  }

  private static func check(
    _ fields: StageFields, _ name: String, _ expected: String
  ) throws(StageError) {
    let found = try fields.text(name)
    try require(
      found == expected, "\(fields.place): '\(name)' is '\(found)', and should be '\(expected)'")
  }

  /// Holds the pair and the evaluators against the run's manifest.
  private static func check(
    _ scorecard: StageFields, _ manifest: StageFields, _ run: TrialContext.Run
  ) throws(StageError) {
    let pairing = try manifest.object("pairing")
    try check(pairing, "pair_id", run.pair)
    let pins = try manifest.object("pins")
    let pinned = try pins.map("evaluator_versions")
    let used = try scorecard.map("evaluator_versions")
    try require(
      pinned == used,
      "\(scorecard.place): 'evaluator_versions' are not the ones its manifest pins; "
        + "evaluate the run again")
  }
}
