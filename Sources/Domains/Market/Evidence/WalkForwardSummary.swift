import Codecs
import StageKit

/// `walkforward_summary.json`: what promotion may look at, and the test, which it may not.
struct WalkForwardSummary {
  let record: Value

  init(
    job: Job, source: ExecutionSource,
    splits: [(SplitWindows.Window, Value, [(String, SplitEvidence)])], unexpected: [String]
  ) throws(StageError) {
    let clock = try job.clock()
    let settings = job.settings
    var windows: [Value] = []
    var perSplit: ValueMap = [:]
    var metrics: ValueMap = [:]
    var regimes: ValueMap = [:]
    var clusters: ValueMap = [:]
    for (window, figures, evidence) in splits {
      windows.append([
        "label": .text(window.label), "start": .text(CivilTime.date(window.start)),
        "end": .text(CivilTime.date(window.end)),
      ])
      perSplit[window.label] = figures
      for (strategy, split) in evidence {
        let (_, net, gross) = split.perTime
        func put(_ map: inout ValueMap, _ value: Value) {
          var inner = map[strategy]?.asMap ?? [:]
          inner[window.label] = value
          map[strategy] = .map(inner)
        }
        put(&metrics, Self.metrics(split, net, clock))
        let share = RegimeShare(pnl: net, gross: gross)
        put(
          &regimes,
          [
            "low": .double(share.low), "mid": .double(share.mid), "high": .double(share.high),
            "max_share": .double(share.largest),
            "regime_consistent": .bool(
              share.isConsistent(settings.number("walkforward_regime_max_share"))),
          ])
        let cluster = DrawdownClusters(
          net, top: settings.number("walkforward_drawdown_cluster_top_frac"),
          quantile: settings.number("walkforward_drawdown_tail_q"))
        put(
          &clusters,
          [
            "max_loss_cluster_len": .int(Int64(cluster.longest)),
            "p95_loss_cluster_len": .double(cluster.lengthQuantile),
            "cluster_count": .int(Int64(cluster.count)),
            "cluster_loss_concentration": .double(cluster.concentration),
            "tail_conditional_drawdown_95": .double(cluster.tail),
          ])
      }
    }
    let overrides = try StageRunner.overrides(upTo: .walkforward, job)
    record = [
      "run_id": .text(job.run), "splits": .array(windows), "per_split_metrics": .map(perSplit),
      "per_strategy_split_metrics": .map(metrics), "per_strategy_regime_metrics": .map(regimes),
      "per_strategy_drawdown_cluster_metrics": .map(clusters),
      "final_test_metrics": perSplit["test"] ?? .null,
      "tested_splits": .array(splits.map { .text($0.0.label) }),
      "expected_strategy_count": .int(Int64(source.blueprints.count)),
      "observed_strategy_count": .int(Int64(source.blueprints.count + unexpected.count)),
      "unexpected_strategy_ids": .array(unexpected.map(Value.text)),
      "production": .bool(overrides.isEmpty),
      "non_production_overrides": .array(overrides.map(Value.text)),
      "integrity_checks": [
        "artifacts_validated": true, "required_test_present": true,
        "config_passthrough_count": .int(Int64(settings.configurations.count)),
        "allow_unexpected_strategy_files": .bool(
          settings.flag("walkforward_allow_unexpected_strategy_files")),
      ],
    ]
  }

  private static func metrics(
    _ split: SplitEvidence, _ net: [Double], _ clock: BarClock
  ) -> Value {
    [
      "total_trades": .int(Int64(split.trades)), "net_pnl": .double(split.total),
      "stressed_net_pnl": .double(split.stressed),
      "ending_equity": .double(BacktestMetrics.equity(net).last ?? BacktestMetrics.initialEquity),
      "sharpe_annualized": .double(BacktestMetrics.sharpe(net, clock.periodsPerYear)),
      "max_drawdown": .double(DrawdownCurve(net).deepest),
      "cost_ratio": split.costRatio.isFinite ? .double(split.costRatio) : .null,
      "gate_precheck": .bool(split.trades > 0 && split.total > 0),
    ]
  }
}
