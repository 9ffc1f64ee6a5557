import Codecs
import Numerics

/// Non-negative factors `W H` of a non-negative matrix with the least squared error, by
/// hierarchical alternating least squares, each factor swept several times between two products
/// with the data (Gillis and Glineur, "Accelerated multiplicative updates and hierarchical ALS
/// algorithms", 2012).
struct NMF {
  /// W, cells by components.
  private(set) var scores: Matrix
  /// H', genes by components.
  private(set) var loadings: Matrix
  /// Half the squared error.
  private(set) var objective = 0.0
  /// The share of the data's squares that the factors account for.
  private(set) var accounted = 0.0
  /// How many iterations it took.
  private(set) var iterations = 0
  /// Whether it ended because the projected gradient was small enough.
  private(set) var isConverged = false

  /// Starts from keyed half-normal numbers scaled by `sqrt(mean / count)`.
  init(
    _ data: Matrix, count: Int, seed: Int64, settings: MethodSettings, _ algebra: LinearAlgebra
  ) {
    let mean = data.values.reduce(0, +) / Double(data.values.count)
    let scale = (mean / Double(count)).squareRoot()
    func start(_ rows: Int, _ purpose: String) -> Matrix {
      var matrix = Matrix.normal(rows: rows, columns: count, seed: seed, purpose)
      for index in matrix.values.indices {
        matrix.values[index] = abs(matrix.values[index]) * scale
      }
      return matrix
    }
    self.init(
      data, scores: start(data.rows, "nmf/scores"), loadings: start(data.columns, "nmf/loadings"),
      settings: settings, algebra)
  }

  /// Starts from given factors; with `fixedLoadings` only the scores are fitted.
  init(
    _ data: Matrix, scores: Matrix, loadings: Matrix, fixedLoadings: Bool = false,
    settings: MethodSettings, _ algebra: LinearAlgebra
  ) {
    self.scores = scores
    self.loadings = loadings
    let count = loadings.columns
    var cellSide = Matrix(rows: data.rows, columns: count)
    var geneSide = Matrix(rows: data.columns, columns: count)
    // The first sweep pays for its product with the data; the others are nearly free until then.
    let inner = { (rows: Int, other: Int) in
      max(1, min(8, 1 + Int(0.5 * (1 + Double(rows * other) / Double(rows * (count + 1))))))
    }
    let cellSweeps = inner(data.rows, data.columns)
    let geneSweeps = inner(data.columns, data.rows)
    var first: Double?
    while iterations < settings.nonNegativeIterations {
      iterations += 1
      algebra.multiply(data, self.loadings, into: &cellSide)
      let loadingsGram = algebra.gram(self.loadings)
      var violation = Self.sweep(
        &self.scores, cellSide, loadingsGram, times: cellSweeps, algebra)
      if !fixedLoadings {
        algebra.multiply(data, self.scores, transposeLeft: true, into: &geneSide)
        violation += Self.sweep(
          &self.loadings, geneSide, algebra.gram(self.scores), times: geneSweeps, algebra)
      }
      let start = first ?? violation
      first = start
      if violation <= settings.nonNegativeTolerance * start {
        isConverged = true
        break
      }
    }
    objective = Self.objective(data, self.scores, self.loadings, algebra)
    accounted = 1 - 2 * objective / data.values.reduce(0) { $0 + $1 * $1 }
  }

  /// Scores that fit components to data, each row on its own.
  static func scores(
    of data: Matrix, loadings: Matrix, settings: MethodSettings, _ algebra: LinearAlgebra
  ) -> Matrix {
    NMF(
      data, scores: Matrix(rows: data.rows, columns: loadings.columns, repeating: 0.1),
      loadings: loadings, fixedLoadings: true, settings: settings, algebra
    ).scores
  }

  /// The factors with components of length one and scores that make up for it, the components that
  /// explain most first.
  var embedding: Embedding {
    let lengths = loadings.columnSquares.map { $0.squareRoot() }
    var embedding = Embedding(scores: scores, loadings: loadings, extras: [:])
    embedding.loadings.scaleColumns(lengths.map { $0 > 0 ? 1 / $0 : 0 })
    embedding.scores.scaleColumns(lengths)
    let weights = embedding.scores.columnSquares
    embedding.reorder(weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) })
    embedding.extras = [
      "objective": .double(objective), "iterations": .int(Int64(iterations)),
      "converged": .bool(isConverged), "accounted_share": .double(accounted),
      "reconstruction_error": .double((2 * objective).squareRoot()),
      "sum_factor_score_variances": .double(embedding.scores.columnVariances.reduce(0, +)),
    ]
    return embedding
  }

  /// Half the squared error.
  static func objective(
    _ data: Matrix, _ scores: Matrix, _ loadings: Matrix, _ algebra: LinearAlgebra
  ) -> Double {
    var error = data
    algebra.multiply(
      scores, loadings, transposeRight: true, into: &error, scale: -1, keep: 1)
    return error.values.reduce(0) { $0 + $1 * $1 } / 2
  }

  /// Sets each column to its best non-negative value given the others, several times; gives the sum
  /// of the projected gradient's magnitudes at the first.
  private static func sweep(
    _ factor: inout Matrix, _ target: Matrix, _ gram: Matrix, times: Int, _ algebra: LinearAlgebra
  ) -> Double {
    var violation = 0.0
    var change0 = 0.0
    var fitted = [Double](repeating: 0, count: factor.rows)
    for time in 0..<times {
      var change = 0.0
      for column in 0..<factor.columns {
        algebra.multiply(factor, gram.column(column), into: &fitted)
        let curvature = gram[column, column]
        let start = column * factor.rows
        for row in 0..<factor.rows {
          let gradient = fitted[row] - target.values[start + row]
          let old = factor.values[start + row]
          if time == 0 { violation += abs(old == 0 ? min(gradient, 0) : gradient) }
          guard curvature > 0 else { continue }
          let new = max(0, old - gradient / curvature)
          factor.values[start + row] = new
          change += (new - old) * (new - old)
        }
      }
      // Further sweeps are worth it while they still move much.
      if time == 0 { change0 = change }
      if change <= 0.01 * change0 { break }
    }
    return violation
  }
}
