public import StageKit

/// Market research: from bars to audited hypotheses, blueprints, backtests, walk-forward and
/// promotion.
public enum Market: Domain {
  /// The name of its steps and verbs.
  public static let name = "market"

  /// What it is about.
  public static let summary = "bars to hypotheses, blueprints, backtests, promotion and report"

  /// The steps, in the order of the pipeline.
  public static let steps: [any Step.Type] = [
    IngestStep.self, CleanStep.self, FeaturesStep.self, UniverseStep.self, ContextStep.self,
    QueueStep.self, DetectStep.self, RegistryStep.self, Phase2Step.self, EdgesStep.self,
    NaiveStep.self, ExpectancyStep.self, TrapsStep.self, ChecklistStep.self, CompileStep.self,
    BuildStep.self, BacktestStep.self, WalkForwardStep.self, PromoteStep.self,
    MarketReportStep.self,
    RunAllStep.self, TriageStep.self, ShowStep.self, InvalidateStep.self,
    EngineSpeedStep.self,
  ]

  /// The verbs: the scripts of a run by their names.
  public static let verbs: [DomainVerb] = MarketVerbs.all
}
