import Codecs
import Numerics
import StageKit

/// Plan 1C: the grid of penalties, pooled and per patient, with and without downsampling.
struct GridTables {
  /// A table and the file it goes to.
  private(set) var files: [(name: String, table: CSVTable)] = [
    ("pooled_grid_metrics.csv", CSVTable(["downsampling"] + GridPoint.header)),
    ("pooled_best_by_objective.csv", CSVTable(["downsampling", "objective"] + GridPoint.header)),
    (
      "pooled_oof_predictions.csv",
      CSVTable(["downsampling", "cell", "patient", "label", "probability", "predicted"])
    ),
    (
      "pooled_per_patient_metrics.csv",
      CSVTable(["downsampling", "patient"] + GridPoint.header)
    ),
    ("per_patient_grid_metrics.csv", CSVTable(["downsampling", "patient"] + GridPoint.header)),
    (
      "per_patient_best_by_patient.csv", CSVTable(["downsampling", "patient"] + GridPoint.header)
    ),
    (
      "per_patient_skips_and_warnings.csv",
      CSVTable([
        "method", "downsampling", "patient", "reason", "n_cells_before", "n_malignant_before",
        "n_cells_after", "n_malignant_after",
      ])
    ),
    (
      "per_patient_refit_coefficients.csv",
      CSVTable([
        "downsampling", "patient", "penalty", "l1_ratio", "alpha", "feature", "coefficient",
      ])
    ),
    (
      "run_manifest.csv",
      CSVTable([
        "mode", "method", "downsampling", "patient", "penalty_family", "status", "n_cells",
        "n_malignant", "cv_folds_used", "folds_digest",
      ])
    ),
  ]
  /// Patients that were evaluated without downsampling.
  private(set) var evaluated: [String] = []
  /// Patients that were left out without downsampling, each with its reason.
  private(set) var skipped: [(patient: String, reason: String)] = []
  /// Patients whose best model calls every cell the same.
  private(set) var constant: [String] = []
  /// The best pooled AUC without downsampling.
  private(set) var pooledAUC: Double?

  let method: Method
  let penalties: [Penalty]
  let setup: CrossValidation
  let algebra: LinearAlgebra

  init(
    _ method: Method, _ penalties: [Penalty], _ setup: CrossValidation, _ algebra: LinearAlgebra
  ) {
    self.method = method
    self.penalties = penalties
    self.setup = setup
    self.algebra = algebra
  }

  private mutating func add(_ name: String, _ cells: [String]) {
    guard let index = files.firstIndex(where: { $0.name == name }) else { return }
    files[index].table.add(cells)
  }

  /// Evaluates all patients with one way of downsampling.
  mutating func evaluate(
    _ scores: Matrix, _ labels: DataArguments.Labels, _ names: [String],
    _ downsampling: Downsampling
  ) {
    var pooled: [Int] = []
    for patient in labels.names {
      let all = labels.cells(of: patient)
      let kept = downsampling.keep(
        all, positive: labels.positive, seed: setup.seed, patient: patient)
      pooled += kept
      evaluate(patient, scores, labels, all: all, kept: kept, downsampling)
    }
    pool(scores, labels, names, pooled.sorted(), downsampling)
  }

