import Codecs
import Numerics
import StageKit

/// How well labels that were shuffled within each patient can be told apart: what chance does.
struct PermutationControl {
  /// The fewest shufflings.
  static let fewest = 20

  /// The pooled AUC of the real labels, out of fold.
  let observed: Double?
  /// The same of each shuffling.
  let shuffled: [Double]

  /// What was measured.
  init(observed: Double?, shuffled: [Double]) {
    self.observed = observed
    self.shuffled = shuffled
  }

  /// Measures both with the same cells, features, folds' seed and penalty.
  init(
    _ scores: Matrix, _ labels: DataArguments.Labels, _ setup: CrossValidation, _ penalty: Penalty,
    count: Int, _ algebra: LinearAlgebra
  ) {
    func area(_ positive: [Bool], _ scope: String) -> Double? {
      let data = ClassifierData(scores, positive, cells: Array(positive.indices))
      guard let result = data.crossValidated(setup, penalty, scope: scope, algebra) else {
        return nil
      }
      return Prediction.area(result.probabilities[0], positive: positive)
    }
    observed = area(labels.positive, "pooled")
    let draw = Draw(seed: setup.seed, "permutation")
    var areas: [Double] = []
    for number in 0..<count {
      var positive = labels.positive
      for (group, patient) in labels.names.enumerated() {
        let cells = labels.cells(of: patient)
        let shuffled = Shuffle.apply(
          cells.map { labels.positive[$0] }, draw, t: UInt32(number), j: UInt32(group))
        for (cell, label) in zip(cells, shuffled) { positive[cell] = label }
      }
      if let value = area(positive, "pooled") { areas.append(value) }
    }
    shuffled = areas
  }

  /// The value that nineteen of twenty shufflings stay below, interpolated linearly.
  var percentile: Double? { Descriptive.quantile(shuffled, 0.95).value }

  /// The share of labellings, the real one included, that do at least as well.
  var probability: Double? {
    guard let observed else { return nil }
    return Double(1 + shuffled.count { $0 >= observed }) / Double(shuffled.count + 1)
  }

  /// Whether the real labels do better than chance; false where that is not known.
  ///
  /// Of few shufflings the interpolated percentile is passed by chance more often than once in
  /// twenty times (2 in 21 of twenty); the probability, which is exact, has to agree.
  var isPassed: Bool {
    guard let observed, let percentile, let probability, shuffled.count >= Self.fewest else {
      return false
    }
    return observed > percentile && probability <= 0.05
  }

  var value: Value {
    [
      "observed_auc": .double(observed ?? .nan), "permutations": .int(Int64(shuffled.count)),
      "auc_p95": .double(percentile ?? .nan),
      "auc_mean": .double(Descriptive.mean(shuffled).value ?? .nan),
      "p_value": .double(probability ?? .nan), "verdict": .text(isPassed ? "PASS" : "FAIL"),
      "rule": "observed AUC above the 95th percentile of permutations within patient, p <= 0.05",
    ]
  }
}
