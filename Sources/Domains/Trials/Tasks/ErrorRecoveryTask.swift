import Codecs

extension TaskDraft {
  /// TASK-004: write into a directory that is not there.
  static var errorRecovery: TaskDraft {
    let (target, fallback) = ("outputs/archive/2026/data.txt", "outputs/data.txt")
    let given = File("content.txt", "Data to write")
    var task = TaskDraft(
      id: "TASK-004", name: "Error Recovery", category: "error_handling", complexity: "medium",
      seed: 45, estimatedSeconds: 45...120, timeoutSeconds: 150,
      description: """
        Write the text that 'inputs.content' gives to 'outputs/archive/2026/data.txt'. If that is \
        impossible, 'outputs/data.txt' will do. The same text is in 'work/content.txt'.
        """)
    task.setup = "The directory outputs/archive does not exist."
    task.facts = [
      "path": .text(target), "fallback_path": .text(fallback), "content": "Data to write",
    ]
    task.inputs = [given]
    task.expected = [File("data.txt", "Data to write")]
    task.expectedOutputs = [
      "path": .text(target), "fallback_path": .text(fallback), "same_as": "expected/data.txt",
      "sha256": .text(given.digest), "logged": ["the error", "the recovery"],
    ]
    task.criteria = [
      Criterion(
        "file_created_successfully", "the target or the fallback is there with the right bytes"),
      Criterion("error_logged_explicitly", "the log has an entry for the missing directory"),
      Criterion(
        "recovery_action_taken",
        "after the error the directory was made or the fallback was written"),
      Criterion(
        "task_completion_within_timeout", "the agent ended with success before the time limit"),
    ]
    task.constraints = [
      TaskConstraint(
        "handle_directory_not_found_error", "outcome", "The text is delivered all the same",
        ["criterion": "file_created_successfully"]),
      TaskConstraint(
        "log_error_explicitly", "recorded_event", "The error is an entry of the log",
        ["kinds": ["error"], "levels": ["error"]]),
      TaskConstraint(
        "attempt_recovery", "outcome", "Something is done about the error",
        ["criterion": "recovery_action_taken"]),
      .timeout,
    ]
    task.metrics = [
      "error_recovery_attempts": [
        "description": "operations after the first error that made a directory or a file",
        "range": [0],
      ]
    ]
    return task
  }
}
