import Agents
import Codecs
import Files
import StageKit

/// Executes a run: lets an agent do its task in a sandbox of its own.
enum ExecuteStep: TrialStep {
  static let name = "execute"
  static let summary = "let the agent do the run's task"
  static let reads = ["permissions", "agent"]

  static let repeatsMax = 100

  static func run(_ context: TrialContext) throws(StageError) {
    let execution = try TaskExecution(context)
    let repeats = try context.params.integer("repeats", default: 0)
    try require(
      (0...repeatsMax).contains(repeats),
      "'repeats' is a number from 0 to \(repeatsMax), not \(repeats)")
    let enclosure = context.path("enclosure")
    var outcome = try execution.run(in: enclosure, into: context.directory)
    // A program that had to be ended would most likely have to be ended again, at the same cost.
    let isWorthRepeating = execution.external == nil || !outcome.isTimedOut
    for _ in 0..<(isWorthRepeating ? repeats : 0) {
      outcome.repeats.append(try execution.repeat(in: enclosure))
    }
    outcome.isContended = try context.base.fields.integer("jobs", default: 1) > 1
    try context.write("execution.json", outcome.value)
    try context.events.metric("runtime_seconds", outcome.durationSeconds)
    try context.events.metric("agent_timeout", outcome.isTimedOut ? 1 : 0)
    try context.events.metric("agent_exit_code", Double(outcome.exitCode))
    if !outcome.isLogValid {
      try context.events.violation(
        "\(context.run): \(outcome.reason)", isCritical: false,
        action: "kept as it is; the run counts as not successful")
    }
  }
}

extension TaskExecution {
  /// What a stage is to execute, checked against the run's manifest where the stage reads it.
  init(_ context: TrialContext) throws(StageError) {
    guard let task = context.task, let variant = context.variant, let pair = context.pair,
      let paired = context.paired
    else {
      throw .invalid(
        "stage '\(context.stage)' needs a task, a variant and a pair; it runs per run of a paired "
          + "design")
    }
    try self.init(
      task: task, variant: variant, pairSeed: pair.seed, paired: paired,
      snapshot: context.input("snapshot"), studyDirectory: context.studyDirectory,
      environment: context.agentEnvironment)
    if let path = context.optionalInput("manifest") {
      try check(manifest: path, task: task, variant: variant)
    }
  }

  /// What is to be executed of a design.
  init(
    task: TrialContext.Task, variant: TrialContext.Variant, pairSeed: Int64,
    paired: TrialContext.Paired, snapshot: String, studyDirectory: String,
    environment: AgentEnvironment
  ) throws(StageError) {
    material = try TaskMaterial(task: task, variant: variant, snapshot: snapshot)
    permissions = try PermissionSet(paired.permissions)
    pair = PairDraw(seed: pairSeed)
    timeoutSeconds = task.timeoutSeconds
    external = paired.agent.map { agent in
      ExternalAgent(
        agent: agent, variant: variant.id, task: task, studyDirectory: studyDirectory,
        environment: environment)
    }
  }

  /// Refuses to execute anything but what the manifest pins.
  func check(
    manifest path: String, task: TrialContext.Task, variant: TrialContext.Variant
  ) throws(StageError) {
    let manifest = try StageFiles.readFields(path)
    let again = "validate the run again"
    try require(
      manifest.object("variant").text("specification_hash") == "sha256:\(variant.digest)",
      "the manifest pins another '\(variant.file)'; \(again)")
    try require(
      manifest.object("task").integer("seed") == Int(task.seed),
      "the manifest pins another seed of '\(task.id)'; \(again)")
    let pinned = try PermissionSet(manifest.object("pins").map("tool_permission_set"))
    try require(pinned == permissions, "the manifest pins another permission set; \(again)")
    for file in try manifest.object("inputs").list(
      "files",
      { (fields) throws(StageError) in
        (try fields.text("path"), try fields.text("hash"))
      })
    {
      let input = material.inputs.first { "inputs/\($0.file.input)" == file.0 }
      try require(
        input.map({ "sha256:\($0.file.digest)" }) == file.1,
        "the manifest pins another '\(file.0)'; \(again)")
    }
  }
}
