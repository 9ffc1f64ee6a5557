import Codecs
import Numerics

/// What the replicates of one method agree on.
struct Consensus {
  /// The components farther from all others than this are left out.
  static let threshold = 0.2

  /// The medians of each cluster's loadings, genes by components.
  let loadings: Matrix
  /// How many components there were.
  let total: Int
  /// How many were kept.
  let kept: Int
  /// How many stand in each cluster.
  let sizes: [Int]
  /// How apart the clusters are; nil where too few were kept to say.
  let silhouette: Double?

  /// Clusters the components of at least two replicates with `count` dimensions each.
  init?(_ replicates: [Matrix], count: Int) {
    guard replicates.count >= 2, let genes = replicates.first?.rows else { return nil }
    var originals: [[Double]] = []
    for replicate in replicates {
      for column in 0..<replicate.columns { originals.append(replicate.column(column)) }
    }
    Self.alignSigns(&originals)
    let unit = originals.map { vector in
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? vector.map { $0 / length } : vector
    }
    total = originals.count
    var nearest = [Double](repeating: 0, count: unit.count)
    let similar = Self.cosines(unit)
    for row in unit.indices {
      for column in unit.indices where column != row {
        nearest[row] = max(nearest[row], abs(similar[row][column]))
      }
    }
    var chosen = unit.indices.filter { nearest[$0] >= Self.threshold }
    if chosen.count < count { chosen = Array(unit.indices) }
    kept = chosen.count
    let points = chosen.map { unit[$0] }
    let labels = KMeans(points, count: count, seed: 1).labels
    var medians = Matrix(rows: genes, columns: count)
    var sizes = [Int](repeating: 0, count: count)
    for cluster in 0..<count {
      let members = zip(chosen, labels).filter { $1 == cluster }.map { originals[$0.0] }
      sizes[cluster] = members.count
      for gene in 0..<genes {
        medians[gene, cluster] = Descriptive.median(members.map { $0[gene] }).value ?? 0
      }
    }
    loadings = medians
    self.sizes = sizes
    silhouette = kept >= count + 1 ? Silhouette.mean(points, labels: labels) : nil
  }

  /// The numbers without the loadings.
  var value: Value {
    [
      "kept_n": .int(Int64(kept)), "n_components_total": .int(Int64(total)),
      "cluster_sizes": .array(sizes.map { .int(Int64($0)) }),
      "silhouette": silhouette.map { .double($0) } ?? .null,
      "threshold": .double(Self.threshold),
    ]
  }

  /// Turns every vector towards the one of an earlier position that is most like it: loadings that
  /// differ by their sign alone are the same.
  private static func alignSigns(_ vectors: inout [[Double]]) {
    for index in vectors.indices.dropFirst() {
      var best = 0.0
      for earlier in 0..<index {
        let product = zip(vectors[earlier], vectors[index]).reduce(0) { $0 + $1.0 * $1.1 }
        let lengths = vectors[earlier].reduce(0) { $0 + $1 * $1 }.squareRoot()
        if lengths > 0, abs(product / lengths) > abs(best) { best = product / lengths }
      }
      if best < 0 { vectors[index] = vectors[index].map { -$0 } }
    }
  }

  /// Cosines of vectors after each was centred.
  private static func cosines(_ vectors: [[Double]]) -> [[Double]] {
    let centred = vectors.map { vector in
      let mean = vector.reduce(0, +) / Double(vector.count)
      let shifted = vector.map { $0 - mean }
      let length = shifted.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? shifted.map { $0 / length } : shifted
    }
    return centred.map { left in
      centred.map { zip(left, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }
}
