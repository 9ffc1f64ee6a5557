import Codecs
import StageKit

/// Tests conditional hypotheses on the events of every family; fails closed, and says which gate
/// said no.
enum Phase2Stage {
  static func run(_ job: Job) throws(StageError) {
    let symbols = try job.eligible()
    var outcomes: [(family: any EventDetector.Type, outcome: Outcome)] = []
    for family in try EventFamily.named(job.settings["phase2_event_type"]) {
      outcomes.append((family, try run(family, symbols, job)))
    }
    // Entered before anybody can read how it went, whatever becomes of the run.
    try TrialRegister.enter(job, outcomes.map { ($0.family, $0.outcome.candidates) })
    for (family, outcome) in outcomes { try write(outcome, family, job) }
    try SelectionLog.enter(.phase2, outcomes.map(\.outcome.logEntry), job)
    for (name, count) in [
      ("candidates", outcomes.reduce(0) { $0 + $1.outcome.candidates.count }),
      ("promoted", outcomes.reduce(0) { $0 + $1.outcome.promoted.count }),
    ] {
      job.stats[name] = .int(Int64(count))
      try job.events.metric("phase2_\(name)", Double(count))
    }
  }

  /// What a family came to.
  struct Outcome {
    var decision = "evaluated"
    var reason: String?
    var candidates: [Candidate] = []
    var symbols: [SymbolEvaluation] = []
    var modes: [String: String] = [:]
    var promoted: [String] = []
    var skipped: [(String, Int)] = []
    /// Hypotheses of the queue that name the family.
    var supporting: [String] = []

    fileprivate var logEntry: Value {
      [
        "stage": .text(StageName.phase2.rawValue), "selection_split": "validation",
        "test_usage": "read_only", "decision": .text(decision),
        "freeze_reason": reason.map(Value.text) ?? .null,
        "promoted_count": .int(Int64(promoted.count)),
      ]
    }
  }

  private static func run(
    _ family: any EventDetector.Type, _ symbols: [String], _ job: Job
  ) throws(StageError) -> Outcome {
    let name = family.family
    let evidence = try FamilySamples(family, job)
    let events = evidence.events
    let summary = try job.fields(job.paths.family(name, "\(name)_summary.json"))
    let count = try summary.integer("event_count")
    try checkParity(events, count, name, symbols, job)
    if events.isEmpty { return Outcome(decision: "freeze", reason: "no_phase1_events") }
    let least = job.settings.number("phase2_min_controls_coverage")
    guard let coverage = evidence.coverage, coverage >= least else {
      return Outcome(decision: "freeze", reason: "insufficient_controls_coverage")
    }
    let samples = evidence.samples
    let market = try EventMarket(symbols, family, job)
    let test = HypothesisTest(
      settings: job.settings, seed: job.seed, detector: family, samples: samples,
      cost: market.cost, forward: market.forward)
    var outcome = Outcome()
    outcome.supporting = try HypothesisQueue.supporting(name, job)
    (outcome.candidates, outcome.skipped) = test.candidates(symbols: symbols)
    for candidate in outcome.candidates {
      let members = samples.filter {
        candidate.condition.holds($0.row.event) && ($0.split == .train || $0.split == .validation)
      }
      var own: [SymbolEvaluation] = []
      for symbol in symbols {
        let part = members.filter { $0.row.event.symbol == symbol }
        if part.isEmpty { continue }
        own.append(
          SymbolEvaluation(
            candidate: candidate.id, symbol: symbol,
            gains: test.effects(part, candidate.action).gains,
            cost: candidate["cost_per_trade"]))
      }
      outcome.symbols += own
      outcome.modes[candidate.id] = SymbolEvaluation.deploymentMode(own)
    }
    outcome.promoted = promoted(outcome)
    return outcome
  }

  /// Rows that pass everything and may be deployed somewhere: by profit density, then by effect;
  /// two.
  private static func promoted(_ outcome: Outcome) -> [String] {
    outcome.candidates.filter { candidate in
      candidate.passesAll
        && outcome.symbols.contains { $0.candidate == candidate.id && $0.isDeployable }
    }
    .sorted {
      let left = (
        -$0["profit_density"], $0["mean_delta_adverse"], -$0["mean_delta_opportunity"], $0.id
      )
      let right = (
        -$1["profit_density"], $1["mean_delta_adverse"], -$1["mean_delta_opportunity"], $1.id
      )
      return left < right
    }
    .prefix(2).map(\.id)
  }

  private static func checkParity(
    _ events: [MarketEvent], _ count: Int, _ family: String, _ symbols: [String], _ job: Job
  ) throws(StageError) {
    try require(
      events.count == count,
      "the summary of '\(family)' counts \(count) events, its file \(events.count)")
    let table = try job.table(job.paths.registry("events.csv"))
    var registered = 0
    for symbol in symbols {
      registered += try RegistryStage.times(family, symbol, table).count
    }
    try require(
      registered == events.count,
      "'\(family)' has \(events.count) events, and the registry \(registered) of them: "
        + "build the registry again")
    for event in events where !symbols.contains(event.symbol) {
      throw .invalid("event '\(event.id)' is of '\(event.symbol)', which is not eligible")
    }
  }
}

/// What hypotheses ask of the market at an event.
struct EventMarket {
  private let features: [String: FeatureTable]
  private let bias: Double
  private let horizon: Int

  init(
    _ symbols: [String], _ family: any EventDetector.Type, _ job: Job
  ) throws(StageError) {
    var features: [String: FeatureTable] = [:]
    for symbol in symbols { features[symbol] = try job.features(symbol) }
    self.features = features
    bias = family.bias
    horizon = job.settings.whole("horizon")
  }

  /// What an entry at the event's bar costs: one turn in and one out.
  func cost(_ event: MarketEvent) -> EventCost.Input {
    guard let table = features[event.symbol], event.index < table.count else {
      return EventCost.Input(
        spread: .nan, close: .nan, high: .nan, low: .nan, quoteVolume: .nan, turnover: 2)
    }
    return EventCost.Input(
      spread: table["spread_bps"][event.index], close: table["close"][event.index],
      high: table["high"][event.index], low: table["low"][event.index],
      quoteVolume: table["quote_volume"][event.index], turnover: 2)
  }

  /// Side at entry times the return over the horizon; not-a-number at the end of the data.
  func forward(_ event: MarketEvent, delay: Int) -> Double {
    guard let table = features[event.symbol] else { return .nan }
    let entry = event.index + delay
    guard entry + horizon < table.count else { return .nan }
    let momentum = table["ret_4"][entry]
    let side = momentum > 0 ? bias : momentum < 0 ? -bias : 0
    return side * (table["close"][entry + horizon] / table["close"][entry] - 1)
  }
}

/// `selection_log.json`: what was selected on which split, by every stage that selects.
enum SelectionLog {
  /// Puts the entries of a stage in place of those it had; no stage's output, for several write it.
  static func enter(_ stage: StageName, _ entries: [Value], _ job: Job) throws(StageError) {
    let path = job.paths.evaluation("selection_log.json")
    var kept: [Value] = []
    if job.lake.has(path) {
      kept = (try job.lake.fields(path).map["entries"]?.asArray ?? []).filter {
        $0.asMap?["stage"] != .text(stage.rawValue)
      }
    }
    let all = Value.map(["run_id": .text(job.run), "entries": .array(kept + entries)])
    try job.lake.write(path, JSON.encode(all, pretty: true))
  }
}
