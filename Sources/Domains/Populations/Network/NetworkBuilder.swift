import Numerics

/// Builds a network of people: alike ones are joined, some far apart, and friends of friends, until
/// degree, clustering and modularity are as wanted.
///
/// One attempt has two knobs: `reach`, the share of edges between any two groups, lowers
/// modularity; `closure`, the share of edges that close an open triad, raises clustering. After
/// each attempt both are moved by what is missing; the best attempt is kept. All draws are keyed by
/// their purpose, the attempt and the people, so that the network is a pure function of people,
/// configuration and seed.
struct NetworkBuilder {
  /// Up to how many people every pair is looked at.
  static let allPairsMax = 1_500
  /// How many candidates of one person are looked at beyond that.
  static let candidatesMax = 200

  private let config: NetworkConfig
  private let similarity: Similarity
  private let count: Int
  private let seed: Int64
  /// The wanted degree of every person.
  private let wanted: [Double]
  /// The group of every person, people sorted by likeness and cut.
  private let group: [Int]
  private let groups: [[Int32]]
  /// Pairs of alike people, the most alike first.
  private let candidates: [Candidate]

  private struct Candidate {
    let first: Int32
    let second: Int32
    let similarity: Float
    let tie: UInt32
  }

  init(_ table: AgentTable, _ config: NetworkConfig, seed: Int64) {
    self.config = config
    self.seed = seed
    count = table.count
    let similarity = Similarity(config, table)
    self.similarity = similarity
    let factors = Self.degreeFactors(table, config)
    let mean = factors.reduce(0, +) / Double(max(1, factors.count))
    let degree = min(config.averageDegree, Double(max(1, table.count - 1)))
    wanted = factors.map { degree * $0 / mean }
    let size = table.count
    let most = config.communityCount ?? max(5, size / 40)
    let order = Self.order(size, similarity, Draw(seed: seed, "network/order"))
    var group = [Int](repeating: 0, count: size)
    var groups = [[Int32]](repeating: [], count: max(1, min(most, size)))
    for (place, person) in order.enumerated() {
      let number = place * groups.count / max(1, size)
      group[person] = number
      groups[number].append(Int32(person))
    }
    self.group = group
    self.groups = groups
    candidates = Self.candidates(size, similarity, group, groups, seed)
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

  /// People sorted so that alike ones stand together.
  private static func order(_ count: Int, _ similarity: Similarity, _ draw: Draw) -> [Int] {
    let keys = (0..<count).map { person in
      (
        similarity.bucket(person, depth: 1), similarity.bucket(person, depth: 2),
        similarity.bucket(person, depth: 3), draw.block(i: UInt32(person)).0
      )
    }
    return (0..<count).sorted { keys[$0] < keys[$1] }
  }

  private static func candidates(
    _ count: Int, _ similarity: Similarity, _ group: [Int], _ groups: [[Int32]], _ seed: Int64
  ) -> [Candidate] {
    let draw = Draw(seed: seed, "network/candidates")
    var pairs: [Candidate] = []
    func add(_ first: Int32, _ second: Int32) {
      let value = similarity.isEmpty ? 0.5 : similarity.of(Int(first), Int(second))
      guard value >= 0.05 else { return }
      let tie = draw.block(1, i: UInt32(first), j: UInt32(second)).0
      pairs.append(
        Candidate(first: first, second: second, similarity: Float(value), tie: tie))
    }
    if count <= allPairsMax {
      for first in 0..<Int32(count) {
        for second in (first + 1)..<Int32(max(Int(first) + 1, count)) { add(first, second) }
      }
    } else {
      // Everybody of one's own group, some of the groups beside it, and a few of anywhere.
      var seen: [Int32] = []
      for first in 0..<Int32(count) {
        seen.removeAll(keepingCapacity: true)
        let own = group[Int(first)]
        for second in groups[own].prefix(candidatesMax / 2) where second > first {
          seen.append(second)
        }
        for n in 0..<UInt32(60) {
          let beside = own + (n % 2 == 0 ? 1 : -1) * (1 + Int(n) / 20)
          let pool = n < 40 && groups.indices.contains(beside) ? groups[beside] : []
          let second =
            pool.isEmpty
            ? Int32(draw.integer(below: UInt64(count), 2 + n, i: UInt32(first)))
            : pool[Int(draw.integer(below: UInt64(pool.count), 2 + n, i: UInt32(first)))]
          if second > first, !seen.contains(second) { seen.append(second) }
        }
        for second in seen { add(first, second) }
      }
    }
    pairs.sort {
      ($1.similarity, $0.tie, $0.first, $0.second) < ($0.similarity, $1.tie, $1.first, $1.second)
    }
    return pairs
  }

  /// What one attempt gave.
  struct Attempt {
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
    var reach = max(0.02, 0.75 - config.targetModularity)
    var closure = 0.3
    var best: Attempt?
    for iteration in 1...max(1, config.iterationsMax) {
      let attempt = attempt(iteration, reach: reach, closure: closure)
      if best.map({ attempt.score < $0.score }) ?? true { best = attempt }
      if attempt.score == 0 { break }
      reach += 0.7 * (attempt.modularity - config.targetModularity)
      closure += 1.0 * (config.targetClustering - attempt.clustering)
      reach = min(0.9, max(0, reach))
      closure = min(0.9 - reach * 0.5, max(0, closure))
    }
    return best ?? attempt(1, reach: reach, closure: closure)
  }

  private func attempt(_ iteration: Int, reach: Double, closure: Double) -> Attempt {
    var graph = GrowingGraph(count)
    let total = wanted.reduce(0, +) / 2
    let t = UInt32(iteration)
    let open = Int(min(total, Double(count) * Double(max(0, count - 1)) / 2))
    let far = Int(Double(open) * reach)
    let closing = Int(Double(open) * closure)
    joinAlike(&graph, open - far - closing, t)
    joinFar(&graph, min(open, graph.edgeCount + far), t)
    closeTriads(&graph, open, t)
    joinFar(&graph, open, t + 1000)
    let rewired = rewire(&graph, t)
    let degree = 2 * Double(graph.edgeCount) / Double(max(1, count))
    let clustering = graph.clustering(sample: 2_000, Draw(seed: seed, "network/measure"))
    let modularity = modularity(graph)
    let bound = max(1, 0.15 * config.averageDegree)
    func excess(_ value: Double, _ low: Double, _ high: Double) -> Double {
      max(0, low - value, value - high)
    }
    let fair = min(config.averageDegree, Double(max(1, count - 1)))
    let offDegree = excess(degree, fair - bound, fair + bound) / max(1, fair)
    let offClustering = excess(
      clustering, config.targetClustering - 0.03, config.targetClustering + 0.05)
    let offModularity = excess(
      modularity, config.targetModularity - 0.05, config.targetModularity + 0.05)
    return Attempt(
      neighbours: graph.neighbours, degree: degree, clustering: clustering, modularity: modularity,
      rewired: rewired, iterations: iteration,
      score: offDegree * offDegree + 20 * offClustering * offClustering
        + 10 * offModularity * offModularity)
  }

  /// Walks pairs by likeness, the most alike first; whoever has enough friends takes no more.
  private func joinAlike(_ graph: inout GrowingGraph, _ limit: Int, _ t: UInt32) {
    let draw = Draw(seed: seed, "network/alike")
    let total = max(1, wanted.reduce(0, +) / 2)
    let room = wanted.map { $0 * Double(limit) / total }
    for pass in 0..<UInt32(3) {
      for pair in candidates {
        if graph.edgeCount >= limit { return }
        let first = Int(pair.first)
        let second = Int(pair.second)
        guard Double(graph.degree(first)) < room[first], Double(graph.degree(second)) < room[second]
        else { continue }
        let p = min(0.95, 0.8 * Double(pair.similarity) + 0.1)
        let u = draw.uniform(pass, t: t, i: UInt32(first), j: UInt32(second))
        if u < p { graph.join(first, second) }
      }
    }
  }

  /// Joins people of any two groups.
  private func joinFar(_ graph: inout GrowingGraph, _ limit: Int, _ t: UInt32) {
    let draw = Draw(seed: seed, "network/far")
    guard count > 1 else { return }
    var n: UInt32 = 0
    let tries = UInt32(clamping: 30 * max(0, limit - graph.edgeCount) + 1000)
    while graph.edgeCount < limit, n < tries {
      let first = Int(draw.integer(below: UInt64(count), 2 * n, t: t))
      let second = Int(draw.integer(below: UInt64(count), 2 * n + 1, t: t, i: 1))
      n += 1
      guard first != second, Double(graph.degree(first)) < 1.3 * wanted[first] + 2,
        Double(graph.degree(second)) < 1.3 * wanted[second] + 2
      else { continue }
      graph.join(first, second)
    }
  }

  /// Joins friends of friends, those of one group more readily.
  private func closeTriads(_ graph: inout GrowingGraph, _ limit: Int, _ t: UInt32) {
    let draw = Draw(seed: seed, "network/close")
    guard count > 2 else { return }
    var n: UInt32 = 0
    let tries = UInt32(clamping: 30 * max(0, limit - graph.edgeCount) + 1000)
    while graph.edgeCount < limit, n < tries {
      let words = draw.block(n, t: t)
      let u = draw.uniform(n, t: t, i: 1)
      n += 1
      let centre = Int(words.0) % count
      let friends = graph.neighbours[centre]
      guard friends.count > 1 else { continue }
      let first = Int(friends[Int(words.1) % friends.count])
      let second = Int(friends[Int(words.2) % friends.count])
      guard first != second, Double(graph.degree(first)) < 1.4 * wanted[first] + 2,
        Double(graph.degree(second)) < 1.4 * wanted[second] + 2
      else { continue }
      let p =
        group[first] == group[second]
        ? min(0.95, config.triadicClosure * (0.7 + 0.5 * similarity.of(first, second)))
        : 0.25 * config.triadicClosure
      if u < p { graph.join(first, second) }
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

  /// By Louvain; of a large network, by the groups that it was built of.
  private func modularity(_ graph: GrowingGraph) -> Double {
    let whole = graph.graph
    let membership = count <= 20_000 ? Communities.louvain(whole, seed: 42) : group
    return Communities.modularity(whole, membership).value ?? 0
  }
}
