import Files
import StageKit
import TestKit
import Testing

@testable import Town

@Suite struct ConfigTests {
  @Test(arguments: [
    ("rewards: {survival_tick: 0.02}", "rewards.survival_tick must be a number from 0.0 to 0.01"),
    ("employment: {daily_exit_cap: 51}", "employment.daily_exit_cap must be a whole number"),
    ("features: {systems: {observations: wide}}", "must be one of full, hybrid, compact"),
    ("rewards: {punctuality_bonus: 0.1, needs_weights: {hunger: 0.5}}\nbogus: 1", "unknown key"),
    ("features: {systems: {local_window: 8}}", "or odd, from 3 to 31"),
    ("features: {systems: {local_window: 33}}", "local_window must be a whole number"),
    ("snapshot: {identity: {policy_hash: \"\"}, autosave: {cadence_ticks: 20}}", "at least 100"),
    ("snapshot: {autosave: {cadence_ticks: 50}}", "must be 0 (never) or at least 100"),
    ("snapshot: {identity: {policy_hash: abc}}", "64 lower-case hexadecimal digits"),
    ("conflict: {rivalry: {max_value: 0.5}}", "must lie between min_value and max_value"),
    (
      "features: {stages: {relationships: \"OFF\", social_rewards: C1}}",
      "needs features.stages.relationships"
    ),
    ("jobs: {clerk: {start_tick: 100, end_tick: 120, wage_rate: 0.02}}", "less than 1.1 times"),
    ("jobs: {clerk: {start_tick: 100, end_tick: 2000}}", "within the 1440 ticks of a day"),
    ("stability: {promotion: {allowed_alerts: [option_thrashing]}}", "is no alert"),
    ("affordances: {definitions: {fly: {object_type: bed}}}", "is not one of"),
    ("scenario: {agents: [{id: a, job: pilot}]}", "unknown job 'pilot'"),
    ("telemetry: {transforms: [x]}", "telemetry.transforms is not offered: names are hidden by"),
    ("telemetry: {transport: {worker: 1}}", "unknown key 'worker'"),
    ("snapshot: {storage: {root: x}}", "snapshot.storage is not offered"),
    ("features: {training: {curiosity: phase_A}}", "must be one of off, found text 'phase_A'"),
    ("console_auth: {enabled: true}", "console_auth.tokens must not be empty"),
    ("console_auth: {tokens: [{label: a}]}", "must have one of 'token' and 'token_env'"),
    ("console_auth: {tokens: [{token: a, token_env: B}]}", "[0] must have one of"),
    ("training: {social_reward_schedule: [{cycle: -1}]}", "must be a whole number from 0"),
    (
      "features: {stages: {relationships: \"OFF\"}}\n"
        + "training: {social_reward_schedule: [{stage: C1}]}",
      "training.social_reward_schedule needs features.stages.relationships"
    ),
  ])
  func `a wrong key is refused with its rule`(lines: String, words: String) throws {
    let error = try #require(throws: StageError.self) { try town(lines) }
    #expect(error.message.contains(words), "\(error.message)")
    #expect(error.message.contains("test.yaml:"), "\(error.message)")
  }

  @Test func `all mistakes are told at once`() throws {
    let error = try #require(throws: StageError.self) {
      try town("rewards: {survival_tick: 1}\nemployment: {grace_ticks: -1}\nnothing: 1")
    }
    #expect(error.message.split(separator: "\n").count == 3, "\(error.message)")
  }

  @Test func `a name is needed, and another variant refused`() throws {
    #expect(throws: StageError.self) { try TownConfig.parse(Array("town: {}".utf8), file: "x") }
    let config = try town("features: {systems: {observations: compact}}")
    let error = try #require(throws: StageError.self) { try config.require(variant: "hybrid") }
    #expect(error.message.contains("expected hybrid, got compact"))
    try config.require(variant: "compact")
  }

  @Test func `affordances may stand in a manifest of their own`() throws {
    let directory = try TemporaryDirectory()
    func read(_ manifest: String?) throws -> TownConfig {
      try StageFiles.write(
        directory.path("t.yaml"),
        Array("config_id: t\naffordances: {affordances_file: a.yaml}\n".utf8))
      if let manifest { try StageFiles.write(directory.path("a.yaml"), Array(manifest.utf8)) }
      return try TownConfig.read(directory.path("t.yaml"))
    }
    func refusal(_ manifest: String?) -> String {
      do {
        _ = try read(manifest)
        return ""
      } catch let error as StageError {
        return error.message
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(nil).contains("a.yaml"))
    let config = try read(
      """
      - {type: object, id: shower_9, object_type: shower, position: [2, 2]}
      - {id: use_shower, object_type: shower, duration: 7, effects: {hygiene: 0.5}}
      """)
    #expect(config.affordances.objects.map(\.id) == ["shower_9"])
    #expect(config.affordances.definitions.map(\.group.duration) == [7])
    #expect(refusal("- {id: fly, object_type: bed}").contains("is not one of use_shower"))
    #expect(refusal("- {id: use_shower, object_type: pool}").contains("'pool'"))
    #expect(refusal("- {id: use_shower, hooks: {before: x}}").contains("a.yaml:1:"))
    #expect(refusal("- {type: person, id: x}").contains("object or affordance"))
    #expect(refusal("- {object_type: bed}").contains("needs an 'id'"))
    #expect(refusal("type: object").contains("a.yaml"))
  }

  @Test func `every default lies within its range`() throws {
    // What is written out is read back as the same.
    let config = TownConfig()
    #expect(ConfigWriter.rows(of: config).count > 150)
    #expect(try town().digest == town("rewards: {survival_tick: 0.002}").digest)
    #expect(try town().digest != town("rewards: {survival_tick: 0.001}").digest)
  }

  @Test(arguments: scenarioNames)
  func `the scenarios are valid`(name: String) throws {
    let config = try scenario(name)
    #expect(config.configID == name && config.scenario.ticks >= 30)
  }
}
