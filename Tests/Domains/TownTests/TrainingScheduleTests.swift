import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Town

@Suite struct TrainingScheduleTests {
  @Test func `social rewards follow the schedule by cycle`() throws {
    let config = try town(
      """
      training:
        social_reward_schedule: [{cycle: 4, stage: C2}, {cycle: 1, stage: C1}]
      """)
    let stages = (0..<6).map { config.training.rewardStage(cycle: $0) }
    #expect(stages == [nil, .C1, .C1, .C1, .C2, .C2])
  }

  @Test func `a training gives what its schedule says, and says so in its log`() throws {
    let directory = try TemporaryDirectory()
    let text = """
      config_id: t
      ppo: {hidden_units: 16}
      town: {agents: 3, width: 6, height: 6}
      training:
        rollout_ticks: 60
        social_reward_schedule: [{cycle: 1, stage: C1}, {cycle: 2, stage: \"OFF\"}]
      """
    func train(_ name: String, _ text: String) throws -> [ValueMap] {
      try StageFiles.write(directory.path("\(name).yaml"), Array(text.utf8))
      _ = try TrainStep.run(
        [
          "--config", "\(name).yaml", "-o", name, "--epochs", "3", "--transitions", "600",
          "--evaluate", "0", "--mode", "rollout",
        ], environment: [:], directory: directory.path)
      return try StageFiles.read(directory.path("\(name)/training.jsonl")).split(separator: 10)
        .map { try JSON.decode(Array($0)).asMap ?? [:] }
    }
    let with = try train("with", text + "\n")
    let without = try train("without", String(text.prefix { $0 != "[" }) + "[]\n")
    #expect(with.map { $0["social_reward_stage"]?.asText } == ["OFF", "C1", "OFF"])
    #expect(without.map { $0["social_reward_stage"]?.asText } == ["OFF", "OFF", "OFF"])
    // Before the schedule sets in nothing differs; then the same talks are worth something.
    #expect(with[0]["reward_sum"] == without[0]["reward_sum"])
    #expect(with[1]["chat_success_events"] == without[1]["chat_success_events"])
    #expect(with[1]["reward_sum"] != without[1]["reward_sum"])
  }

  @Test func `from C2 on, passing by a rival's queue is worth something`() throws {
    func reward(_ stage: String) throws -> Double {
      let town = Rehearsal(
        try town(
          "town: {agents: 2, start_jitter: 0}\nfeatures: {stages: {social_rewards: \(stage)}}"),
        seed: 1)
      var world = town.shard.state.world
      let shower = try #require(world.objects.firstIndex { $0.type == .shower })
      #expect(world.request(shower, by: 1, town.rules) == true)
      world.agents[0].rivals = [Rival(other: 1, level: 0.9)]
      world.pursue(.wash, 0, town.rules)
      return world.agents[0].socialNow
    }
    #expect(try reward("C1") == 0)
    #expect(try reward("C2") == 0.005 && reward("C3") == 0.005)
  }

  @Test func `a talk that fails costs half of its bonus, and the other a quarter`() throws {
    let town = Rehearsal(try town("features: {stages: {social_rewards: C1}}"), seed: 1)
    var world = town.shard.state.world
    world.tick = 10
    world.agents[1].chatUntil = 1_000_000
    world.apply(.chat(1), by: 0, town.rules)
    #expect(near(world.agents[0].socialNow, -0.005) && near(world.agents[1].socialNow, -0.0025))
    world.agents[1].chatUntil = 0
    world.apply(.chat(1), by: 0, town.rules)
    #expect(world.agents[0].socialNow > -0.005)
  }

  @Test func `examples may be named beside the configuration`() throws {
    let directory = try TemporaryDirectory()
    let text = "config_id: t\nppo: {hidden_units: 16}\ntraining: {rollout_ticks: 40, bc: {epochs: 1"
    try FileSystem.makeDirectories(directory.path("config"))
    try StageFiles.write(
      directory.path("config/t.yaml"), Array((text + ", manifest: d/manifest.json}}\n").utf8))
    func train() throws {
      _ = try TrainStep.run(
        ["--config", "config/t.yaml", "-o", "out", "--mode", "bc", "--evaluate", "0"],
        environment: [:], directory: directory.path)
    }
    #expect(throws: StageError.self) { try train() }
    let config = try TownConfig.read(directory.path("config/t.yaml"))
    let played = TrajectoryDataset.scripted(config, seed: 3, episodes: 1)
    _ = try TrajectoryDataset.write(
      played, config, source: "scripted", to: directory.path("config/d"))
    try train()
    let row = try JSON.decode(
      StageFiles.read(directory.path("out/training.jsonl")).dropLast()
    ).asMap
    #expect(row?["transitions"]?.asInt == Int64(played.reduce(0) { $0 + $1.steps.count }))
  }

  @Test func `a learner is held against the known optimum of the lake`() {
    #expect(FrozenLakeStep.problems([0.7295, 0.2152, 0.73], episodes: 10_000).isEmpty)
    #expect(FrozenLakeStep.problems([0.69, 0.2, 0.73], episodes: 10_000).count == 1)
    // Four standard errors over ten thousand episodes are .0175.
    #expect(FrozenLakeStep.problems([0.7616], episodes: 10_000).isEmpty)
    #expect(FrozenLakeStep.problems([0.7617], episodes: 10_000).count == 1)
    #expect(!FrozenLakeStep.problems([.nan], episodes: 10_000).isEmpty)
  }
}
