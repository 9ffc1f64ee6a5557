/// An undirected weighted graph in compressed rows: the neighbours of every node, ascending.
///
/// An edge stands in both rows; a loop stands once and counts twice in the strength. Edges that are
/// given twice are one, with the sum of their weights.
public struct Graph: Sendable {
  /// An edge between two nodes, counted from 0.
  public struct Edge: Sendable, Equatable {
    /// One end.
    public var source: Int32
    /// The other end.
    public var target: Int32
    /// The weight; 1 in a graph without weights.
    public var weight: Double

    public init(_ source: Int32, _ target: Int32, _ weight: Double = 1) {
      self.source = source
      self.target = target
      self.weight = weight
    }
  }

  /// Where the row of each node begins, and at the end the number of all entries.
  public let offsets: [Int32]
  /// The neighbours, row by row.
  public let targets: [Int32]
  /// The weights, as ``targets``.
  public let weights: [Double]

  /// The graph of `count` nodes with some edges in any order.
  ///
  /// Ends must lie in `0..<count`: anything else is a programmer's error. O(m log m).
  public init(count: Int, edges: [Edge]) {
    var degrees = [Int32](repeating: 0, count: count + 1)
    for edge in edges {
      degrees[Int(edge.source) + 1] += 1
      if edge.source != edge.target { degrees[Int(edge.target) + 1] += 1 }
    }
    for node in 0..<count { degrees[node + 1] += degrees[node] }
    var free = degrees
    var entries = [(node: Int32, weight: Double)](
      repeating: (0, 0), count: Int(degrees[count]))
    for edge in edges {
      entries[Int(free[Int(edge.source)])] = (edge.target, edge.weight)
      free[Int(edge.source)] += 1
      if edge.source != edge.target {
        entries[Int(free[Int(edge.target)])] = (edge.source, edge.weight)
        free[Int(edge.target)] += 1
      }
    }
    var offsets: [Int32] = [0]
    var targets: [Int32] = []
    var weights: [Double] = []
    offsets.reserveCapacity(count + 1)
    targets.reserveCapacity(entries.count)
    weights.reserveCapacity(entries.count)
    for node in 0..<count {
      let start = targets.count
      // Equal neighbours in the order of their weights, so that a sum never depends on the order
      // given.
      let row = entries[Int(degrees[node])..<Int(degrees[node + 1])].sorted {
        ($0.node, $0.weight) < ($1.node, $1.weight)
      }
      for entry in row {
        if targets.count > start, targets[targets.count - 1] == entry.node {
          weights[weights.count - 1] += entry.weight
        } else {
          targets.append(entry.node)
          weights.append(entry.weight)
        }
      }
      offsets.append(Int32(targets.count))
    }
    self.offsets = offsets
    self.targets = targets
    self.weights = weights
  }

  /// How many nodes there are.
  public var count: Int { offsets.count - 1 }

  /// How many edges there are; a loop is one.
  public var edgeCount: Int {
    var loops = 0
    for node in 0..<count {
      for slot in row(node) where targets[slot] == Int32(node) { loops += 1 }
    }
    return (targets.count - loops) / 2 + loops
  }

  /// The entries of a node's neighbours in ``targets`` and ``weights``.
  public func row(_ node: Int) -> Range<Int> { Int(offsets[node])..<Int(offsets[node + 1]) }

  /// How many neighbours a node has.
  public func degree(_ node: Int) -> Int { Int(offsets[node + 1] - offsets[node]) }

  /// The sum of the weights of a node's edges, a loop twice.
  public func strength(_ node: Int) -> Double {
    var sum = 0.0
    for slot in row(node) {
      sum += targets[slot] == Int32(node) ? 2 * weights[slot] : weights[slot]
    }
    return sum
  }
}