  private mutating func evaluate(
    _ patient: String, _ scores: Matrix, _ labels: DataArguments.Labels, all: [Int], kept: [Int],
    _ downsampling: Downsampling
  ) {
    let data = ClassifierData(scores, labels.positive, cells: kept)
    let before = all.count { labels.positive[$0] }
    func note(_ reason: String) {
      add(
        "per_patient_skips_and_warnings.csv",
        [
          method.rawValue, downsampling.rawValue, patient, reason, "\(all.count)", "\(before)",
          "\(kept.count)", "\(data.positives)",
        ])
    }
    func skip(_ reason: String) {
      note("skipped: \(reason)")
      if downsampling == .none { skipped.append((patient, reason)) }
      manifest("per_patient", patient, downsampling, "skipped", data, folds: 0, digest: "")
    }
    if data.positives <= 1 {
      return skip("\(data.positives) positive of \(kept.count) cells: nothing to learn from")
    }
    guard let grid = PenaltyGrid(data, penalties, setup, scope: patient, algebra),
      let best = grid.best(by: .auc)
    else {
      return skip("\(data.negatives) negative of \(kept.count) cells: no cross-validation")
    }
    if grid.folds < setup.folds {
      note(
        "warning: \(grid.folds) folds, not \(setup.folds): the rarer label has no more cells"
      )
    }
    if kept.count < all.count { note("warning: downsampled") }
    if downsampling == .none {
      evaluated.append(patient)
      if best.prediction.predictedClasses < 2 { constant.append(patient) }
    }
    for point in grid.points {
      add("per_patient_grid_metrics.csv", [downsampling.rawValue, patient] + point.row)
    }
    add("per_patient_best_by_patient.csv", [downsampling.rawValue, patient] + best.row)
    manifest(
      "per_patient", patient, downsampling, "evaluated", data, folds: grid.folds,
      digest: grid.digests.first ?? "")
    let refit = LogisticRegression(data.features, positive: data.positive, algebra).solve(
      best.alpha, best.penalty, start: [Double](repeating: 0, count: data.features.columns + 1))
    for (index, weight) in refit.weights.enumerated() {
      add(
        "per_patient_refit_coefficients.csv",
        [
          downsampling.rawValue, patient, best.penalty.family, "\(best.penalty.ratio)",
          "\(best.alpha)", index == 0 ? "(intercept)" : "\(method.embeddingName)_\(index)",
          "\(weight)",
        ])
    }
  }

  private mutating func pool(
    _ scores: Matrix, _ labels: DataArguments.Labels, _ names: [String], _ cells: [Int],
    _ downsampling: Downsampling
  ) {
    let data = ClassifierData(scores, labels.positive, cells: cells)
    guard let grid = PenaltyGrid(data, penalties, setup, scope: "pooled", algebra),
      let best = grid.best(by: .auc)
    else {
      manifest("pooled", "all", downsampling, "skipped", data, folds: 0, digest: "")
      return
    }
    for point in grid.points {
      add("pooled_grid_metrics.csv", [downsampling.rawValue] + point.row)
    }
    for objective in PenaltyGrid.Objective.allCases {
      guard let point = grid.best(by: objective) else { continue }
      add("pooled_best_by_objective.csv", [downsampling.rawValue, objective.rawValue] + point.row)
    }
    for (index, cell) in cells.enumerated() {
      add(
        "pooled_oof_predictions.csv",
        [
          downsampling.rawValue, names[cell], labels.patients[cell],
          labels.positive[cell] ? "1" : "0", "\(best.probabilities[index])",
          best.probabilities[index] >= 0.5 ? "1" : "0",
        ])
    }
    for patient in labels.names {
      let own = cells.indices.filter { labels.patients[cells[$0]] == patient }
      guard !own.isEmpty else { continue }
      let point = GridPoint(
        penalty: best.penalty, alpha: best.alpha,
        prediction: Prediction(
          own.map { best.probabilities[$0] }, positive: own.map { data.positive[$0] }),
        probabilities: [], isConverged: best.isConverged)
      add("pooled_per_patient_metrics.csv", [downsampling.rawValue, patient] + point.row)
    }
    if downsampling == .none { pooledAUC = best.prediction.auc }
    manifest(
      "pooled", "all", downsampling, "evaluated", data, folds: grid.folds,
      digest: grid.digests.first ?? "")
  }

  private mutating func manifest(
    _ mode: String, _ patient: String, _ downsampling: Downsampling, _ status: String,
    _ data: ClassifierData, folds: Int, digest: String
  ) {
    let families = penalties.map(\.family)
    for family in ["l1", "l2", "elasticnet"] where families.contains(family) {
      add(
        "run_manifest.csv",
        [
          mode, method.rawValue, downsampling.rawValue, patient, family, status,
          "\(data.positive.count)", "\(data.positives)", "\(folds)", digest,
        ])
    }
  }
}
