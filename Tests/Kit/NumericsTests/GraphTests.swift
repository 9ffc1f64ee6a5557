import Testing

@testable import Numerics

/// Zachary's karate club (1977), against networkx and igraph.
enum KarateClub {
  static let rows = [
    "1 2 3 4 5 6 7 8 10 11 12 13 17 19 21 31", "2 3 7 13 17 19 21 30", "3 7 8 9 13 27 28 32",
    "7 12 13", "6 10", "6 10 16", "16", "", "30 32 33", "33", "", "", "", "33", "32 33", "32 33",
    "", "", "32 33", "33", "32 33", "", "32 33", "25 27 29 32 33", "25 27 31", "31", "29 33", "33",
    "31 33", "32 33", "32 33", "32 33", "33",
  ]
  static let second = [9, 14, 15, 18, 20] + Array(22...33)
  static let edges = rows.enumerated().flatMap { node, row in
    row.split(separator: " ").map { Graph.Edge(Int32(node), Int32($0) ?? -1) }
  }
  static let graph = Graph(count: 34, edges: edges)
  static let clubs = (0..<34).map { second.contains($0) ? 1 : 0 }
}

@Suite struct GraphTests {
  @Test func `the karate club has the published measures`() throws {
    let graph = KarateClub.graph
    #expect(graph.count == 34 && graph.edgeCount == 78)
    let clustering = try #require(GraphMeasures.averageClustering(of: graph).value)
    #expect(abs(clustering - 0.5706384782) < 1e-9)
    let transitivity = try #require(GraphMeasures.transitivity(of: graph).value)
    #expect(abs(transitivity - 0.2556818182) < 1e-9)
    let path = try #require(GraphMeasures.paths(of: graph).meanLength().value)
    #expect(abs(path - 2.4081996435) < 1e-9)
    #expect(GraphMeasures.diameter(of: graph) == 5)
    let assortativity = try #require(GraphMeasures.degreeAssortativity(of: graph).value)
    #expect(abs(assortativity + 0.4756130977) < 1e-9)
    #expect(GraphMeasures.components(of: graph) == [Int](repeating: 0, count: 34))
  }

  @Test func `betweenness and ranks are those of networkx`() {
    let graph = KarateClub.graph
    let whole = GraphMeasures.paths(of: graph).betweenness
    #expect(abs(whole[0] - 231.07142857142864) < 1e-9)
    #expect(abs(whole[33] - 160.5515873015873) < 1e-9)
    let sampled = GraphMeasures.paths(of: graph, sources: Array((0..<34).reversed())).betweenness
    for node in 0..<34 { #expect(abs(sampled[node] - whole[node]) < 1e-9) }
    let ranks = GraphMeasures.pageRank(of: graph)
    #expect(abs(ranks[0] - 0.0969972853883738) < 1e-7)
    #expect(abs(ranks[33] - 0.1009191823325516) < 1e-7)
  }

  @Test func `a ring lattice has the clustering and the path length of theory`() throws {
    var edges: [Graph.Edge] = []
    for node in 0..<Int32(1000) {
      for step in 1...Int32(5) { edges.append(.init(node, (node + step) % 1000)) }
    }
    let graph = Graph(count: 1000, edges: edges)
    let clustering = try #require(GraphMeasures.averageClustering(of: graph).value)
    #expect(abs(clustering - 2.0 / 3) < 1e-12)
    let path = try #require(GraphMeasures.paths(of: graph, sources: [0, 500]).meanLength().value)
    #expect(abs(path - 50.4504504505) < 1e-9)
  }

  @Test func `louvain is as good as igraph on the karate club, for every seed`() throws {
    let graph = KarateClub.graph
    let clubs = try #require(Communities.modularity(graph, KarateClub.clubs).value)
    #expect(abs(clubs - 0.3582347140) < 1e-9)
    var best = 0.0
    for seed in 0..<20 {
      let found = Communities.louvain(graph, seed: Int64(seed))
      let value = try #require(Communities.modularity(graph, found).value)
      #expect(value > 0.38)
      best = max(best, value)
    }
    #expect(abs(best - 0.41978961209730437) < 1e-12)
    #expect(Communities.louvain(graph, seed: 3) == Communities.louvain(graph, seed: 3))
  }

  @Test func `cliques joined by one edge are the communities`() {
    var edges: [Graph.Edge] = []
    for node in 0..<Int32(20) {
      for other in node + 1..<20 where other / 5 == node / 5 { edges.append(.init(node, other)) }
      if node % 5 == 0 { edges.append(.init(node, (node + 9) % 20)) }
    }
    let found = Communities.louvain(Graph(count: 20, edges: edges), seed: 1)
    #expect(found == (0..<20).map { $0 / 5 })
  }

  @Test func `edges that are given twice are one, in any order`() {
    let graph = Graph(
      count: 4, edges: [.init(2, 1, 2), .init(1, 2, 3), .init(0, 3), .init(3, 3, 4)])
    let turned = Graph(
      count: 4, edges: [.init(3, 3, 4), .init(3, 0), .init(1, 2, 2), .init(1, 2, 3)])
    #expect(graph.targets == turned.targets && graph.weights == turned.weights)
    #expect(graph.edgeCount == 3)
    #expect(graph.strength(1) == 5 && graph.strength(3) == 9)
    #expect(GraphMeasures.components(of: graph) == [0, 1, 1, 0])
  }

  @Test func `a graph without edges or nodes has no modularity and no path`() {
    let empty = Graph(count: 0, edges: [])
    #expect(GraphMeasures.components(of: empty).isEmpty)
    #expect(GraphMeasures.averageClustering(of: empty).value == nil)
    let lonely = Graph(count: 3, edges: [])
    #expect(Communities.modularity(lonely, [0, 1, 2]).value == nil)
    #expect(Communities.louvain(lonely, seed: 1) == [0, 1, 2])
    #expect(GraphMeasures.paths(of: lonely, sources: [0]).meanLength().value == nil)
    #expect(GraphMeasures.paths(of: lonely).betweenness == [0, 0, 0])
    #expect(GraphMeasures.clustering(of: lonely) == [0, 0, 0])
  }

  @Test func `agreement of groupings is that of scikit-learn`() throws {
    let same = try #require(PartitionAgreement([0, 0, 1, 1], [5, 5, 2, 2]))
    #expect(same.adjustedRandIndex == 1 && same.normalizedMutualInformation() == 1)
    let table = try #require(PartitionAgreement([0, 0, 1, 1], [0, 0, 1, 2]))
    #expect(abs(table.adjustedRandIndex - 0.5714285714285714) < 1e-12)
    #expect(abs(table.normalizedMutualInformation() - 0.8) < 1e-12)
    #expect(abs(table.normalizedMutualInformation(.geometric) - 0.816496580927726) < 1e-12)
    #expect(PartitionAgreement([0], [0, 1]) == nil)
    #expect(PartitionAgreement([], []) == nil)
  }
}
