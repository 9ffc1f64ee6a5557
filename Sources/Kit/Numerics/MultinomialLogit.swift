/// A multinomial logit: the probability of each of several outcomes by some regressors, the first
/// outcome being the reference; with two outcomes the ordinary logit.
///
/// Fitted by maximum likelihood, by Newton's method with halved steps (McFadden, 1974). A regressor
/// for the constant has to be among those given.
public struct MultinomialLogit: Sendable, Equatable {
  /// The coefficients of each outcome after the first, regressor by regressor.
  public let coefficients: [[Double]]
  /// The log likelihood at its maximum, in nats.
  public let logLikelihood: Double
  /// The log likelihood of the shares alone.
  public let nullLogLikelihood: Double
  /// How many steps it took.
  public let iterations: Int

  /// Fits the model to rows of regressors with an outcome from 0 each.
  ///
  /// `ridge` adds that multiple of the sum of squared coefficients over two to what is minimised;
  /// more than zero, there is always a maximum. Without it, data that one regressor separates have
  /// none, nor have regressors that depend on each other: both are `undefined`.
  public static func fit(
    _ rows: [[Double]], _ outcomes: [Int], ridge: Double = 0
  ) -> Computed<MultinomialLogit> {
    guard let width = rows.first?.count, width > 0, rows.count == outcomes.count else {
      return .undefined(.tooFew(needed: 1, found: rows.count))
    }
    guard rows.allSatisfy({ $0.count == width && $0.allSatisfy(\.isFinite) }) else {
      return .undefined(.notFinite)
    }
    guard let most = outcomes.max(), most >= 1, (outcomes.min() ?? -1) >= 0 else {
      return .undefined(.outOfDomain("there are fewer than two outcomes"))
    }
    var counts = [Double](repeating: 0, count: most + 1)
    for outcome in outcomes { counts[outcome] += 1 }
    guard !counts.contains(0) else {
      return .undefined(.outOfDomain("an outcome never happened"))
    }
    let null = Summation.sum(
      counts.map { $0 * Elementary.logarithm($0 / Double(outcomes.count)) })
    var search = NewtonSearch(rows, outcomes, groups: most, ridge: ridge)
    guard let steps = search.run() else {
      return .undefined(.outOfDomain("the likelihood has no maximum: separated, or dependent"))
    }
    let values = search.parameters
    return .value(
      MultinomialLogit(
        coefficients: (0..<most).map { Array(values[$0 * width..<($0 + 1) * width]) },
        logLikelihood: search.likelihood(values), nullLogLikelihood: null, iterations: steps))
  }

  /// The probability of every outcome for a row of regressors; they sum to 1.
  public func probabilities(_ row: [Double]) -> [Double] {
    var scores = [0.0]
    for line in coefficients {
      var score = 0.0
      for (coefficient, value) in zip(line, row) { score += coefficient * value }
      scores.append(score)
    }
    let largest = scores.reduce(scores[0], max)
    let weights = scores.map { Elementary.exponential($0 - largest) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// The likeliest outcome for a row; the first among equals.
  public func prediction(_ row: [Double]) -> Int {
    let probabilities = probabilities(row)
    var best = 0
    for (outcome, probability) in probabilities.enumerated() where probability > probabilities[best]
    {
      best = outcome
    }
    return best
  }
}

/// Newton's method on the penalised log likelihood.
private struct NewtonSearch {
  private let rows: [[Double]]
  private let outcomes: [Int]
  private let groups: Int
  private let width: Int
  private let ridge: Double
  private(set) var parameters: [Double]

  init(_ rows: [[Double]], _ outcomes: [Int], groups: Int, ridge: Double) {
    self.rows = rows
    self.outcomes = outcomes
    self.groups = groups
    self.ridge = ridge
    width = rows[0].count
    parameters = [Double](repeating: 0, count: groups * width)
  }

  /// How many steps until nothing moves any more; nil when that never comes.
  mutating func run() -> Int? {
    var value = objective(parameters)
    for step in 1...200 {
      let (gradient, curvature) = derivatives()
      guard let direction = Cholesky.solve(curvature, gradient) else { return nil }
      var length = 1.0
      var next = zip(parameters, direction).map { $0 + $1 }
      while objective(next) < value - 1e-12 * abs(value), length > 1e-8 {
        length /= 2
        next = zip(parameters, direction).map { $0 + length * $1 }
      }
      parameters = next
      let reached = objective(next)
      // A coefficient that runs away with the likelihood at its bound is one of separated data.
      if next.contains(where: { !$0.isFinite || abs($0) > 1e6 }) { return nil }
      let decrement = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
      value = reached
      if decrement < 1e-13 * max(1, abs(value)) {
        return ridge == 0 && likelihood(next) > -1e-6 ? nil : step
      }
    }
    return nil
  }

  func likelihood(_ parameters: [Double]) -> Double {
    Summation.sum(
      rows.indices.lazy.map { Elementary.logarithm(shares(rows[$0], parameters)[outcomes[$0]]) })
  }

  private func objective(_ parameters: [Double]) -> Double {
    likelihood(parameters) - ridge / 2 * parameters.reduce(0) { $0 + $1 * $1 }
  }

  /// The probability of every outcome.
  private func shares(_ row: [Double], _ parameters: [Double]) -> [Double] {
    var scores = [Double](repeating: 0, count: groups + 1)
    for group in 0..<groups {
      for column in 0..<width {
        scores[group + 1] += parameters[group * width + column] * row[column]
      }
    }
    let largest = scores.reduce(scores[0], max)
    var total = 0.0
    for group in scores.indices {
      scores[group] = Elementary.exponential(scores[group] - largest)
      total += scores[group]
    }
    for group in scores.indices { scores[group] /= total }
    return scores
  }

  /// The gradient, and the negative of the second derivatives, row by row.
  private func derivatives() -> ([Double], [[Double]]) {
    let size = groups * width
    var gradient = parameters.map { -ridge * $0 }
    var curvature = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for place in 0..<size { curvature[place][place] = ridge }
    for (row, outcome) in zip(rows, outcomes) {
      let shares = shares(row, parameters)
      for group in 0..<groups {
        let residual = (outcome == group + 1 ? 1 : 0) - shares[group + 1]
        for column in 0..<width { gradient[group * width + column] += residual * row[column] }
        for other in 0...group {
          let factor =
            shares[group + 1] * ((group == other ? 1 : 0) - shares[other + 1])
          for column in 0..<width {
            let scaled = factor * row[column]
            for second in 0..<width {
              curvature[group * width + column][other * width + second] += scaled * row[second]
            }
          }
        }
      }
    }
    return (gradient, curvature)
  }
}
