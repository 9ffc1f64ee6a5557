import Codecs
import Numerics

/// Maximum-likelihood factor analysis: `x = W z + e` with independent noise of a variance for each
/// gene, by expectation and maximisation over standard scores.
///
/// Each round scales the genes by their noise, takes the leading eigenvectors of the scaled
/// correlations, and sets the noise to what the factors leave (Barber, "Bayesian Reasoning and
/// Machine Learning", 21.2.2). The eigenvectors are followed from round to round by subspace
/// iteration. A seed says from which noise it starts.
struct FactorAnalysis {
  /// The factors, the one that explains most first.
  private(set) var embedding: Embedding
  private let noise: [Double]
  private let logLikelihoods: [Double]

  /// Fits factors to standard scores.
  init(
    _ data: Matrix, count: Int, seed: Int64, settings: MethodSettings, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) {
    let genes = data.columns
    let variances = data.columnSquares.map { $0 / Double(data.rows) }
    var moments = Moments(data, algebra)
    let draw = Draw(seed: seed, "fa/noise")
    var noise = variances.indices.map { variances[$0] * (0.2 + 0.8 * draw.uniform(i: UInt32($0))) }
    var basis = try algebra.orthonormalBasis(
      Matrix.normal(
        rows: genes, columns: min(count + 10, genes), seed: seed, "fa/basis"))
    var loadings = Matrix(rows: genes, columns: count)
    var history: [Double] = []
    while history.count < settings.factorIterations {
      let scale = noise.map { $0.squareRoot() + 1e-12 }
      moments.scale(by: scale)
      basis = try moments.follow(basis, rounds: history.isEmpty ? 8 : 2, algebra)
      let (values, vectors) = try moments.leading(&basis, count, algebra)
      var explained = [Double](repeating: 0, count: genes)
      for factor in 0..<count {
        let length = max(values[factor] - 1, 0).squareRoot()
        for gene in 0..<genes {
          let loading = vectors[gene, factor] * length * scale[gene]
          loadings[gene, factor] = loading
          explained[gene] += loading * loading
        }
      }
      var sum = Double(genes) * Self.logTwoPi + Double(count) + moments.trace
      for value in values { sum += Elementary.logarithm(value) - value }
      for variance in noise { sum += Elementary.logarithm(variance) }
      history.append(-Double(data.rows) / 2 * sum)
      noise = variances.indices.map { max(variances[$0] - explained[$0], 1e-12) }
      if history.count > 1,
        history[history.count - 1] - history[history.count - 2] < settings.factorTolerance
      {
        break
      }
    }
    self.noise = noise
    logLikelihoods = history
    embedding = Embedding(scores: Matrix(rows: 0, columns: 0), loadings: loadings, extras: [:])
    embedding.scores = try Self.scores(of: data, loadings, noise, algebra)
    embedding.fixSigns()
    describe(maximum: settings.factorIterations)
  }

