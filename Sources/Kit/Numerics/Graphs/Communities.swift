/// Communities of a graph: groups of nodes with more edges among them than chance would give.
public enum Communities {
  /// The modularity of a grouping (Newman and Girvan, 2004; with a resolution, Reichardt and
  /// Bornholdt, 2006): the share of weight within groups less the share expected from strengths
  /// alone.
  ///
  /// `membership` has a group from 0 for every node. A graph without edges has none.
  public static func modularity(
    _ graph: Graph, _ membership: [Int], resolution: Double = 1
  ) -> Computed<Double> {
    guard membership.count == graph.count else {
      return .undefined(.outOfDomain("there are not as many memberships as nodes"))
    }
    guard membership.allSatisfy({ $0 >= 0 }) else {
      return .undefined(.outOfDomain("a community's number is negative"))
    }
    let groups = (membership.max() ?? -1) + 1
    var within = [Double](repeating: 0, count: groups)
    var strengths = [Double](repeating: 0, count: groups)
    var total = 0.0
    for node in 0..<graph.count {
      let group = membership[node]
      for slot in graph.row(node) {
        let other = Int(graph.targets[slot])
        let weight = other == node ? 2 * graph.weights[slot] : graph.weights[slot]
        total += weight
        strengths[group] += weight
        if membership[other] == group { within[group] += weight }
      }
    }
    guard total > 0 else {
      return .undefined(.outOfDomain("a graph without edges has no modularity"))
    }
    var sum = 0.0
    for group in 0..<groups {
      let share = strengths[group] / total
      sum += within[group] / total - resolution * share * share
    }
    return Computed(sum, or: .notFinite)
  }

  /// A grouping by Louvain's method (Blondel, Guillaume, Lambiotte and Lefebvre, 2008): nodes move
  /// to the neighbouring group that gains most modularity, groups become nodes, until nothing
  /// gains.
  ///
  /// The order of visits is keyed by `seed`, and the result is a pure function of graph, seed and
  /// resolution. Groups are numbered from 0 by their first node.
  public static func louvain(_ graph: Graph, seed: Int64, resolution: Double = 1) -> [Int] {
    let draw = Draw(seed: seed, "communities")
    var membership = Array(0..<graph.count)
    var level = graph
    for round in 0..<UInt32(64) {
      var moving = LocalMoving(level, resolution: resolution)
      guard moving.run(order: Self.order(level.count, draw, round)) else { break }
      let groups = numbered(moving.group)
      membership = membership.map { groups[$0] }
      level = level.collapsed(groups)
    }
    return numbered(membership)
  }

  /// The nodes in an order of their own: Fisher and Yates with keyed numbers.
  private static func order(_ count: Int, _ draw: Draw, _ round: UInt32) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      let other = draw.integer(below: UInt64(last + 1), t: round, i: UInt32(last))
      order.swapAt(last, Int(other))
    }
    return order
  }

  /// Groups numbered anew from 0, in the order of their first member.
  static func numbered(_ groups: [Int]) -> [Int] {
    var names = [Int](repeating: -1, count: (groups.max() ?? -1) + 1)
    var next = 0
    return groups.map { group in
      if names[group] < 0 {
        names[group] = next
        next += 1
      }
      return names[group]
    }
  }
}

/// One pass of moves of single nodes.
private struct LocalMoving {
  private let graph: Graph
  private let resolution: Double
  private let strengths: [Double]
  private let total: Double
  private var strengthOfGroup: [Double]
  private(set) var group: [Int]

  init(_ graph: Graph, resolution: Double) {
    self.graph = graph
    self.resolution = resolution
    strengths = (0..<graph.count).map(graph.strength)
    total = Summation.sum(strengths)
    strengthOfGroup = strengths
    group = Array(0..<graph.count)
  }

  /// Moves nodes until no move gains; false when nothing ever moved.
  mutating func run(order: [Int]) -> Bool {
    guard total > 0 else { return false }
    var hasMoved = false
    var weightTo = [Double](repeating: 0, count: graph.count)
    var touched: [Int] = []
    // Each move gains, so that this ends; the bound guards against gains below rounding.
    for _ in 0..<100 {
      var moves = 0
      for node in order {
        touched.removeAll(keepingCapacity: true)
        for slot in graph.row(node) where Int(graph.targets[slot]) != node {
          let other = group[Int(graph.targets[slot])]
          if weightTo[other] == 0 { touched.append(other) }
          weightTo[other] += graph.weights[slot]
        }
        let own = group[node]
        let strength = strengths[node]
        strengthOfGroup[own] -= strength
        func gain(_ candidate: Int) -> Double {
          weightTo[candidate] - resolution * strength * strengthOfGroup[candidate] / total
        }
        var best = own
        var most = gain(own)
        for candidate in touched {
          let value = gain(candidate)
          if value > most + 1e-12 || (value > most - 1e-12 && candidate < best && best != own) {
            best = candidate
            most = max(most, value)
          }
        }
        for candidate in touched { weightTo[candidate] = 0 }
        strengthOfGroup[best] += strength
        if best != own {
          group[node] = best
          moves += 1
        }
      }
      if moves == 0 { break }
      hasMoved = true
    }
    return hasMoved
  }
}

extension Graph {
  /// The graph whose nodes are groups, with the sums of the weights between them.
  fileprivate func collapsed(_ groups: [Int]) -> Graph {
    var edges: [Edge] = []
    edges.reserveCapacity(targets.count / 2)
    for node in 0..<count {
      for slot in row(node) where Int(targets[slot]) >= node {
        edges.append(
          Edge(Int32(groups[node]), Int32(groups[Int(targets[slot])]), weights[slot]))
      }
    }
    return Graph(count: (groups.max() ?? -1) + 1, edges: edges)
  }
}
