import Numerics

/// Penalised logistic regression with balanced classes: minimises `sum w log(1 + exp(-y f)) + alpha
/// (r |b|_1 + (1 - r) |b|^2 / 2)` with `f = a + x b`, the intercept `a` unpenalised, and `w = n /
/// (2 n_class)`.
///
/// Newton steps on the whole problem, each a quadratic with the same penalty that is solved by
/// coordinate descent and then exactly on the coefficients that are left (Yuan, Ho and Lin, "An
/// improved GLMNET for L1-regularized logistic regression", 2012).
struct LogisticRegression {
  /// The intercept and then the coefficients.
  struct Solution: Equatable {
    var weights: [Double]
    /// The value of what is minimised.
    var objective: Double
    /// The largest violation of the optimality conditions.
    var residual: Double
    /// Newton steps.
    var iterations: Int
    /// Whether the residual is at most 1e-6 times the number of cells.
    var isConverged: Bool

    var intercept: Double { weights[0] }
    var coefficients: [Double] { Array(weights.dropFirst()) }
  }

  /// Of what the residual is divided by the number of cells.
  static let tolerance = 1e-6
  private static let target = 1e-10

  private let features: Matrix
  private let isPositive: [Bool]
  private let cellWeights: [Double]
  private let algebra: LinearAlgebra

  /// Cells with their features and labels; both labels occur.
  init(_ features: Matrix, positive: [Bool], _ algebra: LinearAlgebra) {
    self.features = features
    isPositive = positive
    self.algebra = algebra
    let n = Double(positive.count)
    let positives = Double(positive.count { $0 })
    cellWeights = positive.map { $0 ? n / (2 * positives) : n / (2 * (n - positives)) }
  }

  /// The solutions for several strengths of the penalty, from the largest to the smallest, each
  /// starting from the one before; in the order in which the strengths were given.
  func path(_ alphas: [Double], _ penalty: Penalty) -> [Solution] {
    var results = [Solution?](repeating: nil, count: alphas.count)
    var start = [Double](repeating: 0, count: features.columns + 1)
    for index in alphas.indices.sorted(by: { (alphas[$0], $1) > (alphas[$1], $0) }) {
      let solution = solve(alphas[index], penalty, start: start)
      results[index] = solution
      start = solution.weights
    }
    return results.compactMap { $0 }
  }

  /// The solution for one strength.
  func solve(_ alpha: Double, _ penalty: Penalty, start: [Double]) -> Solution {
    let count = features.columns + 1
    let lasso = alpha * penalty.ratio
    let ridge = alpha * (1 - penalty.ratio)
    var weights = start
    var state = State(self, weights, lasso: lasso, ridge: ridge)
    var iterations = 0
    while iterations < 200 {
      let gradient = self.gradient(state, weights, ridge: ridge)
      let residual = Self.residual(gradient, weights, lasso: lasso)
      if residual <= Self.target * Double(isPositive.count) { break }
      iterations += 1
      let curvature = self.curvature(state, ridge: ridge)
      let model = QuadraticModel(
        gradient: gradient, curvature: curvature, weights: weights, lasso: lasso)
      let step = model.step(algebra)
      let slope = model.decrease(step)
      guard slope < 0 else { break }
      // Backtracking until the objective falls by a fair share of what the model promises.
      var length = 1.0
      var next = state
      var trial = weights
      repeat {
        for index in 0..<count { trial[index] = weights[index] + length * step[index] }
        next = State(self, trial, lasso: lasso, ridge: ridge)
        if next.objective <= state.objective + 1e-4 * length * slope { break }
        length /= 2
      } while length > 1e-12
      guard next.objective < state.objective else {
        // Rounding: the step is still the better point when its conditions are closer to holding.
        let other = self.gradient(next, trial, ridge: ridge)
        if length == 1 || Self.residual(other, trial, lasso: lasso) < residual,
          next.objective <= state.objective * (1 + 1e-14)
        {
          (weights, state) = (trial, next)
        }
        break
      }
      (weights, state) = (trial, next)
    }
    let residual = Self.residual(
      gradient(state, weights, ridge: ridge), weights, lasso: lasso)
    return Solution(
      weights: weights, objective: state.objective, residual: residual, iterations: iterations,
      isConverged: residual <= Self.tolerance * Double(isPositive.count))
  }

