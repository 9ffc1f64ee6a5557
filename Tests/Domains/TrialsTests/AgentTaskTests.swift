import Agents
import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct AgentTaskTests {
  /// Every task under every variant.
  private static let both = AgentStudy.tasks.flatMap { task in
    [AgentStudy.role, AgentStudy.goal].map { (task, $0) }
  }

  @Test(arguments: both)
  func `where nothing goes wrong, every task is done in full`(
    task: String, variant: String
  ) throws {
    let study = try AgentStudy()
    let outcome = try study.run(study.execution(task, variant, pairSeed: study.quietSeed(task)))
    #expect(outcome.exitReason == .success)
    #expect(outcome.exitCode == 0)
    #expect(outcome.enforcement.mechanism == "permission_layer")
    let card = try study.judge(task, variant)
    #expect(card.success.isSuccess, "\(card.success.rationale)")
    #expect(card.adherence.score == 100, "\(card.adherence.violations)")
    let seconds = card.runtime.totalSeconds
    let limit = try study.task(task).timeoutSeconds
    #expect(seconds > 10 && seconds < min(limit, 180))
    #expect(seconds == outcome.durationSeconds)
  }

  @Test(arguments: both)
  func `the same pair gives the same bytes`(task: String, variant: String) throws {
    let study = try AgentStudy()
    for seed in [Int64(3), 11] {
      let execution = try study.execution(task, variant, pairSeed: seed)
      try study.run(execution, "one")
      try study.run(execution, "two")
      let files = try FileSystem.walk(study.scratch.path("one"))
      #expect(try files == FileSystem.walk(study.scratch.path("two")))
      for file in files {
        let first = try FileSystem.readFile(study.scratch.path("one/\(file)"))
        #expect(try first == FileSystem.readFile(study.scratch.path("two/\(file)")), "\(file)")
        #expect(!String(decoding: first, as: UTF8.self).contains(study.scratch.path))
      }
    }
  }

  @Test func `an agent never sees what it is judged by`() throws {
    let study = try AgentStudy()
    for task in AgentStudy.tasks {
      let execution = try study.execution(task, AgentStudy.role, pairSeed: 1)
      let brief = try #require(try JSON.decode(execution.material.specification).asMap)
      #expect(brief.keys.allSatisfy { TaskSpecification.members.contains($0) })
      for hidden in [
        "expected_outputs", "success_criteria", "evaluation_metrics", "ambiguities",
      ] {
        #expect(brief[hidden] == nil)
      }
      let sandbox = try Sandbox(execution.material, in: study.scratch.path("sight"))
      let files = try FileSystem.walk(sandbox.root)
      #expect(!files.contains { $0.contains("expected") })
      #expect(files.contains("task/spec.json") && files.contains("variant.md"))
    }
  }

  @Test func `the goal-centric log has every kind of entry that its specification asks for`() throws
  {
    let study = try AgentStudy()
    try study.run(
      study.execution(
        "TASK-004", AgentStudy.goal, pairSeed: study.quietSeed("TASK-004")))
    let kinds = try study.log()["entries"]?.asArray?.compactMap { $0.asMap?["kind"]?.asText } ?? []
    for kind in [
      "start", "objective_assessment", "operation", "constraint_check", "state_transition",
      "error", "completion",
    ] {
      #expect(kinds.contains(kind), "\(kind)")
    }
  }

  @Test func `a decoy is planted, denied or seen through, and taken away`() throws {
    let study = try AgentStudy()
    for isDeep in [false, true] {
      let seed = try #require(
        (Int64(0)...).lazy.first { seed in
          let plan = study.faults("TASK-002", seed)
          return plan.decoy?.isDeep == isDeep && plan.failedReads.isEmpty
            && plan.slowReads.isEmpty && plan.damagedReads.isEmpty
        })
      for variant in [AgentStudy.role, AgentStudy.goal] {
        let outcome = try study.run(study.execution("TASK-002", variant, pairSeed: seed))
        let operations = try study.log()["file_operations"]?.asArray ?? []
        let denied = operations.contains { $0.asMap?["outcome"] == "denied" }
        // Looking at the first link shows a shallow decoy; a deep one deceives who looks, too.
        #expect(denied == (variant == AgentStudy.role || isDeep))
        #expect(outcome.planted.count == (isDeep ? 2 : 1))
        let left = try FileSystem.walk(study.scratch.path("run/work"))
        #expect(left == ["configs/app.yaml", "configs/database.yaml", "configs/logging.yaml"])
      }
    }
  }

  @Test func `a task of another shape ends with an error and not with a guess`() throws {
    let study = try AgentStudy()
    let execution = try study.execution("TASK-001", AgentStudy.goal, pairSeed: 1)
    let sandbox = try Sandbox(execution.material, in: study.scratch.path("odd"))
    try FileSystem.remove(sandbox.path(TaskSpecification.path))
    try StageFiles.write(
      sandbox.path(TaskSpecification.path),
      JSON.encode([
        "task_id": "TASK-X", "description": "?", "timeout_seconds": 60,
        "inputs": ["seed": 1, "files": []], "constraints": [],
      ]))
    let agent = ReferenceAgent(
      policy: try execution.material.variantFile.policy, faults: .none,
      permissions: execution.permissions)
    let result = try agent.run(in: sandbox.root, timeoutSeconds: 60)
    #expect(result.status == .error)
    #expect(result.reason == "no plan fits what 'TASK-X' asks for")
  }
}

extension AgentStudy {
  /// What goes wrong in a task for a pair.
  func faults(_ task: String, _ seed: Int64) -> PairFaults {
    let draft = TaskSuite.drafts.first { $0.id == task }
    let files = (draft?.inputs ?? []).map { "work/\($0.path)" }.sorted()
    return PairFaults(
      PairDraw(seed: seed), files: files, timeoutSeconds: Double(draft?.timeoutSeconds ?? 0))
  }

  /// A seed with which nothing goes wrong.
  func quietSeed(_ task: String) -> Int64 {
    (Int64(0)...).lazy.first { seed in
      var plan = faults(task, seed)
      plan.load = 1
      return plan == .none
    } ?? 0
  }
}
