import Codecs
import Files
import StageKit

/// The files of a finished simulation, beside `simulation.db` and `timeline.jsonl`.
struct ResultFiles {
  let directory: String

  /// The names of all files, in the order in which they are written; `meta.json` is the last.
  static let names = [
    "simulation.db", "timeline.jsonl", "agent_states.json", "agents.csv", "by_timestep.json",
    "outcome_distributions.json", "meta.json",
  ]

  /// Writes everything that follows from a simulation.
  func write(_ simulation: Simulation, meta: ValueMap) throws(StageError) {
    try write("agent_states.json", states(simulation))
    try write("agents.csv", table(simulation))
    let rows = simulation.summaries.map { JSON.string($0.value) }
    try write("by_timestep.json", Array(("[\n" + rows.joined(separator: ",\n") + "\n]\n").utf8))
    try write(
      "outcome_distributions.json",
      JSON.encode(.map(Self.distributions(simulation)), pretty: true))
    try write("meta.json", JSON.encode(.map(meta), pretty: true))
  }

  private func write(_ name: String, _ bytes: [UInt8]) throws(StageError) {
    try StageFiles.write(PathName.join(directory, name), bytes)
  }

  private func states(_ simulation: Simulation) -> [UInt8] {
    var bytes = Array("[".utf8)
    for agent in simulation.states.indices {
      bytes += Array((agent == 0 ? "\n" : ",\n").utf8)
      bytes += JSON.encode(AgentRecord(simulation, agent).value)
    }
    return bytes + Array("\n]\n".utf8)
  }

  /// Everybody with attributes and what they came to: for segments over several runs.
  private func table(_ simulation: Simulation) -> [UInt8] {
    let plan = simulation.plan
    let outcomes = plan.scenario.outcomes.filter { $0.kind != .openEnded }.map(\.name)
    var bytes = Array(
      CSV.row(["id"] + plan.table.names + ["aware"] + outcomes.map { "outcome.\($0)" }).utf8)
    for agent in simulation.states.indices {
      let reported = AgentRecord(simulation, agent).reported
      let values = outcomes.map { Datum(reported[$0] ?? .null) }
      let cells = plan.table.rows[agent] + [.bool(simulation.states[agent].isAware)] + values
      let texts = cells.map { if case .none = $0 { "" } else { $0.text } }
      bytes += Array(CSV.row([plan.table.ids[agent]] + texts).utf8)
    }
    return bytes
  }

  /// The outcomes of everybody: categories as shares of the whole population, truth values as
  /// shares of those who answered, numbers by mean and spread.
  static func distributions(_ simulation: Simulation) -> ValueMap {
    var map: ValueMap = [:]
    let records = simulation.states.indices.map { AgentRecord(simulation, $0).reported }
    let count = Double(max(1, records.count))
    for outcome in simulation.plan.scenario.outcomes {
      let values = records.compactMap { $0[outcome.name] }
      switch outcome.kind {
      case .categorical:
        map[outcome.name] = .map(
          ValueMap(
            outcome.options.map { option in
              (option, .double(Double(values.count { $0.asText == option }) / count))
            }))
      case .boolean:
        let answers = values.compactMap(\.asBool)
        let share = Double(answers.count { $0 }) / Double(max(1, answers.count))
        map[outcome.name] =
          answers.isEmpty ? .map([:]) : ["true": .double(share), "false": .double(1 - share)]
      case .float:
        let numbers = values.compactMap(\.asDouble)
        guard let low = numbers.min(), let high = numbers.max() else {
          map[outcome.name] = ["count": 0]
          continue
        }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        map[outcome.name] = [
          "mean": .double(mean), "std": .double((squares / Double(numbers.count)).squareRoot()),
          "min": .double(low), "max": .double(high), "count": .int(Int64(numbers.count)),
        ]
      case .openEnded: break
      }
    }
    return map
  }
}
