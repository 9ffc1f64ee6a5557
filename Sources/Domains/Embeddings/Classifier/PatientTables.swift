import Codecs
import Numerics
import StageKit

/// Plan 1A and 1B: what L1 regression of each patient's cells gives, in the sample and by
/// cross-validation.
struct PatientTables {
  static let measures = [
    "tp", "fp", "tn", "fn", "overall_accuracy", "mal_accuracy", "mal_precision", "mal_recall",
    "mal_f1", "norm_accuracy", "norm_precision", "norm_recall", "norm_f1", "trivial_accuracy",
    "majority_num", "minority_num", "roc_auc",
  ]

  private(set) var metrics = CSVTable(measures + ["group", "alpha", "patient"])
  private(set) var cross: CSVTable
  private(set) var coefficients: CSVTable
  private(set) var correctness: CSVTable
  private(set) var optimality = CSVTable([
    "patient", "alpha", "objective", "kkt_residual", "kkt_limit", "iterations", "converged",
    "nonzero",
  ])
  /// Every solution that is not optimal to 1e-6 a cell.
  private(set) var unconverged = 0

  private let setup: CrossValidation
  private let prefix: String

  /// Tables for features whose names begin with `prefix`.
  init(_ setup: CrossValidation, prefix: String) {
    self.setup = setup
    self.prefix = prefix
    let alphas = setup.alphas.map { "\($0)" }
    coefficients = CSVTable(["feature"] + alphas + ["patient"])
    correctness = CSVTable(["cell", "patient", "label"] + alphas)
    cross = CSVTable(
      Self.measures.flatMap { ["\($0)_mean", "\($0)_std"] }
        + ["folds", "repeats", "group", "alpha", "patient"])
  }

  /// Adds what the cells of one patient give in the sample; both labels occur among them.
  mutating func addInSample(
    _ data: ClassifierData, patient: String, names: [String], _ algebra: LinearAlgebra
  ) {
    let solutions = LogisticRegression(data.features, positive: data.positive, algebra)
      .path(setup.alphas, .lasso)
    var isRight = [[String]](repeating: [], count: data.positive.count)
    for (alpha, solution) in zip(setup.alphas, solutions) {
      let probabilities = LogisticRegression.probabilities(data.features, solution)
      let prediction = Prediction(probabilities, positive: data.positive)
      metrics.add(
        Self.values(prediction).map(CSVTable.cell) + ["in_sample", "\(alpha)", patient])
      for cell in isRight.indices {
        isRight[cell].append((probabilities[cell] >= 0.5) == data.positive[cell] ? "1" : "0")
      }
      let limit = LogisticRegression.tolerance * Double(data.positive.count)
      if !solution.isConverged { unconverged += 1 }
      optimality.add([
        patient, "\(alpha)", "\(solution.objective)", "\(solution.residual)", "\(limit)",
        "\(solution.iterations)", solution.isConverged ? "1" : "0",
        "\(solution.coefficients.count { $0 != 0 })",
      ])
    }
    for index in 0...data.features.columns {
      coefficients.add(
        [index == 0 ? "(intercept)" : "\(prefix)_\(index)"]
          + solutions.map { "\($0.weights[index])" } + [patient])
    }
    for (cell, name) in names.enumerated() {
      correctness.add([name, patient, data.positive[cell] ? "1" : "0"] + isRight[cell])
    }
  }

  /// Adds what cross-validation of one patient's cells gives, over all folds and rounds; false
  /// where there are too few cells of a label.
  mutating func addCrossValidated(
    _ data: ClassifierData, patient: String, _ algebra: LinearAlgebra
  ) -> OutOfFold? {
    var found = [[[Double?]]](repeating: [], count: setup.alphas.count)
    let result = data.crossValidated(setup, .lasso, scope: patient, algebra) { cells, values in
      for (index, probabilities) in values.enumerated() {
        let prediction = Prediction(
          probabilities, positive: cells.map { data.positive[$0] })
        found[index].append(Self.values(prediction))
      }
    }
    guard let result else { return nil }
    for (alpha, folds) in zip(setup.alphas, found) {
      var row: [String] = []
      for index in Self.measures.indices {
        let values = folds.compactMap { $0[index] }
        row.append(CSVTable.cell(Descriptive.mean(values).value))
        row.append(CSVTable.cell(Descriptive.standardDeviation(values).value))
      }
      cross.add(row + ["\(result.folds)", "\(setup.rounds)", "cv", "\(alpha)", patient])
    }
    return result
  }

  /// A prediction's numbers in the order of ``measures``.
  private static func values(_ p: Prediction) -> [Double?] {
    [
      Double(p.tp), Double(p.fp), Double(p.tn), Double(p.fn), p.accuracy, p.recall, p.precision,
      p.recall, p.f1, p.negativeRecall, p.negativePrecision, p.negativeRecall, p.negativeF1,
      p.trivialAccuracy, Double(p.majority), Double(p.minority), p.auc,
    ]
  }
}
