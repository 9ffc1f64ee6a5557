import Codecs
import Files
import StageKit

/// What an execution left behind, as the evaluators see it: the agent's log, the harness's record,
/// and the files themselves.
struct ExecutionEvidence: Sendable {
  let log: LogRecord
  let execution: ExecutionRecord
  /// What the agent delivered, below `outputs/`.
  let delivered: ObservedFiles
  /// The working directory at the end, below `work/`.
  let work: ObservedFiles
  /// The task's inputs as they were at the start, by the paths they had below `work/`.
  let snapshot: ObservedFiles
  /// SHA-256 of the log in lower-case hexadecimal.
  let logDigest: String

  /// Reads what an execution left behind.
  ///
  /// A broken log is an error, and so is an output that is not what the execution recorded.
  ///
  /// Two are files: `agent.log` and `execution.json`. The others are the directories that hold
  /// `outputs/`, `work/` and `inputs/`.
  init(
    log: String, execution: String, delivered: String, work: String, snapshot: String
  ) throws(StageError) {
    self.execution = try ExecutionRecord(
      StageFields(StageFiles.readJSON(execution), "execution.json"))
    if let problem = self.execution.logProblem {
      throw .invalid("agent.log cannot be judged: \(problem)")
    }
    self.log = try LogRecord(file: log)
    logDigest = try StageFiles.digest(log)
    self.delivered = try ObservedFiles(delivered, folder: "outputs", as: "outputs")
    self.work = try ObservedFiles(work, folder: "work", as: "work")
    self.snapshot = try ObservedFiles(snapshot, folder: "inputs", as: "work")
    try demandRecordedOutputs()
  }

  /// Data that was lost or altered between execution and evaluation must not be judged.
  private func demandRecordedOutputs() throws(StageError) {
    let recorded = execution.outputs.keys.filter { $0.hasPrefix("outputs/") }.sorted()
    for path in recorded where delivered.digest(path) != execution.outputs[path] {
      let what = delivered.has(path) ? "is not what the execution recorded" : "is gone"
      throw .invalid("output '\(path)' \(what); rerun from the stage that executes")
    }
    for path in delivered.paths where execution.outputs[path] == nil {
      throw .invalid(
        "output '\(path)' is not in execution.json; rerun from the stage that executes")
    }
  }
}

/// What the harness recorded of an execution.
struct ExecutionRecord: Sendable {
  let startedAt: String
  let completedAt: String
  let durationSeconds: Double
  /// Whether the duration was measured, and is not that of a virtual clock.
  let isMeasured: Bool
  /// Whether the duration was measured while other runs may have been executed beside it.
  let isContended: Bool
  let timeoutReached: Bool
  /// `success`, `timeout` or `error`.
  let exitReason: String
  /// SHA-256 of every output by its path, of the first execution.
  let outputs: [String: String]
  /// The same for every repeat, in order.
  let repeats: [[String: String]]
  /// Files and links that the harness itself put into the working directory; the agent is not
  /// asked about these.
  let planted: [String]
  /// What lay where nothing may be made.
  let outOfScope: [String]
  /// Files that nobody may change and that were changed.
  let readOnlyChanges: [String]
  /// Why the log cannot be judged, or nil if it can.
  let logProblem: String?

  init(_ fields: StageFields) throws(StageError) {
    startedAt = try fields.text("started_at")
    completedAt = try fields.text("completed_at")
    durationSeconds = try fields.number("duration_seconds")
    isMeasured = try fields.text("clock", default: "virtual") == "measured"
    isContended = isMeasured ? try fields.flag("contended", default: false) : false
    timeoutReached = try fields.flag("timeout_reached")
    exitReason = try fields.text("exit_reason")
    try require(fields.has("outputs"), "\(fields.place) has no 'outputs'")
    outputs = try Self.digests(fields)
    repeats = try fields.list("repeats") { (fields) throws(StageError) in
      try Self.digests(fields)
    }
    planted = try fields.texts("planted")
    outOfScope = try fields.texts("out_of_scope")
    readOnlyChanges = try fields.texts("read_only_changes")
    let isLogValid = try fields.flag("log_valid", default: true)
    logProblem = isLogValid ? nil : try fields.text("reason", default: "it is malformed")
  }

  private static func digests(_ fields: StageFields) throws(StageError) -> [String: String] {
    var digests: [String: String] = [:]
    for (path, value) in try fields.map("outputs") where !ObservedFiles.isPlaceholder(path) {
      let digest = try require(value.asText, "\(fields.place): the digest of '\(path)' is no text")
      digests[path] = digest.hasPrefix("sha256:") ? String(digest.dropFirst(7)) : digest
    }
    return digests
  }
}
