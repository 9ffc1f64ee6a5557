import StageKit

/// How the replay of a run compares with what was recorded of it: a row of `replay-results.csv`.
struct ReplayComparison: Sendable, Equatable {
  /// One execution with what it delivered and how it was judged.
  struct Execution: Sendable, Equatable {
    let run: String
    let scores: Scores
    /// SHA-256 of every delivered file by its path.
    let outputs: [String: String]
  }

  /// What a difference means; the list is closed.
  enum Class: String, CaseIterable, Sendable {
    /// Everything is within its tolerance.
    case acceptable
    /// Something is not, and a source of non-determinism is known.
    case explainable
    /// Something is not, and nothing explains it.
    case anomalous
  }

  /// How far a replay may be from its original where it need not be equal: as a share of the
  /// original runtime, and as an absolute difference of reproducibility.
  private static let tolerance = (runtime: 0.20, reproducibility: 0.05)

  static let header = [
    "original_run_id", "replay_run_id", "task_id", "variant", "output_hashes_match",
    "success_match", "adherence_match", "clarifications_match", "runtime_ratio",
    "reproducibility_delta", "class", "note",
  ]

  let original: String
  let replay: String
  let task: String
  let variant: String
  let outputsMatch: Bool
  let successMatches: Bool
  let adherenceMatches: Bool
  let clarificationsMatch: Bool
  /// Replayed over recorded; nil where nothing was recorded to divide by.
  let runtimeRatio: Double?
  /// Replayed minus recorded; nil unless both have one.
  let reproducibilityDelta: Double?
  let classification: Class
  /// What differs, what explains it, and which results that touches.
  let note: String

  /// Compares a replay with its original.
  ///
  /// Outputs, success, adherence and clarifications have to be equal. `causes` are the sources of
  /// non-determinism that were known before the replay, such as an agent that is declared
  /// non-deterministic; without any, whatever is out of tolerance is an anomaly.
  init(
    original: Execution, replay: Execution, task: String, variant: String, causes: [String] = []
  ) {
    self.original = original.run
    self.replay = replay.run
    self.task = task
    self.variant = variant
    let (before, after) = (original.scores, replay.scores)
    outputsMatch = original.outputs == replay.outputs
    successMatches = before.success == after.success
    adherenceMatches = before.adherence == after.adherence
    clarificationsMatch = before.clarifications == after.clarifications
    let (earlier, later) = (before.runtime ?? .nan, after.runtime ?? .nan)
    let ratio = earlier > 0 ? later / earlier : .nan
    runtimeRatio = ratio.isFinite ? ratio : nil
    // Subtracted and not divided, so that a ratio of exactly 1.2 is within the tolerance.
    let runtimeMatches =
      before.runtime == after.runtime
      || abs(later - earlier) <= Self.tolerance.runtime * earlier * (1 + 1e-12)
    let reproducibilityMatches: Bool
    if let first = before.reproducibility?.value, let second = after.reproducibility?.value {
      reproducibilityDelta = second - first
      reproducibilityMatches = abs(second - first) <= Self.tolerance.reproducibility * (1 + 1e-12)
    } else {
      reproducibilityDelta = nil
      reproducibilityMatches =
        (before.reproducibility == nil) == (after.reproducibility == nil)
    }
    let matches: [(Difference, Bool)] = [
      (.outputs, outputsMatch), (.success, successMatches), (.adherence, adherenceMatches),
      (.clarifications, clarificationsMatch), (.runtime, runtimeMatches),
      (.reproducibility, reproducibilityMatches),
    ]
    let differences = matches.filter { !$0.1 }.map(\.0)
    classification =
      differences.isEmpty ? .acceptable : causes.isEmpty ? .anomalous : .explainable
    note = Self.note(differences, causes)
  }

  /// Reads what ``row`` wrote.
  init(_ row: CSVRecord) throws(StageError) {
    original = try row.text("original_run_id")
    replay = try row.text("replay_run_id")
    task = try row.text("task_id")
    variant = try row.text("variant")
    outputsMatch = try row.flag("output_hashes_match")
    successMatches = try row.flag("success_match")
    adherenceMatches = try row.flag("adherence_match")
    clarificationsMatch = try row.flag("clarifications_match")
    runtimeRatio = try row.optionalNumber("runtime_ratio")
    reproducibilityDelta = try row.optionalNumber("reproducibility_delta")
    classification = try row.word("class")
    note = try row.text("note")
  }

  /// The row of `replay-results.csv`, in the order of ``header``.
  var row: [String] {
    [
      original, replay, task, variant, "\(outputsMatch)", "\(successMatches)",
      "\(adherenceMatches)", "\(clarificationsMatch)", CSVTable.cell(runtimeRatio),
      CSVTable.cell(reproducibilityDelta), classification.rawValue, note,
    ]
  }

  private static func note(_ differences: [Difference], _ causes: [String]) -> String {
    if differences.isEmpty { return "within all tolerances; no impact" }
    let what = differences.map(\.rawValue).joined(separator: ", ")
    let why = causes.isEmpty ? "no known cause" : causes.joined(separator: ", ")
    let touched = differences.compactMap(\.metric?.rawValue)
    let impact =
      touched.isEmpty
      ? "no hypothesis rests on it" : "touches \(touched.joined(separator: ", "))"
    return "out of tolerance: \(what); \(why); \(impact)"
  }

  /// What may differ, in the order of the columns.
  private enum Difference: String {
    case outputs = "output hashes"
    case success, adherence, clarifications, runtime, reproducibility

    /// The metric that hypotheses rest on.
    var metric: ScoreMetric? {
      switch self {
      case .outputs: nil
      case .success: .taskSuccess
      case .adherence: .constraintAdherence
      case .reproducibility: .reproducibility
      case .clarifications: .clarificationCount
      case .runtime: .runtime
      }
    }
  }
}
