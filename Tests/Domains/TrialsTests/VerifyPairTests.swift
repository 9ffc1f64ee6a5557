import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite struct VerifyPairTests {
  private static let (role, goal) = (
    "run-0001-role-centric-TASK-001", "run-0001-goal-centric-TASK-001"
  )

  @Test func `two runs that differ in their variant only are a pair`() throws {
    let pair = try VerifyPairBench()
    let verification = try pair.verified()
    #expect(verification.errors.isEmpty)
    let value = verification.value.asMap
    #expect(value?["valid"] == true)
    #expect(value?["pair_id"] == "pair-0001")
    #expect(
      value?["runs"] == [
        ["run_id": .text(Self.role), "variant": "role-centric", "execution_order": 1],
        ["run_id": .text(Self.goal), "variant": "goal-centric", "execution_order": 2],
      ])
    let requirements = try #require(value?["pairing_requirements"]?.asMap)
    for name in [
      "identical_task", "identical_inputs", "identical_seed", "identical_timeout",
      "identical_permissions",
    ] { #expect(requirements[name] == true) }
    #expect(requirements["execution_order"] == "randomized")
  }

  @Test(
    arguments: [
      ("task.task_id", "TASK-002", "identical_task"), ("task.seed", 43, "identical_seed"),
      ("pairing.pair_seed", 78, "identical_seed"),
      ("task.timeout_seconds", 61.0, "identical_timeout"),
      ("inputs.files", [], "identical_inputs"),
      ("pins.tool_permission_set.network_access", true, "identical_permissions"),
      ("pins.harness_version", "x", "identical_harness"),
      ("pins.evaluator_versions.runtime.version", "1.0.1", "identical_evaluators"),
      ("metadata.pre_registration_hash", "x", "identical_registration"),
    ] as [(String, Value, String)])
  func `anything else that differs is an error and a requirement that does not hold`(
    path: String, value: Value, requirement: String
  ) throws {
    let pair = try VerifyPairBench()
    try pair.change(Self.goal) { $0.set(path, value) }
    let verification = try pair.verified()
    #expect(verification.errors.count == 1, "\(verification.errors)")
    #expect(verification.errors[0].contains("is not the same"))
    let map = verification.value.asMap?["pairing_requirements"]?.asMap
    #expect(map?[requirement] == false)
  }

  @Test func `what both do not say is not the same`() throws {
    let pair = try VerifyPairBench()
    for run in [Self.role, Self.goal] { try pair.change(run) { $0.set("task.seed", nil) } }
    #expect(try pair.verified().errors.count == 1)
  }

  @Test(
    arguments: [
      ("variant.variant_id", "role-centric", "a pair has one of each"),
      ("pairing.pair_id", "pair-0002", "belongs to pair 'pair-0002', not to 'pair-0001'"),
      ("pairing.paired_run_id", "run-0009", "is paired with 'run-0009'"),
      ("run_id", "run-0009", "is that of 'run-0009'"),
      ("pairing.execution_order", 1, "number 1 and 1, not 1 and 2"),
    ] as [(String, Value, String)])
  func `runs that were not meant for each other are no pair`(
    path: String, value: Value, says: String
  ) throws {
    let pair = try VerifyPairBench()
    try pair.change(Self.goal) { $0.set(path, value) }
    let errors = try pair.verified().errors
    #expect(errors.count == 1 && errors[0].contains(says), "\(errors)")
  }

  @Test func `a run alone, three runs, and a broken manifest are no pair`() throws {
    let alone = try VerifyPairBench()
    try FileSystem.removeTree(alone.path("manifests/\(Self.goal)"))
    #expect(try alone.verified().errors == ["pair 'pair-0001' has 1 runs with a manifest, not 2"])
    let three = try VerifyPairBench()
    try three.copy(Self.goal, as: "run-0002-goal-centric-TASK-001")
    #expect(try three.verified().errors.contains { $0.contains("has 3 runs") })
    let broken = try VerifyPairBench()
    try StageFiles.write(broken.path("manifests/\(Self.goal)/manifest.json"), [0])
    #expect(try broken.verified().errors.count == 2)
  }

  @Test func `a pair id that is used twice is an error`() throws {
    let runs: [Value] = [Self.role, Self.goal, "run-0007-role-centric-TASK-002"].map { id in
      [
        "id": .text(id), "pair": "pair-0001", "task": .text(String(id.suffix(8))),
        "order": id.hasSuffix("2") || id == Self.role ? 1 : 2,
      ]
    }
    let pair = try VerifyPairBench()
    let errors = try pair.verified(runs).errors
    #expect(errors.count == 2)
    #expect(errors[0].contains("pair id 'pair-0001' is used by 3 runs"))
    #expect(errors[1].contains("is used for several tasks: 'TASK-001', 'TASK-002'"))
  }

  @Test func `a correction takes its original's place in the pair`() throws {
    let pair = try VerifyPairBench()
    try pair.copy(Self.goal, as: Self.goal + "-v2")
    try FileSystem.removeTree(pair.path("manifests/\(Self.goal)"))
    try pair.change(Self.goal + "-v2") { $0["run_id"] = .text(Self.goal + "-v2") }
    #expect(try pair.verified().errors.isEmpty)
  }

  @Test func `scorecards are looked at too`() throws {
    let pair = try VerifyPairBench()
    #expect(try pair.verified(scorecards: true).errors.isEmpty)
    let path = pair.path("scorecards/\(Self.goal)/scorecard.json")
    var map = try StageFiles.readFields(path).map
    map["error"] = "the evaluator crashed"
    map.set("metrics.runtime.timeout_reached", true)
    try StageFiles.write(path, JSON.encode(.map(map)))
    let verification = try pair.verified(scorecards: true)
    #expect(verification.errors.count == 1)
    #expect(verification.errors[0].contains("an error instead of a result"))
    #expect(verification.warnings == ["'\(Self.goal)' reached its time limit"])
    try FileSystem.remove(path)
    #expect(
      try pair.verified(scorecards: true).errors == ["'\(Self.goal)' has no scorecard; evaluate it"]
    )
  }

  @Test func `the step writes its verification, and fails where the pair is none`() throws {
    let pair = try VerifyPairBench()
    try VerifyPairStep.run(pair.context())
    let events = try FileSystem.readFile(pair.path("events"))
    #expect(
      String(decoding: events, as: UTF8.self)
        == "{\"metric\":{\"name\":\"pair_valid\",\"value\":1.0}}\n")
    try pair.change(Self.goal) { $0.set("task.seed", 9) }
    let context = try pair.context()
    let error = #expect(throws: StageError.self) { try VerifyPairStep.run(context) }
    #expect(error?.message.hasPrefix("pair 'pair-0001' is not valid: 'task.seed' of") == true)
    let fields = try StageFiles.readFields(pair.path("verification.json"))
    #expect(try fields.flag("valid") == false)
  }
}
