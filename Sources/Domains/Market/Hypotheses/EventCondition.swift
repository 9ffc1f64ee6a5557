/// Which events a hypothesis is about; all of it is known when the event begins.
enum EventCondition: Equatable {
  case all
  case symbol(String)
  case trend(String)
  case volatility(String)
  case session(String)
  /// The family's own strength, at most (or at least) a value.
  case severity(feature: String, isAtMost: Bool, value: Double)

  /// Most conditions of a family; more make every hypothesis too complicated.
  static let countMax = 20

  /// The name in files.
  var name: String {
    switch self {
    case .all: "all"
    case .symbol(let symbol): "symbol_\(symbol)"
    case .trend(let trend): "bull_bear_\(trend)"
    case .volatility(let regime): "vol_regime_\(regime)"
    case .session(let session): "session_\(session)"
    case .severity(let feature, let isAtMost, let value):
      "\(feature) \(isAtMost ? "<=" : ">=") \(Decimal64.text(value))"
    }
  }

  /// Whether an event is meant.
  func holds(_ event: MarketEvent) -> Bool {
    switch self {
    case .all: true
    case .symbol(let symbol): event.symbol == symbol
    case .trend(let trend): event.trend == trend
    case .volatility(let regime): event.volatility == regime
    case .session(let session): event.session == session
    case .severity(_, let isAtMost, let value):
      isAtMost ? event.severity <= value : event.severity >= value
    }
  }

  /// Whether an engine can ask the same at a bar: a regime against each symbol's own middle it
  /// cannot.
  var isExecutable: Bool {
    if case .volatility = self { return false }
    return true
  }

  /// The nodes of a blueprint that ask the same; a symbol is asked by the scope.
  var nodes: [ConditionNode] {
    switch self {
    case .all, .symbol, .volatility: []
    case .trend(let trend):
      [ConditionNode(feature: "mean_gap_96", op: trend == "bull" ? ">=" : "<", value: 0)]
    case .session(let session):
      [
        ConditionNode(
          feature: "hour_utc", op: "in_range",
          value: session == "asia" ? 0 : session == "eu" ? 8 : 16,
          valueHigh: session == "asia" ? 7 : session == "eu" ? 15 : 23)
      ]
    case .severity(let feature, let isAtMost, let value):
      [ConditionNode(feature: feature, op: isAtMost ? "<=" : ">=", value: value)]
    }
  }

  /// The same with its number moved by a tenth to both sides; nil without a number.
  var neighbours: (left: EventCondition, right: EventCondition)? {
    guard case .severity(let feature, let isAtMost, let value) = self else { return nil }
    let step = max(0.1 * abs(value), 1e-6)
    return (
      .severity(feature: feature, isAtMost: isAtMost, value: value - step),
      .severity(feature: feature, isAtMost: isAtMost, value: value + step)
    )
  }

  /// Reads the name in files.
  init?(_ name: String) {
    func rest(_ prefix: String) -> String? {
      name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
    }
    if name == "all" {
      self = .all
    } else if let symbol = rest("symbol_") {
      self = .symbol(symbol)
    } else if let trend = rest("bull_bear_") {
      self = .trend(trend)
    } else if let regime = rest("vol_regime_") {
      self = .volatility(regime)
    } else if let session = rest("session_") {
      self = .session(session)
    } else {
      let parts = name.split(separator: " ")
      guard parts.count == 3, parts[1] == "<=" || parts[1] == ">=", let value = Double(parts[2])
      else { return nil }
      self = .severity(feature: String(parts[0]), isAtMost: parts[1] == "<=", value: value)
    }
  }

  private init(_ condition: EventCondition) { self = condition }

  /// The conditions of a family, in the order of their seeds: those that mean the same events as an
  /// earlier one are left out.
  static func generate(
    _ rows: [EventSample], symbols: [String], detector: any EventDetector.Type
  ) -> [EventCondition] {
    var all: [EventCondition] = [.all]
    if symbols.count > 1 { all += symbols.map { .symbol($0) } }
    all += ["bull", "bear"].map { .trend($0) }
    all += ["low", "high"].map { .volatility($0) }
    all += ["asia", "eu", "us"].map { .session($0) }
    let train = rows.filter { $0.split == .train }.map(\.row.event.severity).filter { $0.isFinite }
    if let middle = Quantile.of(train, 0.5) {
      let rounded = (middle * 10_000).rounded() / 10_000
      all.append(
        .severity(
          feature: detector.severity.feature, isAtMost: detector.severity.isSmallStrong,
          value: rounded))
    }
    var kept: [EventCondition] = []
    var members: [[Int]] = []
    for condition in all {
      let indices = rows.indices.filter { condition.holds(rows[$0].row.event) }
      if condition != .all, members.contains(indices) { continue }
      kept.append(condition)
      members.append(indices)
    }
    return kept
  }
}
