import Numerics
import StageKit

/// Everything about a simulation that does not change while it runs.
struct SimulationPlan: Sendable {
  let scenario: Scenario
  let table: AgentTable
  let network: SocialNetwork
  let seed: Int64
  /// How many people have to tell somebody before they think again.
  let threshold: Int
  /// How many people think at a time; results do not depend on it.
  let chunkSize: Int
  let maxTimesteps: Int
  let stops: [StopCondition]
  let rules: MindRules
  /// For every rule of exposure, the people for whom its condition holds, in order.
  let exposed: [[Int32]]
  /// Of each directed edge: the chance that it carries the news, before what hops take off.
  let chances: [Double]
  /// Of each directed edge: its type.
  let edgeTypes: [UInt8]
  /// Where the row of each person begins among directed edges, and their ends.
  let offsets: [Int32]
  let targets: [Int32]

  var count: Int { table.count }

  init(
    _ scenario: Scenario, _ table: AgentTable, _ network: SocialNetwork, seed: Int64,
    threshold: Int, chunkSize: Int
  ) throws(StageError) {
    self.scenario = scenario
    self.table = table
    self.network = network
    self.seed = seed
    self.threshold = threshold
    self.chunkSize = chunkSize
    maxTimesteps = scenario.maxTimesteps(for: table.count)
    var stops: [StopCondition] = []
    for text in scenario.stopsInForce {
      do throws(ExpressionError) {
        stops.append(try StopCondition(text))
      } catch {
        throw .invalid("stop condition '\(text)': \(error.description)")
      }
    }
    self.stops = stops
    let decision = scenario.decision
    rules = MindRules(
      friction: (decision?.options ?? []).map { option in
        decision?.friction.first { $0.option == option }?.value ?? OptionFriction.byWords(option)
      })
    let environment = ExpressionScope(table.names)
    exposed = try scenario.rules.map { rule throws(StageError) in
      let bound = try Self.bind(rule.when, environment)
      return table.rows.indices.compactMap { bound.holds(table.rows[$0]) ? Int32($0) : nil }
    }
    var degrees = [Int32](repeating: 0, count: table.count + 1)
    for edge in network.edges {
      degrees[Int(edge.source) + 1] += 1
      degrees[Int(edge.target) + 1] += 1
    }
    for person in 0..<table.count { degrees[person + 1] += degrees[person] }
    offsets = degrees
    // Edges are in order, so that every row comes to be in order too.
    var free = degrees
    var targets = [Int32](repeating: 0, count: 2 * network.edges.count)
    var places = [Int32](repeating: 0, count: 2 * network.edges.count)
    for pass in 0..<2 {
      for (place, edge) in network.edges.enumerated() {
        let (from, to) = pass == 0 ? (edge.target, edge.source) : (edge.source, edge.target)
        targets[Int(free[Int(from)])] = to
        places[Int(free[Int(from)])] = Int32(place)
        free[Int(from)] += 1
      }
    }
    self.targets = targets
    edgeTypes = places.map { UInt8(clamping: network.edges[Int($0)].type) }
    chances = try Self.chances(scenario, table, network, offsets: degrees, places: places)
  }

  static func bind(
    _ text: String, _ environment: ExpressionScope
  ) throws(StageError) -> BoundExpression {
    do throws(ExpressionError) {
      return try environment.bind(ExpressionParser.parse(text))
    } catch {
      throw .invalid("condition '\(text)': \(error.description)")
    }
  }

  /// The chance of every directed edge: the scenario's, changed by what holds for the sharer and
  /// the edge.
  private static func chances(
    _ scenario: Scenario, _ table: AgentTable, _ network: SocialNetwork, offsets: [Int32],
    places: [Int32]
  ) throws(StageError) -> [Double] {
    let environment = ExpressionScope(table.names + ["edge_type", "edge_weight"])
    var modifiers: [(bound: BoundExpression, ofEdge: Bool, multiply: Double, add: Double)] = []
    for modifier in scenario.spread.modifiers {
      let bound = try bind(modifier.when, environment)
      let ofEdge = bound.expression.names.contains { $0.hasPrefix("edge_") }
      modifiers.append((bound, ofEdge, modifier.multiply, modifier.add))
    }
    let types = network.types.map { Datum.text($0) }
    var chances = [Double](repeating: scenario.spread.probability, count: places.count)
    for person in 0..<table.count {
      let slots = Int(offsets[person])..<Int(offsets[person + 1])
      guard !slots.isEmpty, !modifiers.isEmpty else { continue }
      var row = table.rows[person] + [.none, .none]
      // What does not depend on the edge is looked at once.
      let always = modifiers.map { $0.ofEdge ? false : $0.bound.holds(row) }
      for slot in slots {
        let edge = network.edges[Int(places[slot])]
        row[row.count - 2] = types[edge.type]
        row[row.count - 1] = .number(edge.weight)
        var p = scenario.spread.probability
        for (number, modifier) in modifiers.enumerated()
        where modifier.ofEdge ? modifier.bound.holds(row) : always[number] {
          p = p * modifier.multiply + modifier.add
        }
        chances[slot] = p
      }
    }
    return chances
  }

  /// The chance after so many hops: it fades, never falls below 0, and bends towards 1 above it.
  static func chance(_ base: Double, fading: Double) -> Double {
    let p = max(0, base * fading)
    return p > 1 ? 1 - 0.03 * (1 - Elementary.exponential(-(p - 1))) : p
  }
}
