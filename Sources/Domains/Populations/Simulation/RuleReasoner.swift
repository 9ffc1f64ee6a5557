import Numerics
import StageKit

/// Makes up minds by the rules of a scenario, without a model: the same situation gives the same
/// response.
///
/// `s = tanh(intercept + sum w z + peer_weight mean(peers) + memory_weight mean(memories) +
/// channel_weight valence credibility (1 - ambiguity) + noise h)`, with `h` uniform in -1 to 1 and
/// keyed by person and timestep. Conviction is `100 clamp(0.25 + 0.6 |s| + 0.05 sources - 0.2
/// ambiguity)` by its level.
struct RuleReasoner: Reasoner {
  let name = "rules"
  private(set) var usage = Usage()

  private let rules: ReasonerRules
  private let event: Scenario.Event
  /// `intercept + sum w z` of everybody.
  private let base: [Double]
  private let noise: Draw
  private let options: [(condition: BoundExpression, isAlways: Bool, position: Int16)]
  private let rows: [[Datum]]

  init(_ scenario: Scenario, _ table: AgentTable, seed: Int64) throws(StageError) {
    rules = scenario.reasoner
    event = scenario.event
    noise = Draw(seed: seed, "reason")
    rows = table.rows
    var base = [Double](repeating: scenario.reasoner.intercept, count: table.count)
    for (name, weight) in scenario.reasoner.weights {
      for (agent, score) in try Self.scores(name, table).enumerated() {
        base[agent] += weight * score
      }
    }
    self.base = base
    let names = scenario.decision?.options ?? []
    let environment = ExpressionScope(table.names + ["s"])
    var options: [(condition: BoundExpression, isAlways: Bool, position: Int16)] = []
    for rule in scenario.reasoner.optionRules {
      let place = try require(
        names.firstIndex(of: rule.option), "reasoner: there is no option '\(rule.option)'")
      do throws(ExpressionError) {
        let expression = try ExpressionParser.parse(rule.when)
        options.append((try environment.bind(expression), expression.isAlways, Int16(place)))
      } catch {
        throw .invalid("reasoner: '\(rule.when)': \(error.description)")
      }
    }
    self.options = options
  }

  /// The z-scores of numbers, 0 or 1 of truth values and of `attribute=option`.
  static func scores(_ name: String, _ table: AgentTable) throws(StageError) -> [Double] {
    let parts = name.split(separator: "=", maxSplits: 1).map(String.init)
    let column = try require(table.column(parts[0]), "reasoner: no agent has '\(parts[0])'")
    if parts.count == 2 { return column.map { $0.text == parts[1] ? 1 : 0 } }
    if column.allSatisfy({ if case .bool = $0 { true } else { false } }) {
      return column.map { $0.isTrue ? 1 : 0 }
    }
    let numbers = column.compactMap(\.asNumber)
    try require(
      numbers.count == column.count,
      "reasoner: '\(name)' is a category; weigh one option of it: '\(name)=OPTION'")
    return Descriptive.standardScores(numbers).value ?? numbers.map { _ in 0 }
  }

  mutating func respond(to situations: [Situation]) -> [Response?] {
    situations.map { respond(to: $0) }
  }

  private func respond(to situation: Situation) -> Response {
    var sum = base[situation.agent]
    if !situation.peers.isEmpty {
      var heard = 0.0
      for peer in situation.peers { heard += peer.sentiment }
      sum += rules.peerWeight * heard / Double(situation.peers.count)
    }
    if !situation.memories.isEmpty, rules.memoryWeight != 0 {
      var kept = 0.0
      for memory in situation.memories { kept += memory.sentiment }
      sum += rules.memoryWeight * kept / Double(situation.memories.count)
    }
    sum += rules.channelWeight * event.valence * situation.credibility * (1 - event.ambiguity)
    if rules.noise != 0 {
      let u = noise.uniform(t: UInt32(situation.timestep), i: UInt32(situation.agent))
      sum += rules.noise * (2 * u - 1)
    }
    let s = Elementary.hyperbolicTangent(sum)
    let certainty = 0.25 + 0.6 * abs(s) + 0.05 * Double(situation.sources) - 0.2 * event.ambiguity
    let percent = Int((100 * min(1, max(0, certainty))).rounded())
    return Response(
      sentiment: s, conviction: Response.level(ofConviction: percent),
      willShare: abs(s) >= rules.shareThreshold, position: position(situation.agent, s))
  }

  private func position(_ agent: Int, _ s: Double) -> Int16 {
    var row: [Datum]?
    for option in options {
      if option.isAlways { return option.position }
      if row == nil { row = rows[agent] + [.number(s)] }
      if let row, option.condition.holds(row) { return option.position }
    }
    return -1
  }
}
