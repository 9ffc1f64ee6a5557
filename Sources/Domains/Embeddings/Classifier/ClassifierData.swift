import Numerics

/// Cells with features, labels and groups, of which some are looked at.
struct ClassifierData {
  let features: Matrix
  let positive: [Bool]

  /// The features and labels of some cells.
  init(_ scores: Matrix, _ labels: [Bool], cells: [Int]) {
    features = scores.rows(cells)
    positive = cells.map { labels[$0] }
  }

  var positives: Int { positive.count { $0 } }
  var negatives: Int { positive.count - positives }

  /// Probabilities of every cell from models that did not see it, for each strength: the mean over
  /// rounds of cross-validation; nil where a label has fewer than two cells.
  ///
  /// `each` is told of every fold: its cells, and for each strength their probabilities.
  func crossValidated(
    _ setup: CrossValidation, _ penalty: Penalty, scope: String, _ algebra: LinearAlgebra,
    each: (([Int], [[Double]]) -> Void)? = nil
  ) -> OutOfFold? {
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: positive.count), count: setup.alphas.count)
    var isConverged = true
    var digests: [String] = []
    var used = 0
    for round in 0..<setup.rounds {
      guard
        let folds = Folds(
          positive, folds: setup.folds, seed: setup.seed, scope: scope, round: round)
      else { return nil }
      used = folds.count
      digests.append(folds.digest)
      for fold in 0..<folds.count {
        let inside = positive.indices.filter { folds.assignment[$0] != fold }
        let outside = positive.indices.filter { folds.assignment[$0] == fold }
        let model = LogisticRegression(
          features.rows(inside), positive: inside.map { positive[$0] }, algebra)
        let tested = features.rows(outside)
        var probabilities: [[Double]] = []
        for (index, solution) in model.path(setup.alphas, penalty).enumerated() {
          isConverged = isConverged && solution.isConverged
          let values = LogisticRegression.probabilities(tested, solution)
          probabilities.append(values)
          for (cell, value) in zip(outside, values) { sums[index][cell] += value }
        }
        each?(outside, probabilities)
      }
    }
    let rounds = Double(setup.rounds)
    return OutOfFold(
      probabilities: sums.map { $0.map { $0 / rounds } }, folds: used, isConverged: isConverged,
      digests: digests)
  }
}

/// What models said of cells that they had not seen.
struct OutOfFold {
  /// For each strength, a probability of each cell.
  let probabilities: [[Double]]
  /// How many folds were used.
  let folds: Int
  /// Whether every model reached its optimum.
  let isConverged: Bool
  /// The digest of each round's assignment of cells to folds.
  let digests: [String]
}

/// How cross-validation is done.
struct CrossValidation: Equatable {
  /// The strengths of the penalty.
  var alphas: [Double]
  var folds: Int
  var rounds: Int
  var seed: Int64

  /// Twenty strengths from 1e-4 to 1e5, evenly on a logarithmic scale.
  static let usualAlphas: [Double] = (0..<20).map { index in
    Elementary.power(10, -4 + 9 * Double(index) / 19)
  }
}
