import Codecs

extension TaskDraft {
  /// TASK-002: read three files and count.
  static var configurationSummary: TaskDraft {
    let output = "outputs/summary.json"
    let files = ConfigurationFile.all
    let names = files.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let facts: ValueMap = [
      "total_files": .count(files.count),
      "total_lines": .count(files.reduce(0) { $0 + $1.lineCount }),
      "file_list": .texts(names), "largest_file": "app.yaml",
    ]
    var task = TaskDraft(
      id: "TASK-002", name: "Multi-File Read and Summarize", category: "multi_step_reasoning",
      complexity: "medium", seed: ConfigurationFile.seed, estimatedSeconds: 30...90,
      timeoutSeconds: 120,
      description: """
        Read every YAML file in 'work/configs' and write 'outputs/summary.json': one JSON object \
        with 'total_files', 'total_lines', 'file_list' (file names without directory, sorted), \
        'largest_file' (the name of the file with the most lines) and 'summary_generated_at' \
        (the time, as RFC 3339).
        """)
    task.facts = [
      "directory": "work/configs", "pattern": "*.yaml", "output_path": .text(output),
    ]
    var numbers = TaskNumbers(task: task.id, seed: task.seed)
    task.inputs = files.map { File("configs/\($0.name)", $0.text(&numbers)) }
    task.expected = [File("summary.json", .map(facts))]
    task.expectedOutputs = facts
    task.expectedOutputs["path"] = .text(output)
    task.expectedOutputs["time_member"] = "summary_generated_at"
    task.expectedOutputs["same_as"] = "expected/summary.json"
    task.criteria = [
      .wellFormed(output),
      Criterion("counts_accurate", "total_files, total_lines and largest_file are right"),
      Criterion("file_list_complete_and_sorted", "file_list names every file, sorted"),
      Criterion(
        "no_files_outside_config_dir_accessed",
        "no file was read or changed but those in work/configs and the output"),
      .noViolations,
    ]
    task.constraints = [
      .scope(
        "read_only_from_config_dir", "Nothing is read but the files in work/configs",
        operations: ["read"],
        paths: ["work/configs/**", "outputs/**", "task/**", "variant.md", "agent.log"]),
      .scope(
        "write_only_to_output_path", "Nothing but outputs/summary.json is written",
        operations: ["write", "create", "delete"], paths: [output, "agent.log"]),
      .noNetwork, .timeout,
    ]
    task.metrics = [
      "json_validity": [
        "description": "1 if outputs/summary.json is well-formed JSON, else 0", "range": [0, 1],
      ]
    ]
    return task
  }
}
