import Numerics

/// What each gene's column of a matrix looks like.
struct GeneProfile {
  /// How many cells express it.
  private(set) var expressed: [Double] = []
  /// Means.
  private(set) var means: [Double] = []
  /// Variances with n in the denominator; exactly 0 where every cell has the same value.
  private(set) var variances: [Double] = []
  /// By what the most variable genes are chosen: of counts, the variance of their values in units
  /// of what their mean lets expect (Stuart and others, "Comprehensive integration of single-cell
  /// data", 2019); of anything else, the variance.
  private(set) var dispersions: [Double] = []

  init(_ matrix: Matrix) {
    let count = Double(matrix.rows)
    var isCounts = true
    for gene in 0..<matrix.columns {
      let column = matrix.column(gene)
      let mean = column.reduce(0, +) / count
      var squares = 0.0
      var positive = 0.0
      for value in column {
        squares += (value - mean) * (value - mean)
        if value > 0 { positive += 1 }
        if value < 0 || value != value.rounded() { isCounts = false }
      }
      means.append(mean)
      variances.append(column.allSatisfy { $0 == column[0] } ? 0 : squares / count)
      expressed.append(positive)
    }
    dispersions = isCounts && matrix.rows > 1 ? standardised(matrix) : variances
  }

  /// The variances of clipped standard scores, the standard deviation being what a local regression
  /// of log variance on log mean gives.
  private func standardised(_ matrix: Matrix) -> [Double] {
    let count = Double(matrix.rows)
    let genes = means.indices.filter { variances[$0] > 0 }
    let expected = LocalRegression.fit(
      genes.map { Elementary.logarithm(means[$0]) },
      genes.map { Elementary.logarithm(variances[$0] * count / (count - 1)) }, span: 0.3)
    var result = [Double](repeating: 0, count: means.count)
    for (gene, logarithm) in zip(genes, expected) {
      let deviation = Elementary.exponential(logarithm / 2)
      let limit = count.squareRoot() * deviation + means[gene]
      var sum = 0.0
      var squares = 0.0
      for value in matrix.column(gene) {
        let clipped = min(value, limit)
        sum += clipped
        squares += clipped * clipped
      }
      let mean = means[gene]
      result[gene] =
        (count * mean * mean + squares - 2 * sum * mean) / ((count - 1) * deviation * deviation)
    }
    return result
  }
}

/// Locally weighted quadratic regression (Cleveland 1979), computed directly at every point.
enum LocalRegression {
  /// The fitted values at `x`; each takes the nearest share `span` of the points, weighted by the
  /// tricube of their distance.
  static func fit(_ x: [Double], _ y: [Double], span: Double) -> [Double] {
    let order = x.indices.sorted { (x[$0], $0) < (x[$1], $1) }
    let neighbours = min(x.count, max(3, Int(span * Double(x.count))))
    var result = y
    var low = 0
    for index in order {
      let at = x[index]
      while low + neighbours < order.count,
        x[order[low + neighbours]] - at < at - x[order[low]]
      {
        low += 1
      }
      let near = order[low..<low + neighbours]
      let width = max(at - x[near[near.startIndex]], x[near[near.endIndex - 1]] - at)
      result[index] = value(at: at, near.map { (x[$0] - at, y[$0]) }, width: width)
    }
    return result
  }

  /// The weighted least-squares parabola's value at 0; a mean where the points do not determine
  /// one.
  private static func value(
    at: Double, _ points: [(x: Double, y: Double)], width: Double
  ) -> Double {
    let mean = points.reduce(0) { $0 + $1.y } / Double(points.count)
    guard width > 0 else { return mean }
    var s = [Double](repeating: 0, count: 5)
    var t = [Double](repeating: 0, count: 3)
    for point in points {
      let u = point.x / width
      let core = 1 - abs(u * u * u)
      var weight = core * core * core
      for power in 0..<5 {
        s[power] += weight
        if power < 3 { t[power] += weight * point.y }
        weight *= u
      }
    }
    // Cramer's rule for the constant.
    let minor = s[2] * s[4] - s[3] * s[3]
    let determinant =
      s[0] * minor - s[1] * (s[1] * s[4] - s[2] * s[3]) + s[2] * (s[1] * s[3] - s[2] * s[2])
    guard abs(determinant) > 1e-12 * s[0] * s[2] * s[4] else { return mean }
    let numerator =
      t[0] * minor - s[1] * (t[1] * s[4] - s[3] * t[2]) + s[2] * (t[1] * s[3] - s[2] * t[2])
    return numerator / determinant
  }
}
