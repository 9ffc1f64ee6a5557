import Bytes
import Codecs
import Files
import Study

/// What `manifest.json` says beyond that in a study with variants, tasks and pairs.
///
/// Every member is there: null where it does not apply, or is not known yet. The files of a trial
/// are known by their names, whatever the stages are called that write them.
struct PairedManifest {
  let run: RunView
  let plan: Plan
  private let paired: PairedPlan
  private let files: TrialFiles

  /// Nil in a study that is not paired.
  init?(run: RunView, plan: Plan) {
    guard let paired = plan.design.paired else { return nil }
    self.run = run
    self.plan = plan
    self.paired = paired
    files = TrialFiles(run: run, plan: plan)
  }

  /// The manifest with what is missing, and with what is said otherwise in such a study.
  func complete(_ manifest: Value) -> Value {
    guard var map = manifest.asMap else { return manifest }
    map["$schema"] = "urn:runledger:run-manifest:1.0"
    map["variant"] = variant
    map["task"] = task
    map["pairing"] = pairing
    for (section, members) in [
      ("pins", pins(map["pins"]?.asMap)), ("inputs", inputs(map["inputs"]?.asMap)),
      ("execution", execution(map["execution"]?.asMap)),
      ("outputs", outputs(map["outputs"]?.asMap)),
      ("logs", logs(map["logs"]?.asMap)), ("evaluation", evaluation),
      ("immutability", immutability), ("metadata", metadata),
    ] {
      var whole = map[section]?.asMap ?? ValueMap()
      for (name, value) in members { whole[name] = value }
      map[section] = .map(whole)
    }
    return .map(map)
  }

  private var variant: Value {
    guard let variant = paired.variant(run.assignment?.variant) else { return .null }
    return known(
      ("variant_id", .text(variant.name)),
      ("specification_file", .text(variant.file.path)),
      ("specification_hash", .hash(variant.file.digest)),
      ("paradigm", .text(variant.paradigm)))
  }

  private var task: Value {
    guard let task = paired.task(run.assignment?.task) else { return .null }
    let specification = task.files.files.first { Self.lastName($0.path) == "spec.json" }
    return known(
      ("task_id", .text(task.name)),
      ("specification_file", .text(specification?.path ?? task.files.pattern)),
      ("specification_hash", .hash(specification?.digest ?? task.files.digest)),
      ("seed", .int(task.seed)),
      ("timeout_seconds", .seconds(task.timeoutNanoseconds)))
  }

  private var pairing: Value {
    guard let assignment = run.assignment, let pair = assignment.pair else { return .null }
    return known(
      ("pair_id", .text(pair)),
      ("pair_index", assignment.pairIndex.map(Value.count)),
      ("paired_run_id", .some(run.partner)),
      ("execution_order", assignment.order.map(Value.count)),
      // Differences are those of the second variant from the first.
      ("is_reference_run", assignment.variant.map { .bool($0 == paired.variants.first?.name) }))
  }

  private func pins(_ pins: ValueMap?) -> ValueMap {
    let git = run.pins?["git"]?.asMap
    let program = files.agentStage?.run.first.flatMap { run.pins?["programs"]?.asMap?[$0]?.asMap }
    return [
      "harness_version": harnessVersion ?? git?["commit"] ?? .null,
      "harness_repository": git?["repository"] ?? .null,
      "harness_path": program?["path"] ?? .null,
    ]
  }

  /// The digest of this program, where a stage of the run names it.
  private var harnessVersion: Value? {
    let programs = run.pins?["programs"]?.asMap ?? ValueMap()
    let harness = programs.first { PathName.lastComponent($0.key) == "runledger" }?.value.asMap
    switch harness?["digest"] {
    case .text(let digest): return .text("sha256:\(digest)")
    case .bytes(let bytes): return Digest(bytes: bytes).map { .text("sha256:\($0.hex)") }
    default: return nil
    }
  }

  private func inputs(_ inputs: ValueMap?) -> ValueMap {
    let snapshot = files.below("inputs")
    var members: ValueMap = [
      "snapshot_path": snapshot.isEmpty ? .null : "inputs",
      "files": .array(snapshot.map(\.value)),
    ]
    if let files = inputs?["files"], files != .array([]) { members["study_files"] = files }
    return members
  }

