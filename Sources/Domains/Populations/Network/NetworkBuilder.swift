import Numerics

/// Builds a network of people: alike ones are joined, some far apart, until degree, clustering and
/// modularity are as wanted.
///
/// People stand in two lines, each sorted by attributes of its own, as neighbours and colleagues
/// are alike in different ways (Watts, Dodds and Newman, "Identity and search in social networks",
/// 2002).
/// Lines are cut into circles in which most people know each other, and the first line into groups
/// beside. Who has not enough friends yet is joined with anybody, and some edges get another end.
/// After each attempt its ``NetworkKnobs`` are turned by what is missing; the best attempt is kept.
/// All draws are keyed by their purpose, the attempt and the people, so that the network is a pure
/// function of people, configuration and seed.
struct NetworkBuilder {
  /// Above how many people nobody is held against more than 200 others: 59 in each circle,
  /// some 60 of the group, and those that are drawn from anywhere.
  static let boundedAbove = 5_000
  private static let circleMax = 60
  private static let groupDraws = 30

  private let config: NetworkConfig
  private let similarity: Similarity
  private let count: Int
  private let seed: Int64
  /// The people in the order of the first line; everywhere below, a person is their place in it.
  private let line: [Int]
  /// The second line.
  private let other: [Int]
  /// The wanted degree of every person.
  private let wanted: [Double]
  /// Where groups begin in the first line, and its end.
  private let groups: [Int]

  init(_ table: AgentTable, _ config: NetworkConfig, seed: Int64) {
    self.config = config
    self.seed = seed
    count = table.count
    let similarity = Similarity(config, table)
    let line = similarity.line(0, Draw(seed: seed, "network/line/0"))
    self.line = line
    self.similarity = similarity.inOrder(line)
    other = self.similarity.line(1, Draw(seed: seed, "network/line/1"))
    let factors = Self.degreeFactors(table, config)
    let mean = factors.reduce(0, +) / Double(max(1, factors.count))
    let degree = min(config.averageDegree, Double(max(1, table.count - 1)))
    wanted = line.map { degree * factors[$0] / mean }
    let size = table.count
    let most = max(1, min(size, config.communityCount ?? max(5, size / 40)))
    groups = (0...most).map { $0 * size / most }
  }

  /// The product of the multipliers that apply to each person.
  private static func degreeFactors(_ table: AgentTable, _ config: NetworkConfig) -> [Double] {
    var factors = [Double](repeating: 1, count: table.count)
    for multiplier in config.degreeMultipliers {
      for (person, value) in (table.column(multiplier.attribute) ?? []).enumerated()
      where value.text == multiplier.condition {
        factors[person] *= max(0, multiplier.multiplier)
      }
    }
    return factors
  }

  /// What one attempt gave.
  struct Attempt {
    let knobs: NetworkKnobs
    let neighbours: [[Int32]]
    let degree: Double
    let clustering: Double
    let modularity: Double
    let rewired: Int
    let iterations: Int
    let score: Double
  }

  /// The best network within the iterations that are allowed.
  func build() -> Attempt {
    var search = KnobSearch()
    var best = attempt(1, NetworkKnobs(near: 0.5, tight: 0.95))
    for iteration in stride(from: 2, through: config.iterationsMax, by: 1) where best.score > 0 {
      let knobs = search.next(
        best.knobs,
        lack: (
          config.targetClustering - best.clustering, config.targetModularity - best.modularity
        ))
      let attempt = attempt(iteration, knobs)
      search.learn(
        from: best.knobs, to: knobs,
        gain: (attempt.clustering - best.clustering, attempt.modularity - best.modularity),
        helped: attempt.score < best.score)
      if attempt.score < best.score { best = attempt }
    }
    return best
  }

  private var clusteringBounds: ClosedRange<Double> {
    config.targetClustering - 0.03...config.targetClustering + 0.05
  }

  private var modularityBounds: ClosedRange<Double> {
    config.targetModularity - 0.05...config.targetModularity + 0.05
  }

  private func attempt(_ iteration: Int, _ knobs: NetworkKnobs) -> Attempt {
    var graph = GrowingGraph(count)
    let t = UInt32(iteration)
    let draw = Draw(seed: seed, "network/room")
    let fractions = (0..<count).map { draw.uniform(t: t, i: UInt32($0)) }
    /// How many friends everybody has room for when this share of the work is done.
    func room(_ share: Double) -> [Int] {
      zip(wanted, fractions).map { Int(($0 * share + $1).rounded(.down)) }
    }
    let near = knobs.near * knobs.tight
    let far = (1 - knobs.near) * knobs.tight
    joinCircles(&graph, Array(0..<count), share: near, room(near), 2 * t)
    joinCircles(&graph, other, share: far, room(near + far), 2 * t + 1)
    joinGroups(&graph, room(knobs.near + far), t)
    joinFar(&graph, room(1), t)
    let rewired = rewire(&graph, t)
    let degree = 2 * Double(graph.edgeCount) / Double(max(1, count))
    let clustering = graph.clustering(sample: 2_000, Draw(seed: seed, "network/measure"))
    // As it will be measured: what Louvain finds depends on the people's numbers.
    let named = graph.renamed(line)
    let whole = named.graph
    let modularity = Communities.modularity(whole, Communities.louvain(whole, seed: 42)).value ?? 0
    return Attempt(
      knobs: knobs, neighbours: named.neighbours, degree: degree, clustering: clustering,
      modularity: modularity, rewired: rewired, iterations: iteration,
      score: score(degree, clustering, modularity))
  }

