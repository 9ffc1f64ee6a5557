import StageKit

/// Everything that the report is derived from, read once and checked for completeness.
///
/// Nothing in it has a default: a file, a column or a key that is absent is an error that names it,
/// because a report with a silent gap looks like a result.
struct Evidence {
  let design: Design
  /// The runs that count, in the order of the index.
  let scores: [ScoreIndex.Row]
  /// The pairs of which both runs count.
  let pairs: [PairedScores.Pair]
  /// For each variant, then for each variant within each task.
  let summaries: [Summary]
  let taskSummaries: [TaskSummary]
  let sample: Sample
  let exclusions: [Exclusion]
  let analysis: Analysis
  let replays: [Replay]
}

extension Evidence {
  /// Reads everything that the context's inputs `index`, `analysis` and `replay` hold.
  init(_ context: TrialContext) throws(StageError) {
    let files = EvidenceFiles(context: context)
    design = try Design(context)
    let bytes = try StageFiles.read(files.path("scorecard-index.csv", in: "index"))
    let index = try ScoreIndex(bytes, name: "scorecard-index.csv")
    scores = index.rows
    pairs = try PairedScores(index, design.comparison).complete
    summaries = try Summary.read(files, design)
    taskSummaries = try TaskSummary.read(files, design)
    sample = try Sample(files.fields("sample-size.json", in: "index"), design)
    exclusions = try Exclusion.read(files)
    analysis = try Analysis(files, design)
    replays = try Replay.read(files)
  }
}