  private func execution(_ execution: ValueMap?) -> ValueMap {
    guard let stage = files.agentStage else {
      // A run without an agent is executed as a whole.
      return ValueMap(Self.executionNames.map { ($0, execution?[$0] ?? .null) })
    }
    let attempt = run.stage(stage.name)?.units.last?.attempts.last
    let end = attempt?.end
    // A stage may say how its agent ended, which it survives itself.
    func metric(_ name: String) -> Double? { end?.metrics.last { $0.name == name }?.value }
    let isTimedOut = metric("agent_timeout").map { $0 != 0 } ?? (end?.outcome == .timedOut)
    let code = metric("agent_exit_code").flatMap { Int64(exactly: $0) } ?? end?.exit
    let reason = end.map { isTimedOut ? "timeout" : code == 0 ? Self.reason($0) : "error" }
    return [
      "started_at": .time(attempt?.startedAt) ?? .null,
      "completed_at": .time(attempt?.endedAt) ?? .null,
      "duration_seconds": metric("runtime_seconds").map { .double($0) }
        ?? .seconds(end?.elapsed) ?? .null,
      "wall_seconds": .seconds(end?.elapsed) ?? .null,
      "timeout_reached": end == nil ? .null : .bool(isTimedOut),
      "exit_code": code.map { .int($0) } ?? .null, "exit_reason": .some(reason) ?? .null,
    ]
  }

  private static let executionNames = [
    "started_at", "completed_at", "duration_seconds", "timeout_reached", "exit_code", "exit_reason",
  ]

  private static func reason(_ end: StageFinished) -> String {
    switch end.outcome {
    case .succeeded: "success"
    case .timedOut: "timeout"
    case .failed, .crashed, .interrupted: "error"
    }
  }

  private func outputs(_ outputs: ValueMap?) -> ValueMap {
    let delivered = files.below("outputs")
    let others = files.all.filter { !$0.isBelow("outputs") && !$0.isBelow("inputs") }
    return [
      "path": delivered.isEmpty ? .null : "outputs", "files": .array(delivered.map(\.value)),
      "other_files": .array(others.map(\.value)), "hash": outputs?["hash"] ?? .null,
    ]
  }

  private func logs(_ logs: ValueMap?) -> ValueMap {
    var members: ValueMap = [
      "run_log": logs?["execution_log"] ?? .null,
      "run_log_hash": logs?["execution_log_hash"] ?? .null,
      "validation_log": logs?["evaluation_log"] ?? .null,
      "validation_log_hash": logs?["evaluation_log_hash"] ?? .null,
    ]
    for (name, file) in [("execution_log", "agent.log"), ("evaluation_log", "evaluation.log")] {
      let log = files.named(file)
      members[name] = .some(log?.place) ?? .null
      members["\(name)_hash"] = .hash(log?.output.digest) ?? .null
    }
    return members
  }

  private var evaluation: ValueMap {
    let scorecard = files.named("scorecard.json")
    let evaluatedAt = scorecard?.endedAt ?? run.evaluations.last?.stamp.at
    return [
      "scorecard_path": .some(scorecard?.place) ?? .null,
      "scorecard_hash": .hash(scorecard?.output.digest) ?? .null,
      "evaluated_at": .time(evaluatedAt) ?? .null,
    ]
  }

  private var immutability: ValueMap {
    [
      "locked_at": .time(run.lock?.stamp.at) ?? .null,
      "lock_reason": .some(run.lock?.locked.reason) ?? .null,
    ]
  }

  private var metadata: ValueMap {
    let notes = run.statements.filter { $0.kind == "note" }.map(\.text)
    let variant = paired.variant(run.assignment?.variant)
    return [
      "task_suite_version": .text(Text.hash(paired.suiteDigest)),
      "variant_version": .hash(variant?.file.digest) ?? .null,
      "notes": .text(notes.joined(separator: "; ")),
    ]
  }

  private func known(_ pairs: (String, Value?)...) -> Value {
    var map = ValueMap()
    for (name, value) in pairs { map[name] = value ?? .null }
    return .map(map)
  }

  private static func lastName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
