import StageKit

/// A stage of the pipeline as a step of its own.
protocol PipelineStep: Step {
  /// The stage.
  static var stage: StageName { get }
}

extension PipelineStep {
  static var name: String { stage.rawValue }
  static var options: [Option] { MarketCall.options([stage]) }

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let job = try MarketCall.job(call)
    if stage.isExecution { try Revocation.demandValid(job) }
    if stage == .compile || stage == .build { _ = try ChecklistStage.inject(job) }
    // Whoever asks for a judgement by its name wants it now, under the thresholds he names.
    let isJudgement = stage == .promote || stage == .report
    try StageRunner.run(stage, job, again: isJudgement, Pipeline.work(stage))
    return 0
  }
}

enum IngestStep: PipelineStep {
  static let stage = StageName.ingest
  static let summary = "ingest bars into the raw lake, or use existing ones"
}

enum CleanStep: PipelineStep {
  static let stage = StageName.clean
  static let summary = "align bars to their time grid, with funding and spot"
}

enum FeaturesStep: PipelineStep {
  static let stage = StageName.features
  static let summary = "compute features of each bar from it and earlier bars"
}

enum UniverseStep: PipelineStep {
  static let stage = StageName.universe
  static let summary = "list the symbols that have enough bars"
}

enum ContextStep: PipelineStep {
  static let stage = StageName.context
  static let summary = "describe trend, volatility, compression and funding"
}

enum QueueStep: PipelineStep {
  static let stage = StageName.queue
  static let summary = "generate hypotheses without looking at outcomes"
}

enum DetectStep: PipelineStep {
  static let stage = StageName.detect
  static let summary = "find events and match controls to them"
}

enum RegistryStep: PipelineStep {
  static let stage = StageName.registry
  static let summary = "collect all events in one registry"
}

enum Phase2Step: PipelineStep {
  static let stage = StageName.phase2
  static let summary = "test conditional hypotheses and record every trial"
  static var options: [Option] { MarketCall.options([stage, .compile, .walkforward]) }
}

enum EdgesStep: PipelineStep {
  static let stage = StageName.edges
  static let summary = "export tested hypotheses as edge candidates"
}

enum NaiveStep: PipelineStep {
  static let stage = StageName.naive
  static let summary = "test every candidate's naive entry"
  static var options: [Option] { MarketCall.options([stage, .phase2]) }
}

enum ExpectancyStep: PipelineStep {
  static let stage = StageName.expectancy
  static let summary = "look for returns explained by the market's state"
  static var options: [Option] { MarketCall.options([stage, .walkforward]) }
}

enum TrapsStep: PipelineStep {
  static let stage = StageName.traps
  static let summary = "test whether that expectancy is an artefact"
  static var options: [Option] { MarketCall.options([stage, .features, .walkforward]) }
}

enum ChecklistStep: PipelineStep {
  static let stage = StageName.checklist
  static let summary = "decide PROMOTE or KEEP_RESEARCH"
}

enum CompileStep: PipelineStep {
  static let stage = StageName.compile
  static let summary = "compile promoted hypotheses into blueprints"
  static var options: [Option] { MarketCall.options([stage, .phase2]) }
}

enum BuildStep: PipelineStep {
  static let stage = StageName.build
  static let summary = "list what could be deployed"
}

enum BacktestStep: PipelineStep {
  static let stage = StageName.backtest
  static let summary = "backtest blueprints over the whole window"
  static var options: [Option] { MarketCall.options([stage, .detect, .phase2, .compile]) }
}

enum WalkForwardStep: PipelineStep {
  static let stage = StageName.walkforward
  static let summary = "backtest blueprints on train, validation and test splits"
}

enum PromoteStep: PipelineStep {
  static let stage = StageName.promote
  static let summary = "promote blueprints by train and validation"
  static var options: [Option] { MarketCall.options([stage, .backtest, .walkforward]) }
}

enum MarketReportStep: PipelineStep {
  static let stage = StageName.report
  static let summary = "write the report of a run"
}
