import Agents
import Codecs
import Files
import StageKit

/// One execution being judged: the task, the rules, the evidence, and what several judgements need.
struct Evaluation: Sendable {
  let task: TrialContext.Task
  let specification: TaskSpecification
  let permissions: PermissionSet
  let rubrics: RubricSet
  let evidence: ExecutionEvidence
  let words: OperationWords
  let runtime: RuntimeMeasure
  let clarifications: ClarificationCount
  /// The paths that every agent may read whatever its task, and its own log.
  let alwaysReadable: [PathPattern]

  init(
    task: TrialContext.Task, permissions: PermissionSet, rubrics: RubricSet,
    evidence: ExecutionEvidence
  ) throws(StageError) {
    self.task = task
    specification = try task.specification()
    self.permissions = permissions
    self.rubrics = rubrics
    self.evidence = evidence
    words = try OperationWords(rubrics.adherence.fields)
    runtime = try RuntimeMeasure(
      evidence.log, rubrics.runtime, limitSeconds: specification.timeoutSeconds,
      evidence.execution)
    clarifications = try ClarificationCount(evidence.log, rubrics.clarification)
    alwaysReadable = try rubrics.success.fields.texts("always_readable").map(PathPattern.init)
  }

  var log: LogRecord { evidence.log }

  /// A delivered file as JSON; nil where it is not there or no JSON.
  func deliveredJSON(_ path: String) throws(StageError) -> Value? {
    guard let bytes = try evidence.delivered.bytes(path) else { return nil }
    return try? JSON.decode(bytes)
  }

  /// The expected result that belongs to the task, by the member that names its file.
  func expectedBytes(_ member: String) throws(StageError) -> [UInt8] {
    try task.bytes(specification.expected.text(member))
  }

  /// The same as members of a JSON object.
  func expectedFields(_ member: String) throws(StageError) -> StageFields {
    let name = try specification.expected.text(member)
    return try StageFields(task.json(name), "'\(name)'")
  }

  /// Words of a rubric that are looked for in texts.
  func rubricWords(_ name: String) throws(StageError) -> [String] {
    try rubrics.success.fields.texts(name)
  }
}
