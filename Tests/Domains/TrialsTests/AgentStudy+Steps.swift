import Codecs
import Files
import StageKit
import TestKit

@testable import Trials

extension AgentStudy {
  /// The context of a stage, with the design and the task as a test changes them.
  func context(
    _ stage: String, task: String = "TASK-001", variant: String = AgentStudy.role,
    scope: String = "run", params: ValueMap = [:], inputs: [String: String] = [:],
    runs: [Value] = [], jobs: Int64 = 1,
    _ change: (inout ValueMap, inout ValueMap) -> Void = { _, _ in }
  ) throws -> TrialContext {
    var paired = try designMap()
    var taskMap = try taskMap(task)
    change(&paired, &taskMap)
    var map: ValueMap = [
      "study": "trial", "run": .text("run-0001-\(variant)-\(task)"), "stage": .text(stage),
      "level": "full", "seed": 20_251_228, "created_at": "2026-01-01T00:00:00Z",
      "params": .map(params), "paired": .map(paired), "study_directory": .text(scratch.path),
      "inputs": .map(ValueMap(inputs.map { ($0.key, .text($0.value)) })), "runs": .array(runs),
      "jobs": .int(jobs),
      "study_file": ["path": "study.yaml", "digest": .text(String(repeating: "cd", count: 32))],
      "pins": ["programs": ["runledger": ["digest": .text(String(repeating: "ab", count: 32))]]],
    ]
    if scope == "run" {
      map["variant"] = try variantValue(variant)
      map["task"] = .map(taskMap)
      map["pair"] = [
        "id": "pair-0001", "index": 1, "seed": .int(quietSeed(task)), "order": 1,
        "other": .text("run-0001-\(Self.goal)-\(task)"),
      ]
    }
    return try TrialContext(
      RecordedContext.value(map), environment: ["RUNLEDGER_EVENTS": scratch.path("events")],
      directory: scratch.path)
  }

  func context(
    _ stage: String, _ change: (inout ValueMap) -> Void
  ) throws -> TrialContext {
    try context(stage, scope: "study") { paired, _ in change(&paired) }
  }

  /// What steps have reported so far.
  func events() throws -> String {
    String(decoding: try StageFiles.read(scratch.path("events")), as: UTF8.self)
  }

  /// Takes a snapshot, writes a manifest that a test may change, and executes.
  func runStep(
    _ stage: String, params: ValueMap = [:], snapshot: String? = nil, jobs: Int64 = 1,
    agent: Value = .null, _ change: (inout ValueMap) -> Void = { _ in }
  ) throws {
    let first = try context("init", params: params)
    try InitStep.run(first)
    let snapshots = scratch.path("init")
    try FileSystem.removeTree(snapshots)
    try FileSystem.makeDirectories(snapshots)
    try FileSystem.rename(scratch.path("inputs"), "\(snapshots)/inputs")
    var manifest = try Manifest(context: first, snapshot: snapshots).value.asMap ?? [:]
    change(&manifest)
    try StageFiles.write(
      scratch.path("manifest.json"), JSON.encode(.map(manifest), pretty: true))
    if let snapshot {
      try FileSystem.setMode("\(snapshots)/inputs/content.txt", 0o644)
      try StageFiles.write("\(snapshots)/inputs/content.txt", Array(snapshot.utf8))
    }
    try ExecuteStep.run(
      context(
        stage, params: params,
        inputs: ["snapshot": snapshots, "manifest": scratch.path("manifest.json")], jobs: jobs
      ) { paired, _ in paired["agent"] = agent })
  }

  /// The directories in which ``recordRuns(pairs:)`` gathers what was recorded.
  var recorded: [String: String] {
    var inputs: [String: String] = [:]
    for name in ["snapshots", "executions", "scorecards"] { inputs[name] = scratch.path(name) }
    return inputs
  }

  /// Executes and judges both runs of some pairs of every task, as stages would hand them on.
  func recordRuns(pairs: Int) throws -> [Value] {
    var runs: [Value] = []
    for (number, task) in Self.tasks.enumerated() {
      for pair in 1...pairs {
        for (order, variant) in [Self.role, Self.goal].enumerated() {
          let id = "run-\(number)\(pair)-\(variant)-\(task)"
          let seed = Int64(number * 100 + pair) * 31 + 5
          let run = try execution(task, variant, pairSeed: seed)
          var outcome = try self.run(run, id)
          outcome.repeats = [outcome.outputs]
          let file = JSON.encode(outcome.value, pretty: true)
          try StageFiles.write(scratch.path("\(id)/execution.json"), file)
          try StageFiles.write(scratch.path("executions/\(id)/execution.json"), file)
          let card = try judge(task, variant, id)
          try StageFiles.write(
            scratch.path("scorecards/\(id)/scorecard.json"), JSON.encode(card.value))
          for input in run.material.inputs {
            let path = scratch.path("snapshots/\(id)/inputs/\(input.file.input)")
            try StageFiles.write(path, input.bytes)
          }
          runs.append([
            "id": .text(id), "scope": "run", "variant": .text(variant), "task": .text(task),
            "pair": .text("pair-\(number)\(pair)"), "order": .int(Int64(order + 1)),
            "pair_seed": .int(seed), "status": "finished", "locked": true,
          ])
        }
      }
    }
    return runs
  }
}

extension ValueMap {
  /// Changes a member of a member.
  mutating func set(_ path: [String], _ value: Value) {
    guard let first = path.first else { return }
    if path.count == 1 {
      self[first] = value
    } else {
      var inner = self[first]?.asMap ?? [:]
      inner.set(Array(path.dropFirst()), value)
      self[first] = .map(inner)
    }
  }
}
