import Codecs
import StageKit

extension Blueprint {
  /// Reads `blueprints.jsonl`; errors name the line, the blueprint and the path of the field.
  static func read(_ bytes: [UInt8], path: String) throws(StageError) -> [Blueprint] {
    var blueprints: [Blueprint] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      let value: Value
      do throws(JSONError) {
        value = try JSON.decode(Array(line))
      } catch {
        throw .invalid("'\(path)' line \(index + 1) is \(error.description)")
      }
      let id = value.asMap?["id"]?.asText ?? "without id"
      let fields = try StageFields(value, "'\(path)' line \(index + 1), blueprint '\(id)'")
      let blueprint = try Blueprint(fields)
      if let twin = blueprints.first(where: { $0.strategy == blueprint.strategy }) {
        throw .invalid(
          "'\(path)' line \(index + 1): blueprints '\(twin.id)' and '\(id)' have one strategy name")
      }
      blueprints.append(blueprint)
    }
    return blueprints
  }

  /// Reads one blueprint; every number is checked.
  init(_ fields: StageFields) throws(StageError) {
    func part(_ name: String) throws(StageError) -> StageFields {
      StageFields(place: "\(fields.place): \(name)", map: try fields.map(name))
    }
    let (scope, entry, exit) = (try part("symbol_scope"), try part("entry"), try part("exit"))
    let (sizing, evaluation) = (try part("sizing"), try part("evaluation"))
    let lineage = try part("lineage")
    id = try Self.filled(fields, "id")
    run = try Self.filled(fields, "run_id")
    eventType = try Self.filled(fields, "event_type")
    candidate = try Self.filled(fields, "candidate_id")
    scopeMode = try scope.text("mode")
    symbols = try scope.texts("symbols")
    try require(
      ["single_symbol", "multi_symbol", "all"].contains(scopeMode),
      "\(scope.place).mode: '\(scopeMode)' is no scope")
    try require(
      (scopeMode == "all" || !symbols.isEmpty) && !symbols.contains(""),
      "\(scope.place).symbols: is empty")
    direction = try fields.text("direction")
    try require(
      ["long", "short", "both", "conditional"].contains(direction),
      "\(fields.place): direction '\(direction)' is none")
    let triggers = try entry.texts("triggers")
    guard triggers.count == 1, let trigger = triggers.first, !trigger.isEmpty else {
      throw .invalid("\(entry.place).triggers: one entry signal is needed")
    }
    self.trigger = trigger
    delay = try Self.count(entry, "delay_bars")
    cooldown = try Self.count(entry, "cooldown_bars")
    arm = try Self.count(entry, "arm_bars")
    lockout = try Self.count(entry, "reentry_lockout_bars")
    logic = try entry.text("condition_logic", default: "all")
    try require(
      logic == "all" || logic == "any",
      "\(entry.place).condition_logic: '\(logic)' is neither all nor any")
    nodes = try entry.list("condition_nodes") { (node) throws(StageError) in
      try ConditionNode(node)
    }
    timeStop = try Self.count(exit, "time_stop_bars")
    invalidation = try exit.optional("invalidation") { (node) throws(StageError) in
      let metric = try node.text("metric")
      try require(
        FeatureTable.names.contains(metric),
        "\(node.place).metric: there is no feature '\(metric)' at a bar")
      return ConditionNode(
        feature: metric, op: try node.text("operator"), value: try node.number("value"))
    }
    stopType = try Self.level(exit, "stop_type")
    targetType = try Self.level(exit, "target_type")
    stop = try Self.amount(exit, "stop_value")
    target = try Self.amount(exit, "target_value")
    trailing = try Self.amount(exit, "trailing_stop_value", default: 0)
    breakEven = try Self.amount(exit, "break_even_r", default: 0)
    self.sizing = Sizing(
      mode: try sizing.text("mode"), risk: try Self.amount(sizing, "risk_per_trade"),
      targetVolatility: try Self.amount(sizing, "target_vol", default: 0),
      maxGrossLeverage: try Self.amount(sizing, "max_gross_leverage", default: 1),
      maxPositionScale: try Self.amount(sizing, "max_position_scale", default: 1),
      portfolioBudget: try Self.amount(sizing, "portfolio_risk_budget", default: 1),
      symbolBudget: try Self.amount(sizing, "symbol_risk_budget", default: 1))
    try require(
      self.sizing.mode == "fixed_risk" || self.sizing.mode == "vol_target",
      "\(sizing.place).mode: '\(self.sizing.mode)' is no sizing")
    overlays = try fields.list("overlays") { (fields) throws(StageError) in
      let name = try fields.text("name")
      guard let known = Overlay.known.first(where: { $0.name == name }) else {
        throw .invalid(
          "\(fields.place): there is no overlay '\(name)'",
          hint: Hint.choice(name, among: Overlay.known.map(\.name)))
      }
      let parameters = StageFields(place: fields.place, map: try fields.map("params"))
      return Overlay(name: name, value: try Self.amount(parameters, known.parameter, default: 0))
    }
    minTrades = try Self.count(evaluation, "min_trades")
    let cost = StageFields(
      place: "\(evaluation.place).cost_model", map: try evaluation.map("cost_model"))
    fees = try Self.amount(cost, "fees_bps")
    slippage = try Self.amount(cost, "slippage_bps")
    source = try lineage.text("source_path", default: "")
    overrides = try lineage.texts("non_production_overrides")
    promotion = fields.map["promotion"]
  }

  private static func filled(_ fields: StageFields, _ name: String) throws(StageError) -> String {
    let text = try fields.text(name)
    try require(!text.isEmpty, "\(fields.place): '\(name)' is empty")
    return text
  }

  private static func count(_ fields: StageFields, _ name: String) throws(StageError) -> Int {
    let count = try fields.integer(name, default: name == "time_stop_bars" ? nil : 0)
    try require(count >= 0, "\(fields.place).\(name): is negative")
    return count
  }

  private static func amount(
    _ fields: StageFields, _ name: String, default fallback: Double? = nil
  ) throws(StageError) -> Double {
    let amount = try fields.number(name, default: fallback)
    try require(amount >= 0, "\(fields.place).\(name): is negative")
    return amount
  }

  private static func level(_ fields: StageFields, _ name: String) throws(StageError) -> Level {
    let text = try fields.text(name)
    let level = try require(
      Level(rawValue: text),
      "\(fields.place).\(name): '\(text)' is none of "
        + Hint.quoted(Level.allCases.map(\.rawValue), last: "and"))
    return level
  }
}