  /// The factors after a rotation, the one with the largest sum of squared loadings first: scores
  /// `Z` become `Z R'^-1`.
  func rotated(
    _ criterion: Rotation.Criterion, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> Embedding {
    let rotation = try Rotation(criterion, embedding.loadings, algebra)
    var result = embedding
    result.loadings = algebra.product(embedding.loadings, rotation.matrix)
    // R'^-1 = R (R' R)^-1.
    let inverse = algebra.product(rotation.matrix, rotation.correlations)
    result.scores = algebra.product(embedding.scores, inverse)
    let weights = result.loadings.columnSquares
    let order = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
    result.reorder(order)
    result.fixSigns()
    result.extras["rotation"] = .text(criterion.rawValue)
    result.extras["rotation_matrix"] = .array(
      (0..<rotation.matrix.rows).map { .numbers(rotation.matrix.row($0)) })
    result.extras["factor_correlations"] = .array(
      order.map { row in .numbers(order.map { rotation.correlations[row, $0] }) })
    result.extras["ss_loadings"] = .numbers(order.map { weights[$0] })
    result.extras["sum_factor_score_variances"] = .double(
      result.scores.columnVariances.reduce(0, +))
    return result
  }

  private mutating func describe(maximum: Int) {
    let communalities = (0..<embedding.loadings.rows).map { gene in
      embedding.loadings.row(gene).reduce(0) { $0 + $1 * $1 }
    }
    embedding.extras = [
      "loglike": .double(logLikelihoods.last ?? .nan),
      "iterations": .int(Int64(logLikelihoods.count)),
      "converged": .bool(logLikelihoods.count < maximum), "noise": .numbers(noise),
      "communalities": .numbers(communalities),
      "ss_loadings": .numbers(embedding.loadings.columnSquares),
      "sum_factor_score_variances": .double(embedding.scores.columnVariances.reduce(0, +)),
    ]
  }

  /// The posterior means `(I + W' N^-1 W)^-1 W' N^-1 x`.
  private static func scores(
    of data: Matrix, _ loadings: Matrix, _ noise: [Double], _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> Matrix {
    var weighted = loadings
    for column in 0..<weighted.columns {
      for gene in 0..<weighted.rows { weighted[gene, column] /= noise[gene] }
    }
    var precision = algebra.product(loadings, weighted, transposeLeft: true)
    for factor in 0..<precision.rows { precision[factor, factor] += 1 }
    // Rounding must not make it less symmetric than it is.
    let inverse = try algebra.solve(positiveDefinite: precision, .identity(precision.rows))
    return algebra.product(algebra.product(data, weighted), inverse)
  }

  static let logTwoPi = Elementary.logarithm(2 * Double.pi)
}

extension FactorAnalysis {
  /// The second moments of data whose columns are divided by numbers, as a product that is never
  /// formed where there are fewer cells than genes.
  struct Moments {
    private let data: Matrix
    /// The moments before scaling, where there are at least as many cells as genes.
    private let plain: Matrix?
    private var scaled: Matrix
    /// The sum of the variances after scaling.
    private(set) var trace = 0.0

    init(_ data: Matrix, _ algebra: LinearAlgebra) {
      self.data = data
      guard data.rows >= data.columns else {
        plain = nil
        scaled = data
        return
      }
      var moments = algebra.gram(data)
      for index in moments.values.indices { moments.values[index] /= Double(data.rows) }
      plain = moments
      scaled = moments
    }

    mutating func scale(by deviations: [Double]) {
      trace = 0
      let inverse = deviations.map { 1 / $0 }
      if let plain {
        for column in 0..<plain.columns {
          let start = column * plain.rows
          for row in 0..<plain.rows {
            scaled.values[start + row] = plain.values[start + row] * inverse[row] * inverse[column]
          }
          trace += scaled.values[start + column]
        }
      } else {
        for column in 0..<data.columns {
          let start = column * data.rows
          var squares = 0.0
          for row in 0..<data.rows {
            let value = data.values[start + row] * inverse[column]
            scaled.values[start + row] = value
            squares += value * value
          }
          trace += squares / Double(data.rows)
        }
      }
    }

    /// The moments times vectors.
    private func product(_ vectors: Matrix, _ algebra: LinearAlgebra) -> Matrix {
      guard plain == nil else { return algebra.product(scaled, vectors) }
      var result = Matrix(rows: data.columns, columns: vectors.columns)
      algebra.multiply(
        scaled, algebra.product(scaled, vectors), transposeLeft: true, into: &result,
        scale: 1 / Double(data.rows))
      return result
    }

    /// The space of the largest eigenvalues, from one near it.
    func follow(
      _ basis: Matrix, rounds: Int, _ algebra: LinearAlgebra
    ) throws(LinearAlgebraError) -> Matrix {
      var basis = basis
      for _ in 0..<rounds { basis = try algebra.orthonormalBasis(product(basis, algebra)) }
      return basis
    }

    /// The largest eigenvalues within a space, descending, with their vectors (Rayleigh and Ritz);
    /// the space's basis becomes its own eigenvectors.
    func leading(
      _ basis: inout Matrix, _ count: Int, _ algebra: LinearAlgebra
    ) throws(LinearAlgebraError) -> (values: [Double], vectors: Matrix) {
      let image = product(basis, algebra)
      let found = try algebra.symmetricEigen(algebra.product(basis, image, transposeLeft: true))
      let order = Array((0..<basis.columns).reversed())
      basis = algebra.product(basis, found.vectors.columns(order))
      return (
        order.prefix(count).map { max(found.values[$0], 1e-300) },
        basis.columns(Array(0..<count))
      )
    }
  }
}
