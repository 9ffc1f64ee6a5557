import Codecs

@testable import Trials

/// Executions of the six tasks that meet every criterion and keep every constraint.
extension EvaluatorRun {
  static func perfect(_ task: String) -> EvaluatorRun {
    switch task {
    case "TASK-001": created
    case "TASK-002": summarised
    case "TASK-003": edited
    case "TASK-004": recovered
    case "TASK-005": filtered
    default: reported
    }
  }

  static var created: EvaluatorRun {
    var run = EvaluatorRun(idle: .fileCreation)
    run.operate("read", "task/spec.json")
    run.deliver("outputs/output.txt", TaskDraft.fileCreation.expected[0].bytes)
    return run
  }

  static var summarised: EvaluatorRun {
    let draft = TaskDraft.configurationSummary
    var run = EvaluatorRun(idle: draft)
    run.operate("read", "work/configs", detail: "list")
    for input in draft.inputs { run.operate("read", "work/\(input.path)") }
    run.deliver("outputs/summary.json", JSON.encode(.map(summary)))
    return run
  }

  /// The right content of TASK-002's output.
  static var summary: ValueMap {
    [
      "total_files": 3, "total_lines": 180,
      "file_list": ["app.yaml", "database.yaml", "logging.yaml"], "largest_file": "app.yaml",
      "summary_generated_at": "2026-01-01T00:00:10Z",
    ]
  }

  static var edited: EvaluatorRun {
    let draft = TaskDraft.constrainedEdit
    var run = EvaluatorRun(idle: draft)
    run.operate("read", "work/editable.txt")
    run.operate("write", "work/editable.txt", detail: "append")
    run.work["work/editable.txt"] = draft.expected[0].bytes
    return run
  }

  static var recovered: EvaluatorRun {
    var run = EvaluatorRun(idle: .errorRecovery)
    let target = "outputs/archive/2026/data.txt"
    run.operate("create", target, outcome: "failed", at: 2)
    run.note(
      "no such file or directory: outputs/archive/2026", kind: "error", level: "error", at: 3)
    run.operate("create", "outputs/archive/2026", detail: "directory", at: 4)
    run.deliver(target, Array("Data to write".utf8), at: 5)
    return run
  }

  static var filtered: EvaluatorRun {
    let draft = TaskDraft.toolComposition
    var run = EvaluatorRun(idle: draft)
    run.operate("read", "work/data", detail: "list")
    for input in draft.inputs { run.operate("read", "work/\(input.path)") }
    run.deliver("outputs/filtered_results.json", draft.expected[0].bytes)
    return run
  }

  static var reported: EvaluatorRun {
    var run = EvaluatorRun(idle: .ambiguousRequest)
    run.operate("read", "work/data.json")
    run.note("the instruction is ambiguous: which format is wanted?", kind: "clarification")
    run.deliver(
      "outputs/report.md",
      Array(
        """
        # Bicycles counted at four bridges, 2025

        48 records, 516,098 bicycles in total; two values are missing. Assumption: months without a
        value are left out.

        """.utf8))
    return run
  }
}
