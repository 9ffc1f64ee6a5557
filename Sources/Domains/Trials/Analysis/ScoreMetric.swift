/// What runs are compared by.
enum ScoreMetric: String, CaseIterable, Sendable {
  case taskSuccess = "task_success"
  case constraintAdherence = "constraint_adherence"
  case reproducibility
  case clarificationCount = "clarification_count"
  case runtime

  /// The value of a run; nil where it has none yet.
  func value(_ scores: Scores) -> Double? {
    switch self {
    case .taskSuccess: scores.success ? 1 : 0
    case .constraintAdherence: scores.adherence
    case .reproducibility: scores.reproducibility
    case .clarificationCount: Double(scores.clarifications)
    case .runtime: scores.runtime
    }
  }

  /// The values of runs that have one.
  func values(_ rows: [ScoreIndex.Row]) -> [Double] { rows.compactMap { value($0.scores) } }
}
