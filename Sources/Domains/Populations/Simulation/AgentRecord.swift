import Codecs
import SQLite

/// One person at the end of a simulation, as the result files hold them.
struct AgentRecord {
  private let simulation: Simulation
  private let agent: Int
  private let state: AgentState
  private let options: [String]

  init(_ simulation: Simulation, _ agent: Int) {
    self.simulation = simulation
    self.agent = agent
    state = simulation.states[agent]
    options = simulation.plan.scenario.decision?.options ?? []
  }

  private func option(_ position: Int16) -> String? {
    position < 0 ? nil : options[Int(position)]
  }

  private var response: Response? { simulation.lastResponses[agent] }

  /// What somebody says aloud; made up of position and conviction where no model said it.
  private var statement: String? {
    guard let response else { return nil }
    if let statement = response.statement { return statement }
    let word = Response.word(ofConviction: state.publicConviction)
    return "\(word): \(option(state.publicPosition) ?? "no position")"
  }

  /// The values of all outcomes for a position and a sentiment.
  private func outcomes(_ position: Int16, _ sentiment: Double) -> ValueMap {
    guard state.hasReasoned else { return [:] }
    var map: ValueMap = response?.outcomes ?? [:]
    let scenario = simulation.plan.scenario
    for outcome in scenario.outcomes {
      if outcome.name == scenario.decision?.name {
        map[outcome.name] = option(position).map(Value.text) ?? .null
      } else if map[outcome.name] == nil {
        map[outcome.name] = Self.derived(outcome, sentiment)
      }
    }
    return map
  }

  /// A value that follows from a sentiment: its place in a range, its sign, or one of equal parts.
  private static func derived(_ outcome: Scenario.Outcome, _ sentiment: Double) -> Value {
    switch outcome.kind {
    case .float:
      let (low, high) = outcome.range ?? (-1, 1)
      return .double(low + (sentiment + 1) / 2 * (high - low))
    case .boolean: return .bool(sentiment > 0)
    case .categorical:
      guard !outcome.options.isEmpty else { return .null }
      let part = Int((1 - sentiment) / 2 * Double(outcome.options.count))
      return .text(outcome.options[min(max(0, part), outcome.options.count - 1)])
    case .openEnded: return .null
    }
  }

  /// The values of all outcomes as they are reported: those of the private mind.
  var reported: ValueMap { outcomes(state.privatePosition, state.privateSentiment) }

  /// A row of `agent_states.json`.
  var value: Value {
    let table = simulation.plan.table
    func number(_ value: Double) -> Value { state.hasReasoned ? .double(value) : .null }
    func position(_ place: Int16) -> Value { option(place).map(Value.text) ?? .null }
    let final: ValueMap = [
      "agent_id": .text(table.ids[agent]), "aware": .bool(state.isAware),
      "exposure_count": .int(Int64(state.exposures)),
      "last_reasoning_timestep": .int(Int64(state.lastReasoned)),
      "position": position(state.privatePosition), "sentiment": number(state.privateSentiment),
      "conviction": number(state.privateConviction),
      "public_position": position(state.publicPosition),
      "public_sentiment": number(state.publicSentiment),
      "public_conviction": number(state.publicConviction),
      "private_position": position(state.privatePosition),
      "private_sentiment": number(state.privateSentiment),
      "private_conviction": number(state.privateConviction),
      "public_statement": statement.map(Value.text) ?? .null,
      "action_intent": position(state.privatePosition), "will_share": .bool(state.willShare),
      "committed": .bool(state.isCommitted), "outcomes": .map(reported),
      "raw_reasoning": response?.reasoning.map(Value.text) ?? .null,
      "network_hop_depth": simulation.hops[agent] < 0
        ? .null : .int(Int64(simulation.hops[agent])),
    ]
    return [
      "agent_id": .text(table.ids[agent]),
      "attributes": .map(ValueMap(zip(table.names, table.rows[agent]).map { ($0, $1.value) })),
      "final_state": .map(final), "reasoning_count": .int(Int64(state.reasonings)),
    ]
  }

  /// A row of the table `agent_states`.
  var cells: [Cell] {
    func number(_ value: Double) -> Cell { state.hasReasoned ? .double(value) : .null }
    func position(_ place: Int16) -> Cell { option(place).map(Cell.text) ?? .null }
    func flag(_ value: Bool) -> Cell { .int(value ? 1 : 0) }
    return [
      .text(simulation.plan.table.ids[agent]), flag(state.isAware), .int(Int64(state.exposures)),
      .int(Int64(state.lastReasoned)), position(state.privatePosition),
      number(state.privateSentiment), number(state.privateConviction),
      statement.map(Cell.text) ?? .null, position(state.privatePosition), flag(state.willShare),
      .text(JSON.string(.map(reported))), position(state.publicPosition),
      number(state.publicSentiment), number(state.publicConviction),
      position(state.privatePosition), number(state.privateSentiment),
      number(state.privateConviction), .text(JSON.string(.map(reported))),
      response?.reasoning.map(Cell.text) ?? .null, .int(Int64(state.lastReasoned)),
      flag(state.isCommitted),
      simulation.hops[agent] < 0 ? .null : .int(Int64(simulation.hops[agent])),
      .int(Int64(state.reasonings)),
    ]
  }
}
