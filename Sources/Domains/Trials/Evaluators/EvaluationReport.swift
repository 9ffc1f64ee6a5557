/// The lines of `evaluation.log`: what each evaluator found, for people.
///
/// The time before every line is the end of the execution, since judging takes no time of its own.
struct EvaluationReport {
  private(set) var lines: [String] = []

  private let timestamp: String

  init(_ scorecard: Scorecard, problems: [String]) {
    timestamp = scorecard.timestamp
    add("evaluation of \(scorecard.run): \(scorecard.variant) on \(scorecard.task)")
    for rubric in scorecard.rubrics.all {
      add("evaluator \(rubric.pin.name) \(rubric.pin.version) sha256:\(rubric.pin.digest)")
    }
    for result in scorecard.success.results {
      add("criterion \(result.name): \(result.finding.holds ? "met" : "not met")", result.finding)
    }
    for check in scorecard.adherence.checks {
      add("constraint \(check.id): \(check.finding.holds ? "kept" : "violated")", check.finding)
    }
    for breach in scorecard.adherence.breaches { add("out of scope: \(breach)") }
    for request in scorecard.clarifications.requests {
      add("clarification (\(request.category)): \(request.content)")
    }
    for difference in scorecard.reproducibility.differences {
      add("\(difference.run): \(difference.kind.rawValue) '\(difference.path)'")
    }
    add("task_success \(scorecard.success.isSuccess ? 1 : 0): \(scorecard.success.rationale)")
    add("constraint_adherence \(scorecard.adherence.score)")
    add("runtime \(scorecard.runtime.totalSeconds)")
    add("clarification_count \(scorecard.clarifications.requests.count)")
    add(
      "reproducibility "
        + (scorecard.reproducibility.score.map { "\($0)" } ?? "null: insufficient_runs"))
    for problem in problems { add("problem: \(problem)") }
    add(problems.isEmpty ? "the scorecard is complete" : "the scorecard cannot be used")
  }

  /// The lines as the content of a file.
  var text: String { lines.map { $0 + "\n" }.joined() }

  private mutating func add(_ line: String, _ finding: CheckFinding) {
    add("\(line), \(finding.detail)")
  }

  private mutating func add(_ line: String) {
    // What an agent wrote must not be able to look like a line of ours.
    let flat = line.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : "\($0)" }
    lines.append("[\(timestamp)] " + flat.joined())
  }
}
