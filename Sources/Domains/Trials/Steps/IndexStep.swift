import StageKit

/// Collects the scorecards of a study into tables, and says whether there are enough.
enum IndexStep: TrialStep {
  static let name = "index"
  static let summary = "collect the scorecards"
  static let reads = ["contrast", "level"]

  static func run(_ context: TrialContext) throws(StageError) {
    let registration = try context.registration()
    let design = try Comparison(context, registration)
    let collection = try ScoreCollection(
      context, design: design, scorecards: context.input("scorecards"),
      manifests: context.optionalInput("manifests"))
    let pairs = try PairedScores(collection.index, design)
    let sample = SampleSize(
      pairs, design: design, minimum: context.minimumPairs(registration))
    let summary = VariantSummary(pairs: pairs, design: design)
    try context.write(declared: "scorecard-index.csv", collection.index.csv)
    try context.write(declared: "excluded-index.csv", collection.putBack.csv)
    try context.write(declared: "exclusions.csv", collection.exclusions.csv)
    try context.write(declared: "variant-summary.csv", summary.csv)
    try context.write(declared: "task-variant-summary.csv", summary.taskCSV)
    try context.write(declared: "sample-size.json", sample.value(collection.contended.count))
    try context.report(metric: "pairs", Double(sample.pairs))
    try context.report(metric: "smallest_task", Double(sample.smallest))
    try context.report(metric: "sample_sufficient", sample.isSufficient ? 1 : 0)
    if !collection.contended.isEmpty {
      try context.report(metric: "contended", Double(collection.contended.count))
    }
    for warning in sample.warnings { try context.report(note: warning) }
  }
}
