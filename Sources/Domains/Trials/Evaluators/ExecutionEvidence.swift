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
  /// `outputs/`, `work/` and `inputs/`. A sandbox as an agent left it may have links in it that
  /// lead anywhere: say `.areLinks` for one, and nothing where the harness handed the files over.
  init(
    log: String, execution: String, delivered: String, work: String, snapshot: String,
    links: ObservedFiles.Links = .standForFiles
  ) throws(StageError) {
    try self.init(
      log: log,
      record: ExecutionRecord(StageFields(StageFiles.readJSON(execution), "execution.json")),
      delivered: delivered, work: work, snapshot: snapshot, links: links)
  }

  /// Takes the harness's record as it is, and reads the rest.
  init(
    log: String, record: ExecutionRecord, delivered: String, work: String, snapshot: String,
    links: ObservedFiles.Links = .standForFiles
  ) throws(StageError) {
    if let problem = record.logProblem {
      throw .invalid("agent.log cannot be judged: \(problem)")
    }
    self.execution = record
    self.log = try LogRecord(file: log)
    logDigest = try StageFiles.digest(log)
    self.delivered = try ObservedFiles(delivered, folder: "outputs", as: "outputs", links: links)
    self.work = try ObservedFiles(work, folder: "work", as: "work", links: links)
    self.snapshot = try ObservedFiles(
      snapshot, folder: "inputs", as: "work", links: .standForFiles)
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
