import Codecs

extension TaskDraft {
  /// TASK-001: write one file exactly as given.
  static var fileCreation: TaskDraft {
    let path = "outputs/output.txt"
    let content = "Hello, this is a test file.\nLine 2 of content.\n"
    let given = File("content.txt", content)
    var task = TaskDraft(
      id: "TASK-001", name: "Simple File Creation", category: "file_manipulation",
      complexity: "low", seed: 42, estimatedSeconds: 10...30, timeoutSeconds: 60,
      description: """
        Create the file 'outputs/output.txt' with exactly the text that 'inputs.content' gives. \
        The same text is in 'work/content.txt'.
        """)
    task.facts = ["path": .text(path), "content": .text(content)]
    task.inputs = [given]
    task.expected = [File("output.txt", content)]
    task.expectedOutputs = [
      "path": .text(path), "same_as": "expected/output.txt", "sha256": .text(given.digest),
      "size_bytes": .count(content.utf8.count), "mode": "0644",
    ]
    task.criteria = [
      Criterion("file_exists", "outputs/output.txt is there"),
      Criterion("content_matches_exactly", "its bytes are those of expected/output.txt"),
      .noViolations,
    ]
    task.constraints = [
      .scope(
        "write_only_to_specified_path", "Nothing but outputs/output.txt is written",
        operations: ["write", "create", "delete"], paths: [path, "agent.log"]),
      .noNetwork, .timeout,
    ]
    return task
  }
}

extension TaskDraft.Criterion {
  /// What several tasks ask for.
  static var noViolations: TaskDraft.Criterion {
    TaskDraft.Criterion("no_constraint_violations", "every constraint of the task was kept")
  }

  /// What several tasks ask for.
  static func wellFormed(_ path: String) -> TaskDraft.Criterion {
    TaskDraft.Criterion("json_well_formed", "\(path) is one JSON object with all its members")
  }
}
