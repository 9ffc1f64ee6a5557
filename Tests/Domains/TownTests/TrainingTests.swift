import Codecs
import StageKit
import TestKit
import Testing

@testable import Town

@Suite struct TrainingTests {
  /// A small network, so that a debug build is quick.
  private func small(_ name: String) throws -> TownConfig {
    var config = try scenario(name)
    config.ppo.hidden = 16
    return config
  }

  @Test func `an observation has its shape in every variant`() throws {
    for (variant, channels, width) in [
      (FeatureSettings.Variant.hybrid, 4, 11), (.full, 6, 11), (.compact, 6, 7),
    ] {
      var config = try scenario("queue_conflict")
      config.features.systems.observations = variant
      let rules = TownRules(config, seed: 1)
      let seen = AgentObservation(0, in: TownWorld(rules), rules)
      #expect(seen.map.count == channels * width * width)
      #expect(seen.map[width * width / 2] == 1)
      #expect(seen.features.count == 36 && AgentObservation.featureNames.count == 36)
      #expect(seen.features.allSatisfy { $0.isFinite && abs($0) <= 1 })
      config.features.systems.localWindow = 5
      let near = TownRules(config, seed: 1)
      let less = AgentObservation(0, in: TownWorld(near), near)
      #expect(less.map.count == channels * 25 && less.map[12] == 1)
    }
  }

