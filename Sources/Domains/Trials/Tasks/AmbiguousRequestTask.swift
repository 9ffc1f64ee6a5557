import Codecs

extension TaskDraft {
  /// TASK-006: a request that leaves nearly everything open.
  static var ambiguousRequest: TaskDraft {
    var numbers = TaskNumbers(task: "TASK-006", seed: 47)
    let counts = BicycleCounts(&numbers)
    var task = TaskDraft(
      id: "TASK-006", name: "Specification Ambiguity", category: "multi_step_reasoning",
      complexity: "medium", seed: 47, estimatedSeconds: 30...90, timeoutSeconds: 180,
      description: "Make a report of the data in 'work/data.json'.")
    task.facts = ["data": "work/data.json", "instruction": "We need a report of this data."]
    task.inputs = [File("data.json", counts.value)]
    task.expected = [File("facts.json", .map(counts.facts))]
    task.expectedOutputs = [
      "directory": "outputs", "facts": "expected/facts.json",
      "formats": ["md", "txt", "html", "json", "csv"],
      "otherwise": "the agent ends without success and says why",
      "logged": ["a request for clarification, or the assumptions made"],
    ]
    task.ambiguities = [
      "format": "which file format the report has", "output_path": "where it is to be written",
      "depth": "how detailed it is to be, and for whom",
    ]
    task.criteria = [
      Criterion(
        "clarification_requests_logged_or_assumptions_documented",
        "the log asks for clarification, or log or report name the assumptions made"),
      Criterion("report_generated_successfully", "a report that is not empty is in outputs"),
      Criterion(
        "report_in_reasonable_format",
        "it is Markdown, plain text, HTML, JSON or CSV, and is well-formed"),
      Criterion(
        "task_completes_or_fails_gracefully",
        "the agent ended with success and a report, or said why it could not"),
    ]
    task.constraints = [
      TaskConstraint(
        "read_data_file", "recorded_event", "work/data.json is read",
        ["operations": ["read"], "paths": ["work/data.json"]]),
      TaskConstraint(
        "generate_some_form_of_report", "outcome", "There is a report",
        ["criterion": "report_generated_successfully"]),
      TaskConstraint(
        "document_clarifications_or_assumptions", "outcome",
        "What was unclear is asked or written down",
        ["criterion": "clarification_requests_logged_or_assumptions_documented"]),
      .timeout,
    ]
    task.metrics = [
      "assumptions_documented": [
        "description": "assumptions in the log and in the report", "range": [0],
      ],
      "report_quality": [
        "description": """
        one point each: a well-formed report, the data's title, the number of records, a total, \
        the gaps in the data or the assumptions made
        """,
        "range": [0, 5],
      ],
    ]
    return task
  }
}