  /// How far a network is out of bounds, squared and weighed; 0 within them.
  private func score(_ degree: Double, _ clustering: Double, _ modularity: Double) -> Double {
    func excess(_ value: Double, _ bounds: ClosedRange<Double>) -> Double {
      let excess = max(0, bounds.lowerBound - value, value - bounds.upperBound)
      return excess * excess
    }
    let bound = max(1, 0.15 * config.averageDegree)
    let fair = min(config.averageDegree, Double(max(1, count - 1)))
    return excess(degree, fair - bound...fair + bound) / max(1, fair * fair)
      + 20 * excess(clustering, clusteringBounds) + 10 * excess(modularity, modularityBounds)
  }

  // MARK: Joining

  /// Walks pairs by likeness, the most alike first; whoever has no room takes no more.
  private func join(
    _ graph: inout GrowingGraph, _ pairs: [(Int, Int)], _ room: [Int], _ draw: Draw, _ t: UInt32
  ) {
    var candidates: [(pair: (Int, Int), similarity: Double, tie: UInt32)] = []
    for pair in pairs {
      guard graph.degree(pair.0) < room[pair.0], graph.degree(pair.1) < room[pair.1] else {
        continue
      }
      let value = similarity.isEmpty ? 0.5 : similarity.of(pair.0, pair.1)
      guard value >= 0.05 else { continue }
      let tie = draw.block(8, t: t, i: UInt32(pair.0), j: UInt32(pair.1)).0
      candidates.append((pair, value, tie))
    }
    candidates.sort {
      ($1.similarity, $0.tie, $0.pair.0, $0.pair.1) < ($0.similarity, $1.tie, $1.pair.0, $1.pair.1)
    }
    for pass in 0..<UInt32(4) {
      for (pair, value, _) in candidates
      where graph.degree(pair.0) < room[pair.0] && graph.degree(pair.1) < room[pair.1] {
        let u = draw.uniform(pass, t: t, i: UInt32(pair.0), j: UInt32(pair.1))
        if u < min(0.95, config.triadicClosure * (0.7 + 0.5 * value)) { graph.join(pair.0, pair.1) }
      }
    }
  }

  /// Joins people who stand together in a line, in circles that are hardly larger than the share of
  /// friends that they are to find there.
  private func joinCircles(
    _ graph: inout GrowingGraph, _ line: [Int], share: Double, _ room: [Int], _ t: UInt32
  ) {
    let draw = Draw(seed: seed, "network/circles")
    let most = count > Self.boundedAbove ? Self.circleMax : max(1, count)
    let size = min(most, Int(share * config.averageDegree) + 2)
    let circles = max(1, (count + size / 2) / size)
    var pairs: [(Int, Int)] = []
    for circle in 0..<circles {
      let people = line[circle * count / circles..<(circle + 1) * count / circles].sorted()
      pairs.removeAll(keepingCapacity: true)
      for (place, first) in people.enumerated() {
        for second in people[(place + 1)...] { pairs.append((first, second)) }
      }
      join(&graph, pairs, room, draw, t)
    }
  }

  /// Joins people of a group: all pairs of a small one, of a large one everybody with some others.
  private func joinGroups(_ graph: inout GrowingGraph, _ room: [Int], _ t: UInt32) {
    let draw = Draw(seed: seed, "network/groups")
    var pairs: [(Int, Int)] = []
    for (start, end) in zip(groups, groups.dropFirst()) {
      pairs.removeAll(keepingCapacity: true)
      let isSmall = end - start <= 2 * Self.groupDraws
      for first in start..<end where graph.degree(first) < room[first] {
        if isSmall {
          for second in first + 1..<max(first + 1, end) { pairs.append((first, second)) }
        } else {
          for n in 0..<UInt32(Self.groupDraws) {
            let size = UInt64(end - start)
            let second = start + Int(draw.integer(below: size, 16 + 4 * n, t: t, i: UInt32(first)))
            if second != first { pairs.append((min(first, second), max(first, second))) }
          }
        }
      }
      join(&graph, pairs, room, draw, t)
    }
  }

  /// Joins whoever has room with anybody; late, also with those who have enough.
  private func joinFar(_ graph: inout GrowingGraph, _ room: [Int], _ t: UInt32) {
    let draw = Draw(seed: seed, "network/far")
    let limit = room.reduce(0, +) / 2
    let rounds = UInt32(50 + Int(config.averageDegree))
    for round in 0..<2 * rounds {
      for first in 0..<count where graph.degree(first) < room[first] {
        guard graph.edgeCount < limit else { return }
        let second = Int(draw.integer(below: UInt64(count), 4 * round, t: t, i: UInt32(first)))
        let most = room[second] + (round < rounds ? 0 : room[second] / 3 + 2)
        if graph.degree(second) < most { graph.join(first, second) }
      }
    }
  }

  /// Gives some edges another end.
  private func rewire(_ graph: inout GrowingGraph, _ t: UInt32) -> Int {
    let draw = Draw(seed: seed, "network/rewire")
    let edges = graph.edges
    var rewired = 0
    for n in 0..<Int(Double(edges.count) * config.rewireProbability) {
      let chosen = edges[Int(draw.integer(below: UInt64(edges.count), UInt32(n), t: t))]
      for attempt in 0..<UInt32(10) {
        let target = Int(
          draw.integer(below: UInt64(count), UInt32(n), t: t, i: 1, j: attempt &* 16))
        guard target != chosen.0, target != chosen.1, graph.contains(chosen.0, chosen.1),
          !graph.contains(chosen.0, target)
        else { continue }
        graph.part(chosen.0, chosen.1)
        graph.join(chosen.0, target)
        rewired += 1
        break
      }
    }
    return rewired
  }
}
