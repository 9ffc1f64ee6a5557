import StageKit

/// Tests the registered hypotheses on the index of a study.
enum AnalyseStep: TrialStep {
  static let name = "analyse"
  static let summary = "test the registered hypotheses"

  static func run(_ context: TrialContext) throws(StageError) {
    let path = try context.input("index")
    let index = try ScoreIndex(StageFiles.read(path), name: "scorecard-index.csv")
    let analysis = try RegisteredAnalysis(
      index, design: Comparison(context), settings: AnalysisSettings(context))
    let planned = context.runs.filter { $0.scope == "run" }.map {
      Supplementary.PlannedPair(task: $0.task, pair: $0.pair)
    }
    try context.write(declared: "statistical-tests.json", analysis.statisticalTests)
    try context.write(declared: "effect-sizes.json", analysis.effectSizes)
    try context.write(declared: "bonferroni.json", analysis.bonferroni)
    try context.write(declared: "assumptions.json", Assumptions(analysis: analysis).value)
    try context.write(
      declared: "supplementary.json", Supplementary(analysis: analysis, planned: planned).value)
    try report(analysis, context)
  }

  /// Reports what conditions may refer to; a value that there is none of is not reported, so that
  /// a condition on it does not hold.
  private static func report(
    _ analysis: RegisteredAnalysis, _ context: TrialContext
  ) throws(StageError) {
    let primary = analysis[.h1]
    if let p = primary.finding.p { try context.report(metric: "h1_p", p) }
    if let p = primary.corrected { try context.report(metric: "h1_p_corrected", p) }
    if let power = primary.power { try context.report(metric: "h1_power", power) }
    if let power = StudySuccess.power(primary).observed {
      try context.report(metric: "power", power)
    }
    let significant = analysis.tests.count { $0.isSignificantCorrected }
    try context.report(metric: "significant", Double(significant))
    let success = StudySuccess(analysis)
    try context.report(metric: "study_success", success.isMet ? 1 : 0)
    try context.report(metric: "stop_early", success.shouldStop ? 1 : 0)
  }
}