  @Test func `gradients are the slopes of the loss`() throws {
    var trainer = try Trainer(PPOSettings(), shape: (20, 5, 3), seed: 3)
    let shape = NetworkShape(map: 20, features: 5, actions: 3, hidden: 12)
    trainer.learner = Learner(Network(shape, seed: 3))
    var batch = PPOSpeed.samples(6, shape, seed: 1)
    batch.map = batch.map.map { $0 == 0 ? 0.1 : $0 }
    batch.oldValues = batch.oldValues.map { _ in 0.3 }
    func loss(_ network: Network) -> Double {
      let seen = network.forward(
        map: batch.map, features: batch.features, count: 6, trainer.algebra)
      return PPO.losses(seen, batch, trainer.settings, actions: 3).losses.total
    }
    let network = trainer.learner.network
    let seen = network.forward(map: batch.map, features: batch.features, count: 6, trainer.algebra)
    let (_, logits, values) = PPO.losses(seen, batch, trainer.settings, actions: 3)
    var gradients = network.zeros
    network.backward(seen, logits: logits, values: values, into: &gradients, trainer.algebra)
    for part in Network.Part.allCases {
      for index in [0, network[part].count / 2] {
        var (up, down) = (network, network)
        up.weights[part.rawValue][index] += 2e-3
        down.weights[part.rawValue][index] -= 2e-3
        let slope = (loss(up) - loss(down)) / 4e-3
        let got = Double(gradients[part.rawValue][index])
        #expect(abs(slope - got) < 2e-3 + 0.03 * abs(slope), "\(part)[\(index)]: \(slope) \(got)")
      }
    }
    let one = network.forward(
      map: Array(batch.map[..<20]), features: Array(batch.features[..<5]))
    for action in 0..<3 { #expect(abs(one.logits[action] - seen.logits[action]) < 1e-5) }
  }

  @Test func `the same seed learns the same, and a cut training too`() throws {
    let directory = try TemporaryDirectory()
    var text = "config_id: t\nppo: {hidden_units: 16}\ntown: {agents: 2, width: 8, height: 8}\n"
    text += "scenario: {ticks: 30}\n"
    try StageFiles.write(directory.path("t.yaml"), Array(text.utf8))
    func train(_ output: String, _ epochs: Int, _ more: [String] = []) throws {
      _ = try TrainStep.run(
        [
          "--config", "t.yaml", "-o", output, "--epochs", "\(epochs)", "--transitions", "40",
          "--evaluate", "2", "--mode", "rollout",
        ] + more, environment: [:], directory: directory.path)
    }
    try train("whole", 20)
    try train("cut", 10)
    try train("cut", 20, ["--resume"])
    for name in ["snapshots/shadow/policy.policy", "training.jsonl", "returns.csv"] {
      #expect(
        try StageFiles.read(directory.path("cut/\(name)"))
          == StageFiles.read(directory.path("whole/\(name)")), "\(name)")
    }
    let read = try PolicyCheckpoint.read(directory.path("whole/snapshots/shadow/policy.policy"))
    #expect(read.isReproducible && read.configID == "t")
    var bytes = try StageFiles.read(directory.path("whole/snapshots/shadow/policy.policy"))
    bytes[bytes.count - 5] ^= 1
    try StageFiles.write(directory.path("bad.policy"), bytes)
    #expect(throws: StageError.self) { try PolicyCheckpoint.read(directory.path("bad.policy")) }
    try train("release", 1, ["--role", "release"])
    #expect(
      throws: Never.self
    ) {
      try PolicyCheckpoint.read(directory.path("release/snapshots/rel/policy.policy"))
    }
  }

  @Test func `samples come back as they were, and changed ones do not`() throws {
    let directory = try TemporaryDirectory()
    let config = try small("kitchen_breakfast")
    let played = TrajectoryDataset.scripted(config, seed: 1, episodes: 2)
    _ = try TrajectoryDataset.write(played, config, source: "scripted", to: directory.path("d"))
    let read = try TrajectoryDataset.read(directory.path("d/manifest.json"), config)
    #expect(read.count == played.count)
    #expect(read[0].steps.map(\.action) == played[0].steps.map(\.action))
    #expect(read[0].steps.last?.observation.map == played[0].steps.last?.observation.map)
    var bytes = try StageFiles.read(directory.path("d/sample-0/rewards.npy"))
    bytes[bytes.count - 1] ^= 1
    try StageFiles.write(directory.path("d/sample-0/rewards.npy"), bytes)
    #expect(throws: StageError.self) {
      try TrajectoryDataset.read(directory.path("d/manifest.json"), config)
    }
    try StageFiles.write(directory.path("empty.json"), Array("[]".utf8))
    #expect(throws: StageError.self) {
      try TrajectoryDataset.read(directory.path("empty.json"), config)
    }
  }

  @Test func `training without data, or with what is no number, is aborted`() throws {
    var trainer = try Trainer(PPOSettings(), shape: (4, 2, 2), seed: 1)
    #expect(throws: StageError.self) { try trainer.update([], epoch: 0, mode: "replay") }
    let seen = AgentObservation(map: [0, 0, 0, 1], features: [1, 1])
    var step = Transition(observation: seen, action: 0, logProb: -0.7, value: 0)
    step.reward = .nan
    let trajectory = Trajectory(steps: [step], bootstrap: nil)
    #expect(throws: StageError.self) { try trainer.update([trajectory], epoch: 0, mode: "replay") }
  }

  @Test func `imitation learns what the rules do`() throws {
    let config = try small("kitchen_breakfast")
    var trainer = try Trainer(config.ppo, shape: TownEnvironment(config).shape, seed: 1)
    let examples = try DecisionSamples(
      TrajectoryDataset.scripted(config, seed: 1, episodes: 12), config.ppo)
    var last = (loss: 0.0, accuracy: 0.0)
    for epoch in 0..<30 {
      last = try trainer.imitate(examples, config.training.cloning, epoch: epoch)
    }
    #expect(last.accuracy > 0.8, "\(last)")
  }

  @Test func `annealings are judged by their stages, and gaps speak against`() {
    func stage(_ mode: String, _ change: (inout AnnealStage) -> Void = { _ in }) -> AnnealStage {
      var stage = AnnealStage()
      stage.mode = mode
      if mode == "bc" { stage.accuracy = 0.95 }
      (stage.loss, stage.queueEvents, stage.intensity) = (1, 10, 15)
      (stage.kl, stage.gradNorm, stage.entropy) = (0.01, 0.5, 1)
      change(&stage)
      return stage
    }
    let good = [stage("bc"), stage("ppo"), stage("bc"), stage("ppo")]
    #expect(AnnealDecision(good, requiredPasses: 2).status == "PROMOTE")
    #expect(AnnealDecision([], requiredPasses: 2).status == "HOLD")
    let weak = good + [stage("bc") { $0.accuracy = 0.8 }]
    #expect(AnnealDecision(weak, requiredPasses: 2).status == "FAIL")
    #expect(AnnealDecision(weak, requiredPasses: 2).shouldRollBack)
    let wild = good + [stage("ppo") { $0.kl = .nan }]
    #expect(AnnealDecision(wild, requiredPasses: 2).status == "HOLD")
    let lonely = good + [stage("ppo") { ($0.queueBaseline, $0.queueEvents) = (10, 5) }]
    #expect(AnnealDecision(lonely, requiredPasses: 2).status == "HOLD")
    let other = good + [stage("ppo") { $0.lossBaseline = 2 }]
    #expect(AnnealDecision(other, requiredPasses: 1).reasons.contains { $0.contains("loss") })
  }

  @Test func `the lake slips a third of the time to either side`() {
    var lake = FrozenLake()
    var ends = [0, 0, 0, 0]
    for seed in 0..<3000 {
      lake.begin(seed: Int64(seed))
      lake.act(0, 1)
      let tile = lake.observe(0).map.firstIndex(of: 1) ?? 0
      ends[[0: 0, 1: 1, 4: 2][tile] ?? 3] += 1
    }
    #expect(ends[3] == 0 && ends[..<3].allSatisfy { (880...1120).contains($0) }, "\(ends)")
  }

  @Test func `a program can play, and mistakes are told`() throws {
    var session = EnvironmentSession(try scenario("queue_conflict"), ticks: nil)
    let space = session.answer(["space": true]).asMap
    #expect(space?["actions"]?.asArray?.count == 7)
    var state = session.answer(["reset": ["seed": 3]]).asMap
    #expect(state?["observations"]?.asMap?.count == 4)
    #expect(session.answer(["step": ["nobody": 1]]).asMap?["error"] != nil)
    #expect(session.answer(["step": ["ada": 9]]).asMap?["error"] != nil)
    var steps = 0
    while state?["truncated"] != true, steps < 100 {
      state = session.answer(["step": ["ada": 2, "ben": 4]]).asMap
      steps += 1
    }
    #expect(steps == 40)
    #expect(session.answer(["step": [:]]).asMap?["error"] != nil)
  }
}
