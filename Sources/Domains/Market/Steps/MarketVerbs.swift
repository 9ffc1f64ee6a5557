import StageKit

/// The verbs of the domain: the scripts of the runbook by their names.
enum MarketVerbs {
  static let all: [DomainVerb] =
    [runAll]
    + [
      (BacktestStep.self as any Step.Type, "runs/RUN/backtest_strategies.json"),
      (WalkForwardStep.self, "reports/eval/RUN/walkforward_summary.json"),
      (PromoteStep.self, "reports/promotions/RUN/promotion_report.json"),
      (MarketReportStep.self, "reports/\(RunPaths.executionFamily)/RUN/summary.json"),
    ].map { again($0.0, writes: $0.1) } + [invalidate, triage, show]

  private static let runAll = DomainVerb.step(
    RunAllStep.self, of: Market.name,
    details: [
      "Every flag is a setting, named as in configuration files and manifests; a stage's own",
      "spelling works as well. A run goes as far as its settings ask; what is already done and",
      "still fresh is not repeated. Exit code 11: a gate refused. The data",
      "root is $BACKTEST_DATA_ROOT, or 'data'.",
    ],
    example: "runledger market run_all --run_id RUN --symbols AAPL,MSFT --start 2000-03-01 "
      + "--end 2013-03-01 --bars stocks.csv --run_phase2_conditional 1",
    usage: "run_all --run_id RUN --symbols LIST --start DATE --end DATE [--SETTING VALUE]..."
  ) { (arguments) throws(StageError) in
    let file = arguments.value("bars") ?? ""
    return StageFilesNamed(
      inputs: (file.isEmpty ? [] : [file]) + arguments.values("config"),
      outputs: [place(arguments, "runs/RUN/run_manifest.json")],
      optional: [place(arguments, "trials/RUN/trials.csv")],
      seed: try arguments.int("seed", in: 0 ... .max) ?? 13)
  }

  private static func again(_ step: any Step.Type, writes path: String) -> DomainVerb {
    .step(
      step, of: Market.name,
      details: [
        "Works on the output of the earlier stages; symbols and window are those of the run",
        "unless given. '--force 1' repeats what is already done.",
      ],
      example: "runledger market \(step.name) --run_id RUN",
      usage: "\(step.name) --run_id RUN [--SETTING VALUE]..."
    ) { (arguments) throws(StageError) in
      StageFilesNamed(
        inputs: arguments.values("config"), outputs: [place(arguments, path)],
        seed: try arguments.int("seed", in: 0 ... .max) ?? 13)
    }
  }

  private static let invalidate = DomainVerb.step(
    InvalidateStep.self, of: Market.name,
    details: ["Promotions based on the run are revoked with it."],
    example: "runledger market invalidate RUN --policy stale_artifact_hardening",
    usage: "invalidate RUN --policy TEXT"
  ) { (arguments) throws(StageError) in
    let run = arguments.operands.first ?? ""
    return StageFilesNamed(outputs: [root(arguments, "runs/\(run)/invalidated.json")])
  }

  private static let triage = look(
    TriageStep.self, usage: "triage RUN", example: "runledger market triage RUN")

  private static let show = look(
    ShowStep.self, usage: "show CANDIDATE --run_id RUN [--why]",
    example: "runledger market show CANDIDATE --run_id RUN --why")

  private static func look(
    _ step: any Step.Type, usage: String, example: String
  ) -> DomainVerb {
    DomainVerb(
      step.name, step.summary, usage: "\(Market.name) \(usage)", options: step.options,
      operands: step.operands, example: example
    ) { (_) throws(StageError) in .show(step: step.name) }
  }

  private static func place(_ arguments: ParsedArguments, _ path: String) -> String {
    let run = arguments.value("run_id") ?? "RUN"
    let parts = path.split(separator: "/").map { $0 == "RUN" ? Substring(run) : $0 }
    return root(arguments, parts.joined(separator: "/"))
  }

  /// Below the data root: as it is given, else as the environment says.
  private static func root(_ arguments: ParsedArguments, _ path: String) -> String {
    if let root = arguments.value("root") { return "\(root)/\(path)" }
    return "${BACKTEST_DATA_ROOT:-data}/\(path)"
  }
}
