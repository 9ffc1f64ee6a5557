import Agents
import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct ExecuteTests {
  @Test func `a stage leaves its outputs, repeats included, and nothing else`() throws {
    let study = try AgentStudy()
    try study.runStep("execute", params: ["repeats": 2])
    let left = try FileSystem.list(study.scratch.path)
    #expect(
      left.filter { !["init", "manifest.json", "events"].contains($0) }
        == ["agent.log", "execution.json", "outputs", "work"])
    let execution = try StageFiles.readFields(study.scratch.path("execution.json"))
    for member in [
      "started_at", "completed_at", "duration_seconds", "timeout_reached", "exit_code",
      "exit_reason", "enforcement", "deterministic", "repeats", "outputs",
    ] {
      #expect(execution.map[member] != nil, "\(member)")
    }
    let outputs = try execution.map("outputs")
    #expect(outputs.keys == ["outputs/output.txt"])
    #expect(
      outputs["outputs/output.txt"]?.asText
        == (try StageFiles.digest(study.scratch.path("outputs/output.txt"))))
    let repeats = execution.map["repeats"]?.asArray ?? []
    #expect(repeats.count == 2)
    #expect(repeats.allSatisfy { $0.asMap?["outputs"]?.asMap == outputs })
    let events = try study.events()
    for metric in ["runtime_seconds", "agent_timeout", "agent_exit_code"] {
      #expect(events.contains("\"name\":\"\(metric)\""), "\(metric)")
    }
  }

  @Test func `a measured runtime is contended where other runs may be executed beside it`() throws {
    let study = try AgentStudy()
    let script: Value = .text(AgentStudy.goodLog)
    let agent: Value = ["run": ["sh", "-c", script], "enforce": "best_effort"]
    for (jobs, agent, isContended) in [
      (1, agent, false), (2, agent, true), (2, .null, nil),
    ] as [(Int64, Value, Bool?)] {
      try study.runStep("execute", jobs: jobs, agent: agent)
      let execution = try StageFiles.readFields(study.scratch.path("execution.json"))
      #expect(execution.map["contended"]?.asBool == isContended, "\(jobs) jobs, \(agent)")
      for left in ["execution.json", "agent.log", "outputs", "work", "enclosure", "inputs"] {
        try? FileSystem.removeTree(study.scratch.path(left))
      }
    }
  }

  @Test func `a manifest that pins something else is refused`() throws {
    for (path, value, message) in [
      (["variant", "specification_hash"], "sha256:00", "another 'variants/role-centric.md'"),
      (["task", "seed"], 7, "another seed of 'TASK-001'"),
      (["pins", "tool_permission_set", "network_access"], true, "another permission set"),
      (
        ["inputs", "files"], [["path": "inputs/content.txt", "hash": "sha256:00"]],
        "another 'inputs"
      ),
    ] as [([String], Value, String)] {
      let study = try AgentStudy()
      let error = #expect(throws: StageError.self) {
        try study.runStep("execute") { manifest in manifest.set(path, value) }
      }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(!FileSystem.exists(study.scratch.path("execution.json")))
    }
  }

  @Test func `a snapshot that is not what the task says is refused`() throws {
    let study = try AgentStudy()
    let error = #expect(throws: StageError.self) {
      try study.runStep("execute", snapshot: "tampered")
    }
    #expect(error?.message.contains("the snapshot's 'content.txt' is not what task") == true)
  }

  @Test func `too many repeats are refused, and so is a stage without a pair`() throws {
    let study = try AgentStudy()
    for repeats in [-1, 101] as [Value] {
      #expect(throws: StageError.self) {
        try study.runStep("execute", params: ["repeats": repeats])
      }
    }
    #expect(throws: StageError.self) {
      try ExecuteStep.run(study.context("execute", scope: "study"))
    }
  }
}
