import Numerics

/// How an embedding fits what is known of the cells.
struct LabelSeparation {
  /// How many neighbours of a cell are joined to it.
  static let neighbours = 15

  /// The mean silhouette of the labels by Euclidean distance of the scores.
  let silhouette: Double?
  /// How far communities of the nearest-neighbour graph agree with the label column.
  let agreement: PartitionAgreement?
  /// How many communities there are.
  let communities: Int

  /// Compares scores with a value for each cell.
  ///
  /// The graph joins every cell to its nearest ones by Euclidean distance, the first of equals; the
  /// weight is the share of neighbours that two cells have in common (Jaccard).
  init(_ scores: Matrix, values: [String], seed: Int64) {
    let points = (0..<scores.rows).map { scores.row($0) }
    let names = values.sorted().reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    let labels = values.map { names.firstIndex(of: $0) ?? 0 }
    silhouette = Silhouette.mean(points, labels: labels)
    let groups = Communities.louvain(Self.graph(points), seed: seed)
    agreement = PartitionAgreement(groups, labels)
    communities = (groups.max() ?? -1) + 1
  }

  private static func graph(_ points: [[Double]]) -> Graph {
    let count = min(neighbours, points.count - 1)
    let near: [[Int]] = points.indices.map { cell in
      let distances = points.map { KMeans.squaredDistance(points[cell], $0) }
      let order = points.indices.filter { $0 != cell }
        .sorted { (distances[$0], $0) < (distances[$1], $1) }
      return order.prefix(count).sorted()
    }
    var edges: [Graph.Edge] = []
    for cell in points.indices {
      for other in near[cell] where other > cell || !near[other].contains(cell) {
        let common = near[cell].count { near[other].contains($0) }
        let weight = Double(common + 1) / Double(2 * count - common + 1)
        edges.append(Graph.Edge(Int32(cell), Int32(other), weight))
      }
    }
    return Graph(count: points.count, edges: edges)
  }
}