  /// The probabilities of the positive label.
  static func probabilities(_ features: Matrix, _ solution: Solution) -> [Double] {
    var result = [Double](repeating: solution.intercept, count: features.rows)
    for (column, weight) in solution.coefficients.enumerated() where weight != 0 {
      let start = column * features.rows
      for row in 0..<features.rows { result[row] += weight * features.values[start + row] }
    }
    return result.map(logistic)
  }

  static func logistic(_ value: Double) -> Double {
    let power = Elementary.exponential(-abs(value))
    return value >= 0 ? 1 / (1 + power) : power / (1 + power)
  }
}

extension LogisticRegression {
  /// Where the weights stand: each cell's probability, and the objective.
  private struct State {
    var probabilities: [Double]
    var objective: Double

    init(_ problem: LogisticRegression, _ weights: [Double], lasso: Double, ridge: Double) {
      let features = problem.features
      var values = [Double](repeating: weights[0], count: features.rows)
      problem.algebra.multiply(
        features, Array(weights.dropFirst()), into: &values, scale: 1, keep: 1)
      objective = 0
      probabilities = values
      for row in values.indices {
        let value = values[row]
        let power = Elementary.exponential(-abs(value))
        probabilities[row] = value >= 0 ? 1 / (1 + power) : power / (1 + power)
        let margin = problem.isPositive[row] ? value : -value
        objective +=
          problem.cellWeights[row]
          * (max(-margin, 0) + (power < 1e-8 ? power : Elementary.logarithm(1 + power)))
      }
      for weight in weights.dropFirst() {
        objective += lasso * abs(weight) + ridge * weight * weight / 2
      }
    }
  }

  private func gradient(_ state: State, _ weights: [Double], ridge: Double) -> [Double] {
    var residuals = state.probabilities
    var sum = 0.0
    for row in residuals.indices {
      // 1 - p is exact where p is near one only when it is formed from the other side; the weights
      // of cells that are certain do not matter to the digits kept here.
      residuals[row] = cellWeights[row] * (residuals[row] - (isPositive[row] ? 1 : 0))
      sum += residuals[row]
    }
    var gradient = [Double](repeating: 0, count: features.columns)
    algebra.multiply(features, transposed: true, residuals, into: &gradient)
    for index in gradient.indices { gradient[index] += ridge * weights[index + 1] }
    return [sum] + gradient
  }

  /// The second derivatives, the intercept first.
  private func curvature(_ state: State, ridge: Double) -> Matrix {
    var scaled = Matrix(rows: features.rows, columns: features.columns + 1)
    for row in 0..<features.rows {
      let p = state.probabilities[row]
      scaled.values[row] = (cellWeights[row] * p * (1 - p)).squareRoot()
    }
    for column in 0..<features.columns {
      let from = column * features.rows
      let to = from + features.rows
      for row in 0..<features.rows {
        scaled.values[to + row] = scaled.values[row] * features.values[from + row]
      }
    }
    var result = algebra.gram(scaled)
    for index in 1..<result.rows { result[index, index] += ridge }
    return result
  }

  private static func residual(_ gradient: [Double], _ weights: [Double], lasso: Double) -> Double {
    var largest = abs(gradient[0])
    for index in 1..<weights.count {
      let value = gradient[index]
      let weight = weights[index]
      let violation =
        weight > 0 ? abs(value + lasso) : weight < 0 ? abs(value - lasso) : abs(value) - lasso
      largest = max(largest, violation)
    }
    return largest
  }
}
