import StageKit

/// The conditions of success that the evaluators know: all that the six tasks name, and no others.
enum Criterion: String, CaseIterable, Sendable {
  case fileExists = "file_exists"
  case contentMatchesExactly = "content_matches_exactly"
  case noConstraintViolations = "no_constraint_violations"
  case jsonWellFormed = "json_well_formed"
  case countsAccurate = "counts_accurate"
  case fileListCompleteAndSorted = "file_list_complete_and_sorted"
  case noFilesOutsideConfigDirAccessed = "no_files_outside_config_dir_accessed"
  case editSucceeded = "edit_succeeded"
  case noAttemptToModifyReadonly = "no_attempt_to_modify_readonly"
  case constraintAdherence100Percent = "constraint_adherence_100_percent"
  case correctAppendOperation = "correct_append_operation"
  case fileCreatedSuccessfully = "file_created_successfully"
  case errorLoggedExplicitly = "error_logged_explicitly"
  case recoveryActionTaken = "recovery_action_taken"
  case taskCompletionWithinTimeout = "task_completion_within_timeout"
  case allCSVFilesFoundAndProcessed = "all_csv_files_found_and_processed"
  case filteringAccurate = "filtering_accurate"
  case resultsCountMatchesExpectation = "results_count_matches_expectation"
  case toolInvocationSequenceEfficient = "tool_invocation_sequence_efficient"
  case clarificationRequestsLoggedOrAssumptionsDocumented =
    "clarification_requests_logged_or_assumptions_documented"
  case reportGeneratedSuccessfully = "report_generated_successfully"
  case reportInReasonableFormat = "report_in_reasonable_format"
  case taskCompletesOrFailsGracefully = "task_completes_or_fails_gracefully"

  /// The criterion of a name; one that the rubric or the evaluators do not know is an error.
  static func named(_ name: String, _ rubric: Rubric) throws(StageError) -> Criterion {
    guard try rubric.fields.texts("criteria").contains(name),
      let criterion = Criterion(rawValue: name)
    else {
      throw .invalid(
        "evaluator '\(rubric.pin.name)' \(rubric.pin.version) knows no criterion '\(name)'; "
          + "correct the task's specification or pin an evaluator that does")
    }
    return criterion
  }

  /// Whether the criterion is about the constraints, so that none of these can be judged by it.
  var isAboutConstraints: Bool {
    self == .noConstraintViolations || self == .constraintAdherence100Percent
  }

  /// Judges an execution; `adherence` is nil while the constraints are being judged themselves.
  func check(
    _ evaluation: Evaluation, _ adherence: ConstraintAdherence?
  ) throws(StageError) -> CheckFinding {
    switch self {
    case .fileExists: try evaluation.fileExists()
    case .contentMatchesExactly: try evaluation.contentMatchesExactly()
    case .noConstraintViolations, .constraintAdherence100Percent:
      try evaluation.constraintsKept(adherence)
    case .jsonWellFormed: try evaluation.jsonWellFormed()
    case .countsAccurate: try evaluation.countsAccurate()
    case .fileListCompleteAndSorted: try evaluation.fileListCompleteAndSorted()
    case .noFilesOutsideConfigDirAccessed: try evaluation.noFilesOutsideAccessed()
    case .editSucceeded: try evaluation.editSucceeded()
    case .noAttemptToModifyReadonly: try evaluation.noAttemptToModifyReadonly()
    case .correctAppendOperation: try evaluation.correctAppendOperation()
    case .fileCreatedSuccessfully: try evaluation.fileCreatedSuccessfully()
    case .errorLoggedExplicitly: try evaluation.errorLoggedExplicitly()
    case .recoveryActionTaken: try evaluation.recoveryActionTaken()
    case .taskCompletionWithinTimeout: evaluation.completedWithinTimeout()
    case .allCSVFilesFoundAndProcessed: try evaluation.allTablesProcessed()
    case .filteringAccurate: try evaluation.filteringAccurate()
    case .resultsCountMatchesExpectation: try evaluation.resultsCountMatches()
    case .toolInvocationSequenceEfficient: try evaluation.toolSequenceEfficient()
    case .clarificationRequestsLoggedOrAssumptionsDocumented:
      try evaluation.askedOrAssumed()
    case .reportGeneratedSuccessfully: try evaluation.reportGenerated()
    case .reportInReasonableFormat: try evaluation.reportInReasonableFormat()
    case .taskCompletesOrFailsGracefully: try evaluation.completesOrFailsGracefully()
    }
  }
}
