import Agents
import Bytes
import Codecs
import Crypto
import Files
import StageKit
import TestKit

@testable import Trials

/// The study's tasks and rubrics with the two variants of the repository, on disk.
struct AgentStudy {
  static let role = "role-centric"
  static let goal = "goal-centric"

  private let study: EvaluatorStudy
  let scratch: TemporaryDirectory

  init() throws {
    study = try EvaluatorStudy.shared.get()
    scratch = try TemporaryDirectory()
  }

  static let tasks = TaskSuite.drafts.map(\.id)

  /// The design as registered, read once for all tests.
  private static let design = Result {
    let study = try EvaluatorStudy.shared.get()
    var map = try study.designValue()
    map["variants"] = .array([try variantValue(role), try variantValue(goal)])
    map["tasks"] = .array(try tasks.map { try study.taskValue($0) })
    return map
  }

  func designMap() throws -> ValueMap { try Self.design.get() }

  func design(agent: Value = .null, permissions: ValueMap? = nil) throws -> TrialContext.Paired {
    var map = try designMap()
    map["agent"] = agent
    if let permissions { map["permissions"] = .map(permissions) }
    return try TrialContext.Paired(whole: map)
  }

  func taskMap(_ id: String) throws -> ValueMap {
    let tasks = try designMap()["tasks"]?.asArray?.compactMap(\.asMap) ?? []
    guard let map = tasks.first(where: { $0["id"]?.asText == id }) else {
      throw StageError(.invalid, "no task '\(id)'")
    }
    return map
  }

  func task(_ id: String, timeoutSeconds: Double? = nil) throws -> TrialContext.Task {
    var map = try taskMap(id)
    if let timeoutSeconds { map["timeout_seconds"] = .double(timeoutSeconds) }
    return try TrialContext.Task(StageFields(.map(map), "task"))
  }

  func variantValue(_ id: String) throws -> Value { try Self.variantValue(id) }

  private static func variantValue(_ id: String) throws -> Value {
    let path = try Vectors.path("docs/studies/role-vs-goal/variants/\(id).md")
    return [
      "id": .text(id), "paradigm": id == role ? "anthropomorphic" : "first-principles",
      "path": .text(path), "file": .text("variants/\(id).md"),
      "digest": .text(try StageFiles.digest(path)),
    ]
  }

  func variant(_ id: String) throws -> TrialContext.Variant {
    try TrialContext.Variant(StageFields(variantValue(id), "variant"))
  }

  /// An execution of a task under a variant.
  func execution(
    _ task: String, _ variant: String, pairSeed: Int64, agent: Value = .null,
    permissions: ValueMap? = nil, timeoutSeconds: Double? = nil,
    environment: [String: String] = [:]
  ) throws -> TaskExecution {
    try TaskExecution(
      task: self.task(task, timeoutSeconds: timeoutSeconds), variant: self.variant(variant),
      pairSeed: pairSeed, paired: design(agent: agent, permissions: permissions),
      snapshot: study.path("tasks/\(task)"), studyDirectory: scratch.path,
      environment: AgentEnvironment(environment))
  }

  /// Executes, and leaves the results in a directory of that name.
  @discardableResult
  func run(_ execution: TaskExecution, _ name: String = "run") throws -> ExecutionOutcome {
    let outcome = try execution.run(
      in: scratch.path("enclosure-\(name)"), into: scratch.path(name))
    try StageFiles.write(
      scratch.path("\(name)/execution.json"), JSON.encode(outcome.value, pretty: true))
    return outcome
  }

  /// Judges what an execution left in a directory of that name.
  func judge(_ task: String, _ variant: String, _ name: String = "run") throws -> Scorecard {
    let directory = scratch.path(name)
    let evidence = try ExecutionEvidence(
      log: "\(directory)/agent.log", execution: "\(directory)/execution.json",
      delivered: directory, work: directory, snapshot: study.path("tasks/\(task)"))
    return try Scorecard.evaluate(
      run: name, variant: variant, task: self.task(task), design: design(), evidence: evidence)
  }

  /// The log that an execution left.
  func log(_ name: String = "run") throws -> ValueMap {
    try StageFiles.readFields(scratch.path("\(name)/agent.log")).map
  }
}
