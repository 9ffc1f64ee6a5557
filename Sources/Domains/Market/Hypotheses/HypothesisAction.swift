/// What a hypothesis proposes to do when an event begins.
enum HypothesisAction: Equatable {
  case nothing
  /// Keep a share of the exposure.
  case keep(Double, name: String)
  /// Enter so many bars later.
  case delay(Int)
  /// Stay out until half of what was unusual has passed.
  case halfLife

  /// Most actions of a family.
  static let countMax = 9

  /// The actions, in the order of their seeds.
  static let all: [HypothesisAction] = [
    .nothing, .keep(0, name: "entry_gate_skip"), .keep(0.5, name: "risk_throttle_0.5"),
    .keep(0, name: "risk_throttle_0"), .delay(0), .delay(8), .delay(30), .halfLife,
  ]

  /// The name in files.
  var name: String {
    switch self {
    case .nothing: "no_action"
    case .keep(_, let name): name
    case .delay(let bars): "delay_\(bars)"
    case .halfLife: "reenable_at_half_life"
    }
  }

  /// An action by its name.
  static func find(_ name: String) -> HypothesisAction? { all.first { $0.name == name } }

  /// The share of an event's adverse move that is avoided, and the share of exposure given up.
  func removed(_ outcome: EventOutcome, exposureHorizon: Int) -> (adverse: Double, exposure: Double)
  {
    switch self {
    case .nothing: return (0, 0)
    case .keep(let share, _): return (1 - share, 1 - share)
    case .delay(let bars): return delayed(Double(bars), outcome, exposureHorizon)
    case .halfLife:
      guard outcome.halfLife.isFinite else { return (0, 0) }
      return delayed(outcome.halfLife, outcome, exposureHorizon)
    }
  }

  private func delayed(
    _ bars: Double, _ outcome: EventOutcome, _ horizon: Int
  ) -> (Double, Double) {
    (outcome.adverseTime <= bars ? 1 : 0, min(1, bars / Double(horizon)))
  }
}

/// What an action changes on some events.
struct Effects {
  /// The change of the adverse move; negative is good.
  var adverse: [Double] = []
  /// The change of exposure, from -1 to 0.
  var exposure: [Double] = []
  /// The change of opportunity; negative is what the action costs.
  var opportunity: [Double] = []

  /// The effects of an action, with a further delay after it.
  init(
    _ rows: [MatchedDeltas.Row], _ action: HypothesisAction, exposureHorizon: Int, further: Int = 0
  ) {
    for row in rows {
      let first = action.removed(row.outcome, exposureHorizon: exposureHorizon)
      let second = HypothesisAction.delay(further).removed(
        row.outcome, exposureHorizon: exposureHorizon)
      let removed = 1 - (1 - first.adverse) * (1 - second.adverse)
      let given = 1 - (1 - first.exposure) * (1 - second.exposure)
      adverse.append(removed == 0 ? 0 : -removed * row.adverse)
      exposure.append(given == 0 ? 0 : -given)
      opportunity.append(given == 0 ? 0 : -given * row.opportunity)
    }
  }

  /// What each event gains: avoided adverse moves less opportunity given up.
  ///
  /// A proxy of risk, no return.
  var gains: [Double] {
    adverse.indices.map { -adverse[$0] - max(0, -opportunity[$0]) }
  }

  /// The mean gain: `-mean(adverse) - max(0, -mean(opportunity))`; nil without events.
  var expectancy: Double? {
    guard let adverse = Moment.mean(adverse), let opportunity = Moment.mean(opportunity) else {
      return nil
    }
    return -adverse - max(0, -opportunity)
  }
}
