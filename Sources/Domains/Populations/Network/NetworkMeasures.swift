import Codecs
import Numerics

/// A network in numbers.
struct NetworkMeasures: Sendable {
  /// Above how many people paths and betweenness are taken from some keyed sources.
  static let exactMax = 5_000
  /// How many sources there are then.
  static let sourcesMax = 256

  let clustering: Double
  let pathLength: Double
  let modularity: Double
  let assortativity: Double
  /// The share of people in the largest component.
  let largestComponent: Double
  let components: Int
  /// How many sources paths were taken from; nil for all.
  let sources: Int?
  /// For everybody: degree, influence, betweenness, cluster, echo chamber.
  let people: [ValueMap]

  init(_ graph: Graph, seed: Int64) {
    let count = graph.count
    var sources: [Int]?
    if count > Self.exactMax {
      let draw = Draw(seed: seed, "network/sources")
      var chosen = Set<Int>()
      var n: UInt32 = 0
      while chosen.count < Self.sourcesMax {
        chosen.insert(Int(draw.integer(below: UInt64(count), n, t: n)))
        n += 1
      }
      sources = chosen.sorted()
    }
    self.sources = sources?.count
    let membership = Communities.louvain(graph, seed: 42)
    modularity = Communities.modularity(graph, membership).value ?? .nan
    clustering = GraphMeasures.averageClustering(of: graph).value ?? .nan
    assortativity = GraphMeasures.degreeAssortativity(of: graph).value ?? .nan
    let component = GraphMeasures.components(of: graph)
    var sizes = [Int](repeating: 0, count: (component.max() ?? -1) + 1)
    for number in component { sizes[number] += 1 }
    components = sizes.count
    let largest = sizes.max() ?? 0
    largestComponent = count > 0 ? Double(largest) / Double(count) : 0
    let inside = sizes.firstIndex(of: largest)
    let paths = GraphMeasures.paths(of: graph, sources: sources)
    let starts = sources ?? Array(0..<count)
    pathLength =
      paths.meanLength(of: starts.indices.filter { component[starts[$0]] == inside }).value ?? .nan
    let ranks = GraphMeasures.pageRank(of: graph)
    let pairs = Double(max(1, (count - 1) * (count - 2))) / 2
    people = (0..<count).map { person in
      let row = graph.row(person)
      let same = row.count { membership[Int(graph.targets[$0])] == membership[person] }
      let echo = row.isEmpty ? 0 : Double(same) / Double(row.count)
      func rounded(_ value: Double) -> Double { (value * 1e8).rounded() / 1e8 }
      return [
        "degree": .int(Int64(row.count)), "influence_score": .double(rounded(ranks[person])),
        "betweenness": .double(rounded(paths.betweenness[person] / pairs)),
        "cluster_id": .int(Int64(membership[person])),
        "echo_chamber_score": .double(SocialNetwork.rounded(echo)),
      ]
    }
  }

  /// The path length that a random network of this size and degree has: `ln n / ln k`.
  static func expectedPath(_ count: Int, degree: Double) -> Double {
    guard count > 1, degree > 1 else { return .nan }
    return Elementary.logarithm(Double(count)) / Elementary.logarithm(degree)
  }
}
