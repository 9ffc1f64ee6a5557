import Codecs
import Numerics
import Testing

@testable import Populations

@Suite struct NetworkTests {
  /// People with attributes of two, three, four and five values, and an age.
  private static func people(_ count: Int) -> AgentTable {
    let draw = Draw(seed: 7, "test/people")
    let rows = (0..<UInt32(count)).map { person -> [Datum] in
      let values = (0..<6).map {
        Int64(draw.integer(below: UInt64(2 + $0), UInt32(16 * $0), i: person))
      }
      return values.map(Datum.int) + [.int(18 + Int64(draw.integer(below: 60, 200, i: person)))]
    }
    return AgentTable(names: ["a", "b", "c", "d", "e", "f", "age"], rows: rows, meta: [:])
  }

  private static func config(_ degree: Double) -> NetworkConfig {
    var config = NetworkConfig()
    config.averageDegree = degree
    config.weights =
      ["a", "b", "c", "d", "e", "f"].enumerated().map { place, name in
        .init(attribute: name, weight: Double(7 - place), match: .exact, range: 1, levels: [])
      } + [.init(attribute: "age", weight: 0.5, match: .numericRange, range: 30, levels: [])]
    return config
  }

  private static func measured(_ built: NetworkBuilder.Attempt) -> Graph {
    let edges = built.neighbours.enumerated().flatMap { person, friends in
      friends.filter { Int($0) > person }.map { Graph.Edge(Int32(person), $0) }
    }
    return Graph(count: built.neighbours.count, edges: edges)
  }

  /// Below and above the size from which candidates are bounded: measures must not depend on it.
  @Test(arguments: [(400, 12.0), (1_500, 20.0), (6_000, 20.0), (12_000, 16.0)])
  func `degree, clustering and modularity are as wanted at every size`(
    count: Int, degree: Double
  ) throws {
    let config = Self.config(degree)
    let built = NetworkBuilder(Self.people(count), config, seed: 42).build()
    let graph = Self.measured(built)
    #expect(abs(2 * Double(graph.edgeCount) / Double(count) - degree) < 0.05 * degree)
    let clustering = try #require(GraphMeasures.averageClustering(of: graph).value)
    #expect(clustering >= config.targetClustering - 0.05 && clustering <= 0.42, "\(clustering)")
    // As the gate takes it: by Louvain over the whole network, in the order of the file.
    let membership = Communities.louvain(graph, seed: 42)
    let modularity = try #require(Communities.modularity(graph, membership).value)
    #expect(abs(modularity - config.targetModularity) <= 0.08, "\(modularity)")
    #expect(built.iterations < config.iterationsMax)
    let component = GraphMeasures.components(of: graph)
    #expect(component.count { $0 == component[0] } >= count * 95 / 100)
  }

  @Test func `like people are joined more than chance would`() {
    let table = Self.people(2_000)
    let built = NetworkBuilder(table, Self.config(20), seed: 1).build()
    let edges = Self.measured(built)
    var same = 0
    var ends = 0
    for person in 0..<2_000 {
      for slot in edges.row(person) {
        ends += 1
        if table.rows[person][0] == table.rows[Int(edges.targets[slot])][0] { same += 1 }
      }
    }
    #expect(Double(same) / Double(ends) > 0.7)
  }

  @Test func `a network is a pure function of people, configuration and seed`() {
    let table = Self.people(500)
    let first = NetworkBuilder(table, Self.config(10), seed: 3).build()
    #expect(first.neighbours == NetworkBuilder(table, Self.config(10), seed: 3).build().neighbours)
    #expect(first.neighbours != NetworkBuilder(table, Self.config(10), seed: 4).build().neighbours)
  }

  @Test func `a network that cannot be as wanted is the best of its attempts, and ends`() {
    var config = Self.config(20)
    config.targetClustering = 0.9
    config.targetModularity = 0.1
    let built = NetworkBuilder(Self.people(300), config, seed: 3).build()
    #expect(built.score > 0 && built.iterations <= config.iterationsMax)
    for count in [1, 2, 5] {
      let few = NetworkBuilder(Self.people(count), config, seed: 3).build()
      #expect(few.neighbours.count == count)
      #expect(few.neighbours.allSatisfy { $0.count < count })
    }
  }

  @Test func `clustering while it is built is that of the Boost Graph Library`() throws {
    var graph = GrowingGraph(60)
    let draw = Draw(seed: 1, "test/edges")
    for n in 0..<UInt32(400) {
      graph.join(
        Int(draw.integer(below: 60, 4 * n)), Int(draw.integer(below: 60, 4 * n, i: 1)))
    }
    let expected = try #require(GraphMeasures.averageClustering(of: graph.graph).value)
    #expect(abs(graph.clustering(sample: 60, draw) - expected) < 1e-12)
  }
}
