import Codecs
import StageKit

/// Tries every candidate's plain entry: side times the return over the horizon, less one round
/// trip.
///
/// Returns are signed, and costs are fees and slippage, counted once a turn.
enum NaiveEntryStage {
  static let columns = [
    "run_id", "event_type", "candidate_id", "condition", "action", "naive_total_trades",
    "naive_expectancy_after_cost", "naive_sharpe_annualized", "naive_max_drawdown", "naive_pass",
  ]

  static func run(_ job: Job) throws(StageError) {
    var text = TableText(columns)
    var passed = 0
    let symbols = try job.eligible()
    let clock = try job.clock()
    for family in EventFamily.all {
      let path = job.paths.phase2(family.family, "phase2_candidates.csv")
      guard job.lake.has(path) else { continue }
      let table = try job.table(path)
      let samples = try FamilySamples(family, job).samples
      let market = try EventMarket(symbols, family, job)
      let ids = try table.texts("candidate_id")
      let (conditions, actions) = (try table.texts("condition"), try table.texts("action"))
      for row in ids.indices {
        guard let condition = EventCondition(conditions[row]),
          let action = HypothesisAction.find(actions[row])
        else { throw .invalid("'\(path)' line \(row + 2): no such hypothesis") }
        let delay = if case .delay(let bars) = action { bars } else { 0 }
        let members = samples.filter { condition.holds($0.row.event) && $0.split != .test }
          .sorted { $0.row.event.time < $1.row.event.time }
        let returns = members.map { market.forward($0.row.event, delay: delay) }
          .filter { $0.isFinite }.map { $0 - 2 * job.settings.costBps / 10_000 }
        let mean = Moment.mean(returns)
        let drawdown = DrawdownCurve(returns).deepest
        let perYear = clock.periodsPerYear / Double(job.settings.whole("horizon"))
        let isPassed =
          returns.count >= job.settings.whole("naive_min_trades")
          && (mean.map { $0 >= job.settings.number("naive_min_expectancy_after_cost") } ?? false)
          && drawdown >= job.settings.number("naive_max_drawdown")
        if isPassed { passed += 1 }
        text.row(
          [job.run, family.family, ids[row], conditions[row], actions[row], "\(returns.count)"]
            + [mean ?? .nan, BacktestMetrics.sharpe(returns, perYear), drawdown]
            .map(Decimal64.text) + [isPassed ? "1" : "0"])
      }
    }
    try job.write(job.paths.naive("naive_entry_validation.csv"), text)
    try job.write(
      job.paths.naive("naive_entry_validation.json"),
      [
        "run_id": .text(job.run), "candidates": .int(Int64(text.count)),
        "passed": .int(Int64(passed)),
        "cost_bps_per_turn": .double(job.settings.costBps),
      ])
    job.stats["passed"] = .int(Int64(passed))
  }
}

/// The events of a family with their splits, as every stage behind the detection sees them.
struct FamilySamples {
  /// All events of the file.
  let events: [MarketEvent]
  /// The share of complete events that have controls; nil without events.
  let coverage: Double?
  /// Those with controls: without one there is no excess to speak of, and no evidence.
  let samples: [EventSample]

  init(_ family: any EventDetector.Type, _ job: Job) throws(StageError) {
    let name = family.family
    let own = try job.table(job.paths.family(name, "\(name)_events.csv"))
    events = try MarketEvent.read(own, family)
    let table = try job.table(job.paths.family(name, "\(name)_controls.csv"))
    let ids = try table.texts("event_id")
    let adverse = try table.numbers("adverse")
    let opportunity = try table.numbers("opportunity")
    var sums: [String: (Double, Double, Double)] = [:]
    for row in ids.indices {
      let sum = sums[ids[row]] ?? (0, 0, 0)
      sums[ids[row]] = (sum.0 + adverse[row], sum.1 + opportunity[row], sum.2 + 1)
    }
    let deltas = MatchedDeltas(events) { id in sums[id].map { ($0.0 / $0.2, $0.1 / $0.2) } }
    coverage = deltas.coverage
    let rows = deltas.rows.filter { $0.controlAdverse.isFinite && $0.adverse.isFinite }
    samples = try EventSample.label(
      rows, horizon: job.settings.whole("horizon"), named: EventSample.named(own))
  }
}
