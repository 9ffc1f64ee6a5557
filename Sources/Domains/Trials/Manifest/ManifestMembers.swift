import Bytes
import Codecs
import Files

/// What only a trial says of its run in `manifest.json`: which of its files are the agent's log,
/// the score card, the inputs it was given and what it delivered, and how its agent ended.
///
/// Files are known by their names, whatever the stages are called that write them. Every member is
/// there: null where it does not apply, or is not known yet.
struct ManifestMembers {
  private static let agentLog = "agent.log"

  private let manifest: ValueMap
  private let outputs: [ValueMap]
  /// The stage that executes the agent: the one that writes `agent.log`, or is to write it.
  private let agentStage: ValueMap?

  init(_ manifest: ValueMap, outputs: [ValueMap], stages: [ValueMap]) {
    self.manifest = manifest
    self.outputs = outputs
    let writer = outputs.last { $0["path"]?.asText == Self.agentLog }?["stage"]
    agentStage =
      stages.first { writer != nil && $0["stage"] == writer }
      ?? stages.first { stage in
        (stage["declared_outputs"]?.asArray ?? []).contains { output in
          output.asText.map { PathPattern($0).matches(Self.agentLog) } ?? false
        }
      }
  }

  /// The manifest with these members.
  var completed: ValueMap {
    var map = manifest
    for (section, members) in [
      ("pins", pins), ("inputs", inputs), ("execution", execution), ("outputs", delivered),
      ("logs", logs), ("evaluation", evaluation),
    ] {
      var whole = map[section]?.asMap ?? ValueMap()
      for (name, value) in members { whole[name] = value }
      map[section] = .map(whole)
    }
    return map
  }

  private func section(_ name: String) -> ValueMap { manifest[name]?.asMap ?? ValueMap() }

  private var lastAttempt: ValueMap? {
    agentStage?["units"]?.asArray?.last?.asMap?["attempts"]?.asArray?.last?.asMap
  }

  private var pins: ValueMap {
    let recorded = section("pins")["recorded"]?.asMap
    let git = recorded?["git"]?.asMap
    let programs = recorded?["programs"]?.asMap ?? ValueMap()
    // The digest of this program, where a stage of the run names it.
    let harness = programs.first { PathName.lastComponent($0.key) == "runledger" }?.value.asMap
    let digest = harness?["digest"].flatMap(Self.hash)
    let program = lastAttempt?["command"]?.asArray?.first?.asText.flatMap { programs[$0]?.asMap }
    return [
      "harness_version": digest ?? git?["commit"] ?? .null,
      "harness_repository": git?["repository"] ?? .null,
      "harness_path": program?["path"] ?? .null,
    ]
  }

  private var inputs: ValueMap {
    let snapshot = files(below: "inputs")
    var members: ValueMap = [
      "snapshot_path": snapshot.isEmpty ? .null : "inputs", "files": Self.list(snapshot),
    ]
    if let files = section("inputs")["files"], files != .array([]) {
      members["study_files"] = files
    }
    return members
  }

  private var execution: ValueMap {
    guard agentStage != nil else {
      // A run without an agent is executed as a whole.
      let whole = section("execution")
      let names = [
        "started_at", "completed_at", "duration_seconds", "timeout_reached", "exit_code",
        "exit_reason",
      ]
      return ValueMap(names.map { ($0, whole[$0] ?? .null) })
    }
    let attempt = lastAttempt ?? ValueMap()
    let outcome = attempt["outcome"]?.asText
    // A stage may say how its agent ended, which it survives itself.
    func metric(_ name: String) -> Double? { attempt["metrics"]?.asMap?[name]?.asDouble }
    let isTimedOut = metric("agent_timeout").map { $0 != 0 } ?? (outcome == "timed_out")
    let code =
      metric("agent_exit_code").flatMap { Int64(exactly: $0) } ?? attempt["exit_code"]?.asInt
    let reason = isTimedOut ? "timeout" : code == 0 && outcome == "succeeded" ? "success" : "error"
    return [
      "started_at": attempt["started_at"] ?? .null,
      "completed_at": attempt["completed_at"] ?? .null,
      "duration_seconds": metric("runtime_seconds").map { .double($0) }
        ?? attempt["duration_seconds"] ?? .null,
      "wall_seconds": attempt["duration_seconds"] ?? .null,
      "timeout_reached": outcome == nil ? .null : .bool(isTimedOut),
      "exit_code": code.map { .int($0) } ?? .null,
      "exit_reason": outcome == nil ? .null : .text(reason),
    ]
  }

  private var delivered: ValueMap {
    let delivered = files(below: "outputs")
    let others = outputs.filter { !Self.isBelow("outputs", $0) && !Self.isBelow("inputs", $0) }
    return [
      "path": delivered.isEmpty ? .null : "outputs", "files": Self.list(delivered),
      "other_files": Self.list(others), "hash": section("outputs")["hash"] ?? .null,
    ]
  }

  private var logs: ValueMap {
    let logs = section("logs")
    var members: ValueMap = [
      "run_log": logs["execution_log"] ?? .null,
      "run_log_hash": logs["execution_log_hash"] ?? .null,
      "validation_log": logs["evaluation_log"] ?? .null,
      "validation_log_hash": logs["evaluation_log_hash"] ?? .null,
    ]
    for (name, file) in [("execution_log", Self.agentLog), ("evaluation_log", "evaluation.log")] {
      let log = self.file(file)
      members[name] = log?["place"] ?? .null
      members["\(name)_hash"] = log?["hash"] ?? .null
    }
    return members
  }

  private var evaluation: ValueMap {
    let scorecard = file("scorecard.json")
    return [
      "scorecard_path": scorecard?["place"] ?? .null,
      "scorecard_hash": scorecard?["hash"] ?? .null,
      "evaluated_at": scorecard?["completed_at"] ?? section("evaluation")["evaluated_at"] ?? .null,
    ]
  }
}

extension ManifestMembers {
  private func files(below directory: String) -> [ValueMap] {
    outputs.filter { Self.isBelow(directory, $0) }
  }

  /// The last file of a name, at the top or in any directory.
  private func file(_ name: String) -> ValueMap? {
    outputs.last { $0["path"]?.asText == name }
      ?? outputs.last { $0["path"]?.asText?.hasSuffix("/\(name)") ?? false }
  }

  private static func isBelow(_ directory: String, _ file: ValueMap) -> Bool {
    file["path"]?.asText?.hasPrefix("\(directory)/") ?? false
  }

  /// Files as every manifest names them.
  private static func list(_ files: [ValueMap]) -> Value {
    .array(
      files.map { file in
        var file = file
        file["place"] = nil
        file["completed_at"] = nil
        return .map(file)
      })
  }

  private static func hash(_ digest: Value) -> Value? {
    switch digest {
    case .text(let hex): .text("sha256:\(hex)")
    case .bytes(let bytes): Digest(bytes: bytes).map { .text("sha256:\($0.hex)") }
    default: nil
    }
  }
}
