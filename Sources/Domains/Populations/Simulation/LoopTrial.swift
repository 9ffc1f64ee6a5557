import Codecs
import Numerics
public import StageKit

/// The loop of a simulation alone, without files, so that it can be timed: people in a keyed random
/// network who hear, think, fade and tell.
public struct LoopTrial {
  private let plan: SimulationPlan
  private let reasoner: RuleReasoner

  /// A network of people with so many friends each on average.
  public init(people: Int, degree: Int = 20, seed: Int64 = 1) throws(StageError) {
    let draw = Draw(seed: seed, "trial/edges")
    var pairs: [UInt64] = []
    for number in 0..<UInt32(people * degree / 2) {
      let first = draw.integer(below: UInt64(people), 2 * number)
      let second = draw.integer(below: UInt64(people), 2 * number + 1, i: 1)
      if first != second { pairs.append(min(first, second) << 32 | max(first, second)) }
    }
    pairs.sort()
    var edges: [SocialNetwork.Edge] = []
    for (place, pair) in pairs.enumerated() where place == 0 || pairs[place - 1] != pair {
      edges.append(
        .init(
          source: Int32(truncatingIfNeeded: pair >> 32), target: Int32(truncatingIfNeeded: pair),
          weight: 1, type: 0, forward: 1, backward: 1))
    }
    let table = AgentTable(
      names: ["age"], rows: (0..<people).map { [.int(Int64(18 + $0 * 7919 % 60))] }, meta: [:])
    var scenario = Scenario()
    scenario.event = .init(
      content: "it happens", source: "somebody", credibility: 0.9, ambiguity: 0.2, valence: 0.1)
    scenario.channels = [.init(name: "press", reach: .broadcast, modifier: 1)]
    scenario.rules = [.init(channel: "press", when: "age > 30", probability: 0.1, timestep: 0)]
    scenario.spread = .init(probability: 0.3, decay: 0.1)
    scenario.outcomes = [
      .init(
        name: "stance", kind: .categorical, description: "", options: ["for", "open", "against"],
        range: nil, isRequired: true, friction: [])
    ]
    scenario.reasoner.weights = [("age", 0.6)]
    scenario.reasoner.optionRules = [("s > 0.2", "for"), ("s > -0.2", "open"), ("true", "against")]
    scenario.maxTimesteps = 1 << 20
    scenario.stops = ["timestep > 1000000"]
    let network = SocialNetwork(ids: table.ids, types: ["peer"], edges: edges, meta: [:])
    plan = try SimulationPlan(scenario, table, network, seed: seed, threshold: 3, chunkSize: 50)
    reasoner = try RuleReasoner(scenario, table, seed: seed)
  }

  /// Takes so many timesteps from the start, quiet ones as well, and gives the share of people who
  /// have heard.
  public func run(timesteps: Int) throws(StageError) -> Double {
    var simulation = Simulation(plan, config: "trial")
    var reasoner = reasoner
    for _ in 0..<timesteps { _ = try simulation.advance(&reasoner, record: false) }
    return simulation.summaries.last?.exposureRate ?? 0
  }
}
