import Numerics

/// What runs are compared by.
enum ScoreMetric: String, CaseIterable, Sendable {
  case taskSuccess = "task_success"
  case constraintAdherence = "constraint_adherence"
  case reproducibility
  case clarificationCount = "clarification_count"
  case runtime

  /// The value of a run; nil where it has none.
  func value(_ scores: Scores) -> Double? {
    switch self {
    case .taskSuccess: scores.success ? 1 : 0
    case .constraintAdherence: scores.adherence?.value
    case .reproducibility: scores.reproducibility?.value
    case .clarificationCount: scores.clarifications.map(Double.init)
    case .runtime: scores.runtime
    }
  }

  /// The value as it was counted; nil where it was measured, or is absent.
  func ratio(_ scores: Scores) -> Ratio? {
    switch self {
    case .taskSuccess: Ratio(scores.success ? 1 : 0)
    case .constraintAdherence: scores.adherence?.ratio
    case .reproducibility: scores.reproducibility?.ratio
    case .clarificationCount: scores.clarifications.map { Ratio(Int64($0)) }
    case .runtime: nil
    }
  }

  /// The values of runs that have one.
  func values(_ rows: [ScoreIndex.Row]) -> [Double] { rows.compactMap { value($0.scores) } }

  /// The least and the greatest value there can be; no greatest one for counts and times.
  var range: (low: Double, high: Double?) {
    switch self {
    case .taskSuccess, .reproducibility: (0, 1)
    case .constraintAdherence: (0, 100)
    case .clarificationCount, .runtime: (0, nil)
    }
  }

  /// Scores of a run that has this value, for trying out what a missing run might have been.
  func scores(_ value: Double) -> Scores {
    var scores = Scores(success: false)
    switch self {
    case .taskSuccess: scores.success = value > 0
    case .constraintAdherence: scores.adherence = Scores.Share(value, Ratio(Int64(value)))
    case .reproducibility: scores.reproducibility = Scores.Share(value, Ratio(Int64(value)))
    case .clarificationCount: scores.clarifications = Int(value)
    case .runtime: scores.runtime = value
    }
    return scores
  }
}
