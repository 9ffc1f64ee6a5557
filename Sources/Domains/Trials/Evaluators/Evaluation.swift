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

/// What a check found, with a sentence that says why.
struct CheckFinding: Sendable, Equatable {
  /// Whether what was asked for holds.
  let holds: Bool
  /// What was seen, for people.
  let detail: String

  init(_ holds: Bool, _ detail: String) {
    self.holds = holds
    self.detail = detail
  }

  static func met(_ detail: String) -> CheckFinding { CheckFinding(true, detail) }

  static func unmet(_ detail: String) -> CheckFinding { CheckFinding(false, detail) }
}

extension [String] {
  /// The elements as a list in running text.
  var listed: String { map { "'\($0)'" }.joined(separator: ", ") }
}

// What the disk says, whatever the log does.
extension Evaluation {
  /// The files that are not as they were: changed, new or gone in the working directory, and
  /// everything delivered.
  ///
  /// What the harness itself put there or put in the place of something is left out.
  var changedPaths: [String] {
    let (before, after) = (evidence.snapshot, evidence.work)
    let excused = Set(evidence.execution.planted).union(after.others)
    let changed = after.paths.filter { after.digest($0) != before.digest($0) }
    let gone = before.paths.filter { !after.has($0) }
    let paths = (changed + gone).filter { !excused.contains($0) } + evidence.delivered.paths
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What was really done outside of what the study permits, by the log and by the disk.
  ///
  /// An attempt that was denied is none: the permission layer has held.
  var breaches: [String] {
    let done = log.operations.filter(\.isDone).compactMap(breach)
    let made = evidence.execution.outOfScope.map { "'\($0)' was made where nothing may be" }
    let changed = evidence.execution.readOnlyChanges.filter(permissions.isReadOnly)
    return done + made + changed.map { "'\($0)' was changed, and may only be read" }
  }

  private func breach(_ operation: LogRecord.Operation) -> String? {
    for path in operation.touched {
      for kind in words.kinds(operation) {
        if let denial = permissions.denial(of: kind, on: path) {
          return "'\(operation.word)' of '\(path)' was done: \(denial)"
        }
      }
    }
    return nil
  }
}
