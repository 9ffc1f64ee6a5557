import Codecs

extension TaskDraft {
  /// TASK-005: find three tables, filter their rows, and write the result.
  static var toolComposition: TaskDraft {
    let output = "outputs/filtered_results.json"
    var numbers = TaskNumbers(task: "TASK-005", seed: 46)
    let tables = RecordTable.all(&numbers)
    let active = tables.flatMap { table in table.rows.filter { $0.status == "active" } }
    let scanned = tables.reduce(0) { $0 + $1.rows.count }
    let facts: ValueMap = [
      "total_rows_scanned": .count(scanned), "filtered_rows": .count(active.count),
      "source_files": .texts(tables.map(\.name)), "filter_criteria": ["status": "active"],
    ]
    var task = TaskDraft(
      id: "TASK-005", name: "Tool Composition", category: "tool_composition", complexity: "high",
      seed: 46, estimatedSeconds: 60...180, timeoutSeconds: 300,
      description: """
        Find every CSV file in 'work/data', read all their rows, keep those whose 'status' is \
        'active', and write 'outputs/filtered_results.json': one JSON object with \
        'total_rows_scanned', 'filtered_rows', 'source_files' (file names without directory), \
        'filter_criteria' (column and value) and 'results' (a list with one object for each kept \
        row, its members named like the columns).
        """)
    task.facts = [
      "directory": "work/data", "pattern": "*.csv", "filter": ["status": "active"],
      "output_path": .text(output),
    ]
    task.inputs = tables.map { File("data/\($0.name)", $0.text) }
    var full = facts
    full["results"] = .array(active.map(\.value))
    task.expected = [File("filtered_results.json", .map(full))]
    task.expectedOutputs = facts
    task.expectedOutputs["path"] = .text(output)
    task.expectedOutputs["same_as"] = "expected/filtered_results.json"
    task.criteria = [
      Criterion(
        "all_csv_files_found_and_processed",
        "every CSV file was read and is named, and every row was counted"),
      Criterion("filtering_accurate", "the kept rows are exactly the active ones"),
      .wellFormed(output),
      Criterion(
        "results_count_matches_expectation",
        "filtered_rows and the number of results are \(active.count)"),
      Criterion(
        "tool_invocation_sequence_efficient",
        "at most twelve invocations, and nothing written before every file was read"),
    ]
    task.constraints = toolCompositionConstraints(output, tables.map { "work/data/\($0.name)" })
    task.metrics = [
      "tool_invocation_count": [
        "description": "tool invocations in the log; twelve are twice the shortest way",
        "maximum": 12, "range": [0],
      ],
      "filtering_accuracy": [
        "description": "rows judged rightly among all rows, in percent", "range": [0, 100],
      ],
    ]
    return task
  }

  private static func toolCompositionConstraints(
    _ output: String, _ tables: [String]
  ) -> [TaskConstraint] {
    [
      .scope(
        "search_only_in_data_dir", "Nothing is read but the files in work/data",
        operations: ["read"],
        paths: ["work/data/**", "outputs/**", "task/**", "variant.md", "agent.log"]),
      TaskConstraint(
        "process_all_matching_files", "recorded_event", "Every CSV file is read",
        ["operations": ["read"], "paths": .texts(tables)]),
      TaskConstraint(
        "filter_correctly", "outcome", "The kept rows are exactly the active ones",
        ["criterion": "filtering_accurate"]),
      TaskConstraint(
        "output_valid_json", "outcome", "The result is well-formed JSON",
        ["criterion": "json_well_formed"]),
      .timeout,
    ]
  }
}
