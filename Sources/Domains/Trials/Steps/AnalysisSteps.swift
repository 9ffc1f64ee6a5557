import StageKit

/// Collects the scorecards of a study into tables, and says whether there are enough.
enum IndexStep: TrialStep {
  static let name = "index"
  static let summary = "collect the scorecards"
  static let reads = ["contrast", "level"]

  static func run(_ context: TrialContext) throws(StageError) {
    let registration = try context.registration()
    let design = try Contrast(context, registration)
    let collection = try ScoreCollection(
      context, design: design, scorecards: context.input("scorecards"),
      manifests: context.optionalInput("manifests"))
    let pairs = try PairedScores(collection.index, design)
    let sample = SampleSize(
      pairs, design: design, minimum: context.minimumPairs(registration))
    let summary = VariantSummary(pairs: pairs, design: design)
    try context.write(context.declared("scorecard-index.csv"), collection.index.csv)
    try context.write(context.declared("excluded-index.csv"), collection.putBack.csv)
    try context.write(context.declared("exclusions.csv"), collection.exclusions.csv)
    try context.write(context.declared("variant-summary.csv"), summary.csv)
    try context.write(context.declared("task-variant-summary.csv"), summary.taskCSV)
    try context.write(
      context.declared("sample-size.json"), sample.value(collection.contended.count))
    try context.events.metric("pairs", Double(sample.pairs))
    try context.events.metric("smallest_task", Double(sample.smallest))
    try context.events.metric("sample_sufficient", sample.isSufficient ? 1 : 0)
    if !collection.contended.isEmpty {
      try context.events.metric("contended", Double(collection.contended.count))
    }
    for warning in sample.warnings { try context.events.note(warning) }
  }
}

/// Tests what the study registered on the index of a level.
enum AnalyseStep: TrialStep {
  static let name = "analyse"
  static let summary = "test the registered hypotheses"
  static let reads = RegistrationReader.keys

  static func run(_ context: TrialContext) throws(StageError) {
    let analysis = try Analysis(context)
    try require(
      analysis.moment == .untested || !analysis.results.isEmpty,
      "the study registered no hypothesis; state it under 'domain: {trials: {hypotheses: ...}}'")
    let corrections =
      context.outputs.contains { $0.hasSuffix("corrections.json") }
      ? "corrections.json" : "bonferroni.json"
    try context.write(context.declared("statistical-tests.json"), analysis.statisticalTests)
    try context.write(context.declared("effect-sizes.json"), analysis.effectSizes)
    try context.write(context.declared(corrections), analysis.corrections)
    try context.write(context.declared("assumptions.json"), analysis.assumptions)
    try context.write(context.declared("supplementary.json"), analysis.supplementary)
    try report(analysis, context)
  }

  /// Reports what conditions may refer to; a value that there is none of is not reported, so that
  /// a condition on it does not hold.
  private static func report(
    _ analysis: Analysis, _ context: TrialContext
  ) throws(StageError) {
    for result in analysis.results {
      let name = String(result.hypothesis.id.lowercased().map { $0 == "-" ? "_" : $0 })
      if let p = result.finding.p { try context.events.metric("\(name)_p", p) }
      if let p = result.corrected { try context.events.metric("\(name)_p_corrected", p) }
    }
    for verdict in Judgement.Verdict.allCases {
      let count = analysis.results.count { $0.verdict == verdict }
      try context.events.metric(verdict.rawValue, Double(count))
    }
    let isSupported = analysis.primary?.verdict == .supported
    try context.events.metric("primary_supported", isSupported ? 1 : 0)
    let success = StudySuccess(analysis)
    try context.events.metric("study_success", success.isMet ? 1 : 0)
    try context.events.metric("stop_early", success.shouldStop ? 1 : 0)
    switch analysis.moment {
    case .peek(let open):
      try context.events.note("an unregistered look: \(open) runs are open, so nothing is tested")
    case .untested:
      try context.events.note("this level is summarised; the registration tests another")
    case .look(let look):
      try context.events.note("a registered look at \(look.pairs) pairs")
    case .end: break
    }
  }
}

extension Analysis {
  /// Reads the index that a stage is given, beside which lies what was left out late.
  init(_ context: TrialContext) throws(StageError) {
    let files = EvidenceFiles(context: context)
    func read(_ name: String) throws(StageError) -> ScoreIndex {
      try ScoreIndex(StageFiles.read(files.path(name, in: "index")), name: name)
    }
    try self.init(context, read("scorecard-index.csv"), putBack: read("excluded-index.csv"))
  }
}
