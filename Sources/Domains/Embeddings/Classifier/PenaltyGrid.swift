import Numerics
import StageKit

/// One cell of a grid: a penalty, a strength, and what came of them out of fold.
struct GridPoint {
  let penalty: Penalty
  let alpha: Double
  let prediction: Prediction
  let probabilities: [Double]
  let isConverged: Bool

  static let header = [
    "penalty", "l1_ratio", "alpha", "C", "n", "tp", "fp", "tn", "fn", "acc", "mal_recall",
    "mal_precision", "norm_recall", "norm_precision", "auc", "ap", "predicted_classes", "converged",
  ]

  var row: [String] {
    let p = prediction
    return [penalty.family, "\(penalty.ratio)", "\(alpha)", "\(1 / alpha)", "\(p.count)"]
      + [p.tp, p.fp, p.tn, p.fn].map(String.init)
      + [
        p.accuracy, p.recall, p.precision, p.negativeRecall, p.negativePrecision, p.auc,
        p.averagePrecision,
      ].map(CSVTable.cell) + ["\(p.predictedClasses)", isConverged ? "1" : "0"]
  }
}

/// Every penalty with every strength over the same folds.
struct PenaltyGrid {
  /// By what the best is chosen.
  enum Objective: String, CaseIterable {
    case auc, ap
    case recall = "mal_recall"

    func value(_ point: GridPoint) -> Double {
      switch self {
      case .auc: point.prediction.auc ?? -1
      case .ap: point.prediction.averagePrecision ?? -1
      case .recall: point.prediction.recall ?? -1
      }
    }
  }

  let points: [GridPoint]
  let folds: Int
  let digests: [String]

  /// Cross-validates; nil where there are fewer than two cells of a label.
  init?(
    _ data: ClassifierData, _ penalties: [Penalty], _ setup: CrossValidation, scope: String,
    _ algebra: LinearAlgebra
  ) {
    var points: [GridPoint] = []
    var folds = 0
    var digests: [String] = []
    for penalty in penalties {
      guard let result = data.crossValidated(setup, penalty, scope: scope, algebra) else {
        return nil
      }
      folds = result.folds
      digests = result.digests
      for (alpha, probabilities) in zip(setup.alphas, result.probabilities) {
        points.append(
          GridPoint(
            penalty: penalty, alpha: alpha,
            prediction: Prediction(probabilities, positive: data.positive),
            probabilities: probabilities, isConverged: result.isConverged))
      }
    }
    self.points = points
    self.folds = folds
    self.digests = digests
  }

  /// The best point; of equal ones that of the larger AUC, average precision, recall, and then of
  /// the stronger penalty.
  func best(by objective: Objective) -> GridPoint? {
    func rank(_ point: GridPoint) -> (Double, Double, Double, Double, Double) {
      (
        objective.value(point), Objective.auc.value(point), Objective.ap.value(point),
        Objective.recall.value(point), point.alpha
      )
    }
    // A model that calls every cell the same recalls them all, and is none.
    let real = points.filter { $0.prediction.predictedClasses > 1 }
    return (real.isEmpty ? points : real).reduce(nil as GridPoint?) { best, point in
      guard let best else { return point }
      return rank(point) > rank(best) ? point : best
    }
  }
}
