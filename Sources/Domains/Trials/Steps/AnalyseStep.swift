import StageKit

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
    try context.write(declared: "statistical-tests.json", analysis.statisticalTests)
    try context.write(declared: "effect-sizes.json", analysis.effectSizes)
    try context.write(declared: corrections, analysis.corrections)
    try context.write(declared: "assumptions.json", analysis.assumptions)
    try context.write(declared: "supplementary.json", analysis.supplementary)
    try report(analysis, context)
  }

  /// Reports what conditions may refer to; a value that there is none of is not reported, so that
  /// a condition on it does not hold.
  private static func report(
    _ analysis: Analysis, _ context: TrialContext
  ) throws(StageError) {
    for result in analysis.results {
      let name = String(result.hypothesis.id.lowercased().map { $0 == "-" ? "_" : $0 })
      if let p = result.finding.p { try context.report(metric: "\(name)_p", p) }
      if let p = result.corrected { try context.report(metric: "\(name)_p_corrected", p) }
    }
    for verdict in Judgement.Verdict.allCases {
      let count = analysis.results.count { $0.verdict == verdict }
      try context.report(metric: verdict.rawValue, Double(count))
    }
    let isSupported = analysis.primary?.verdict == .supported
    try context.report(metric: "primary_supported", isSupported ? 1 : 0)
    let success = StudySuccess(analysis)
    try context.report(metric: "study_success", success.isMet ? 1 : 0)
    try context.report(metric: "stop_early", success.shouldStop ? 1 : 0)
    switch analysis.moment {
    case .peek(let open):
      try context.report(
        note: "an unregistered look: \(open) runs are open, so nothing is tested")
    case .untested:
      try context.report(note: "this level is summarised; the registration tests another")
    case .look(let look):
      try context.report(note: "a registered look at \(look.pairs) pairs")
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
