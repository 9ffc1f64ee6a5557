import CGraph

/// Measures of a graph's shape, by the Boost Graph Library, without regard to weights.
///
/// What needs all pairs (``paths(of:sources:)``) is taken from some keyed sources in a large graph,
/// and whoever prints it says so.
public enum GraphMeasures {
  /// The component of every node, numbered from 0 by the first node.
  public static func components(of graph: Graph) -> [Int] {
    var found = [Int32](repeating: -1, count: graph.count)
    unsafe call(graph, &found) { unsafe rl_graph_components($0, $1, $2, $3) }
    return found.map(Int.init)
  }

  /// The share of each node's pairs of neighbours that are neighbours themselves (Watts and
  /// Strogatz, 1998); 0 below two neighbours.
  public static func clustering(of graph: Graph) -> [Double] {
    var found = [Double](repeating: 0, count: graph.count)
    unsafe call(graph, &found) { unsafe rl_graph_clustering($0, $1, $2, $3) }
    return found
  }

  /// The mean of ``clustering(of:)``; a graph without nodes has none.
  public static func averageClustering(of graph: Graph) -> Computed<Double> {
    Descriptive.mean(clustering(of: graph))
  }

  /// Closed triads over all triads.
  public static func transitivity(of graph: Graph) -> Computed<Double> {
    let local = clustering(of: graph)
    var closed = 0.0
    var triads = 0.0
    for node in 0..<graph.count {
      let degree = Double(graph.degree(node))
      let pairs = degree * (degree - 1) / 2
      triads += pairs
      closed += local[node] * pairs
    }
    guard triads > 0 else { return .undefined(.outOfDomain("there is no triad")) }
    return Computed(closed / triads, or: .notFinite)
  }

  /// What the shortest paths from some sources say.
  public struct Paths: Sendable {
    /// How many of them pass each node (Brandes, 2001), each pair once; scaled up where they begin
    /// at some nodes only.
    public let betweenness: [Double]
    /// The steps from each source to all nodes that can be reached from it, summed up.
    public let steps: [Int]
    /// How many nodes each source reaches.
    public let reached: [Int]

    /// The mean number of steps between the sources, or some of them, and all nodes that can be
    /// reached from them.
    public func meanLength(of places: [Int]? = nil) -> Computed<Double> {
      let places = places ?? Array(reached.indices)
      let pairs = places.reduce(0) { $0 + reached[$1] }
      guard pairs > 0 else { return .undefined(.outOfDomain("no node can be reached")) }
      let sum = places.reduce(0) { $0 + steps[$1] }
      return Computed(Double(sum) / Double(pairs), or: .notFinite)
    }
  }

  /// The shortest paths from all nodes, or from some.
  public static func paths(of graph: Graph, sources: [Int]? = nil) -> Paths {
    let names = (sources ?? Array(0..<graph.count)).map(Int32.init)
    var betweenness = [Double](repeating: 0, count: graph.count)
    var steps = [Int64](repeating: 0, count: names.count)
    var reached = [Int64](repeating: 0, count: names.count)
    unsafe call(graph, &betweenness) { count, offsets, targets, out in
      unsafe rl_graph_paths(
        count, offsets, targets, names, Int32(names.count), out, &steps, &reached)
    }
    let scale = names.isEmpty ? 1 : Double(graph.count) / Double(names.count)
    return Paths(
      betweenness: betweenness.map { $0 * scale },
      steps: steps.map(Int.init), reached: reached.map(Int.init))
  }

  /// The most steps between two nodes that can reach each other.
  public static func diameter(of graph: Graph) -> Int {
    var longest = 0
    var distances = [Int32](repeating: -1, count: graph.count)
    for source in 0..<graph.count {
      unsafe call(graph, &distances) { unsafe rl_graph_distances($0, $1, $2, Int32(source), $3) }
      longest = max(longest, Int(distances.max() ?? 0))
    }
    return longest
  }

  /// PageRank (Brin and Page, 1998), summing to 1.
  public static func pageRank(of graph: Graph, damping: Double = 0.85) -> [Double] {
    var found = [Double](repeating: 0, count: graph.count)
    unsafe call(graph, &found) { unsafe rl_graph_pagerank($0, $1, $2, damping, 100, $3) }
    return found
  }

  /// The correlation of the degrees at both ends of an edge (Newman, 2002).
  public static func degreeAssortativity(of graph: Graph) -> Computed<Double> {
    var sum = 0.0
    var squares = 0.0
    var products = 0.0
    var ends = 0.0
    for node in 0..<graph.count {
      let degree = Double(graph.degree(node))
      for slot in graph.row(node) {
        let other = Double(graph.degree(Int(graph.targets[slot])))
        ends += 1
        sum += degree
        squares += degree * degree
        products += degree * other
      }
    }
    guard ends > 0 else { return .undefined(.outOfDomain("there is no edge")) }
    let mean = sum / ends
    let variance = squares / ends - mean * mean
    guard variance > 0 else { return .undefined(.noVariance(mean: mean)) }
    return Computed((products / ends - mean * mean) / variance, or: .notFinite)
  }

  private static func call<Number>(
    _ graph: Graph, _ out: inout [Number],
    _ body: (
      Int32, UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafeMutablePointer<Number>
    ) -> Int32
  ) {
    // A graph without edges still hands over an address.
    let targets = graph.targets + [0]
    guard graph.count > 0 else { return }
    unsafe graph.offsets.withUnsafeBufferPointer { offsets in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe out.withUnsafeMutableBufferPointer { out in
          guard let rows = offsets.baseAddress, let ends = targets.baseAddress,
            let found = out.baseAddress
          else { return }
          let code = unsafe body(Int32(graph.count), rows, ends, found)
          precondition(code == 0, "the rows of a graph are whole")
        }
      }
    }
  }
}
