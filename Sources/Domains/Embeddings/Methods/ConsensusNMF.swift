import Codecs
import Numerics

/// Non-negative factors on which many starts agree (Kotliar and others, "Identifying gene
/// expression programs of cell-type identity and cellular activity", 2019).
struct ConsensusNMF {
  /// The consensus, with scores fitted to it.
  let embedding: Embedding

  /// Fits `settings.consensusStarts` factorisations, leaves out components whose mean distance to
  /// their nearest neighbours is large, clusters the rest, and fits the scores to the medians.
  init(
    _ data: Matrix, count: Int, seed: Int64, settings: MethodSettings, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) {
    var spectra: [[Double]] = []
    for start in 0..<settings.consensusStarts {
      let fit = NMF(
        data, count: count, seed: seed &* 1000 &+ Int64(start), settings: settings, algebra)
      let loadings = fit.embedding.loadings
      for column in 0..<count { spectra.append(loadings.column(column)) }
    }
    let distances = Self.distances(spectra)
    let neighbours = max(1, Int(0.3 * Double(settings.consensusStarts)))
    let outlying = distances.map { row in
      row.sorted().dropFirst().prefix(neighbours).reduce(0, +) / Double(neighbours)
    }
    var kept = spectra.indices.filter { outlying[$0] < settings.consensusDistance }
    let isDense = kept.count >= count
    if !isDense { kept = Array(spectra.indices) }
    let points = kept.map { spectra[$0] }
    let labels = KMeans(points, count: count, seed: 1, starts: 10).labels
    var medians = Matrix(rows: data.columns, columns: count)
    for cluster in 0..<count {
      let members = zip(points, labels).filter { $1 == cluster }.map(\.0)
      for gene in 0..<data.columns {
        medians[gene, cluster] = Descriptive.median(members.map { $0[gene] }).value ?? 0
      }
    }
    medians.scaleColumns(medians.columnSquares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 })
    var result = Embedding(
      scores: NMF.scores(of: data, loadings: medians, settings: settings, algebra),
      loadings: medians, extras: [:])
    let weights = result.scores.columnSquares
    result.reorder(weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) })
    result.extras = [
      "starts": .int(Int64(settings.consensusStarts)), "components": .int(Int64(spectra.count)),
      "kept_n": .int(Int64(kept.count)), "dense_enough": .bool(isDense),
      "silhouette": Silhouette.mean(points, labels: labels).map { .double($0) } ?? .null,
      "objective": .double(
        NMF.objective(data, result.scores, result.loadings, algebra)),
      "sum_factor_score_variances": .double(result.scores.columnVariances.reduce(0, +)),
    ]
    embedding = result
  }

  private static func distances(_ points: [[Double]]) -> [[Double]] {
    points.map { left in
      points.map { KMeans.squaredDistance(left, $0).squareRoot() }
    }
  }
}
