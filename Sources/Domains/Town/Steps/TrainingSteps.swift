import Codecs
import Files
import Numerics
import StageKit

/// Keeps what a policy does as samples.
enum CaptureStep: Step {
  static let name = "capture"
  static let summary = "play episodes and store them as samples with digests"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.seed, TownOptions.output, TownOptions.variant,
    .values("policy", nil, "FILE", "checkpoint to play (default: the scripted policy)"),
    .value("episodes", nil, "N", "number of episodes (8)"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let config = try call.config()
    guard let output = call.arguments.value("output") else {
      throw .usage("'capture' needs a directory to write into", hint: "-o DIR")
    }
    let episodes = Int(try call.arguments.int("episodes", in: 1...100_000) ?? 8)
    let seed = try call.seed()
    var trajectories: [Trajectory] = []
    let policy = try call.policies(config).policies.first
    if let policy {
      var environment = TownEnvironment(config)
      let trainer = try Trainer(config.ppo, shape: environment.shape, seed: seed)
      let rollout = Rollout(seed: seed, algebra: trainer.algebra)
      for episode in 0..<episodes {
        trajectories += rollout.play(
          &environment, episode: episode, policy.checkpoint.network, .drawn)
      }
    } else {
      trajectories = TrajectoryDataset.scripted(config, seed: seed, episodes: episodes)
    }
    let source = policy?.name ?? "scripted"
    let digest = try TrajectoryDataset.write(
      trajectories, config, source: source, to: call.path(output))
    try call.events.candidate([
      "name": .text("dataset-\(source)-\(seed)"), "digest": .text(digest), "source": "capture",
      "config_id": .text(config.configID),
    ])
    try Said.line("\(trajectories.count) samples of '\(source)', manifest \(digest.prefix(16))")
    return 0
  }
}

/// Learns FrozenLake: the learner against an optimum that is known.
enum FrozenLakeStep: Step {
  static let name = "frozen-lake"
  static let summary = "learn the slippery 4x4 lake with the same learner"
  static let options: [Option] = [
    TownOptions.seed, TownOptions.output,
    .value("epochs", nil, "N", "training cycles (150)"),
    .value("episodes", nil, "N", "greedy episodes at the end (10000)"),
    .value("limit", nil, "N", "maximum steps of an episode (100)"),
    .value("seeds", nil, "N", "run seeds 1 to N and check the limits"),
  ]

  /// What the best policy reaches within a hundred steps.
  static let optimum = 0.7441902879

  /// What speaks against a learner: a median below .70, or a seed above the optimum by more than
  /// four standard errors.
  static func problems(_ found: [Double], episodes: Int) -> [String] {
    let sorted = found.sorted()
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let error = (optimum * (1 - optimum) / Double(episodes)).squareRoot()
    var problems: [String] = []
    if !(median >= 0.70) { problems.append("the median is \(median), below 0.7") }
    if let best = sorted.last, !(best <= optimum + 4 * error) {
      problems.append("\(best) is more than the optimum allows")
    }
    return problems
  }

  /// The numbers this task is learned with.
  static var settings: PPOSettings {
    var settings = PPOSettings()
    (settings.hidden, settings.learningRate, settings.entropyCoefficient) = (64, 1e-3, 0.01)
    (settings.miniBatchSize, settings.miniBatches) = (256, 8)
    return settings
  }

  /// The share of greedy episodes that reach the goal.
  static func success(
    seed: Int64, epochs: Int, episodes: Int, limit: Int
  ) throws(StageError) -> Double {
    var lake = FrozenLake(limit: limit)
    var trainer = try Trainer(settings, shape: lake.shape, seed: seed)
    for epoch in 0..<epochs {
      let played = trainer.play(&lake, epoch: epoch, atLeast: 2048)
      _ = try trainer.update(played, epoch: epoch, mode: "rollout")
    }
    // Fixed weights and sixteen tiles: what is done on each is looked up, not computed anew.
    let network = trainer.learner.network
    let moves = (0..<16).map { tile -> Int in
      var map = [Float](repeating: 0, count: 16)
      map[tile] = 1
      let logits = network.forward(map: map, features: [1]).logits
      return logits.indices.max { logits[$0] < logits[$1] } ?? 0
    }
    var reached = 0.0
    for episode in 0..<episodes {
      lake.begin(seed: seed &* 7_000_003 &+ Int64(episode) &+ 1_000_000_007)
      while let actor = lake.next() {
        let tile = lake.observe(actor).map.firstIndex(of: 1) ?? 0
        lake.act(actor, moves[tile])
      }
      reached += lake.collect(0)
    }
    return reached / Double(episodes)
  }

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let episodes = Int(try call.arguments.int("episodes", in: 1...10_000_000) ?? 10_000)
    let seeds = try call.arguments.int("seeds", in: 1...1000)
    let first = try call.seed()
    var found: [Double] = []
    for seed in first..<first + (seeds ?? 1) {
      let success = try success(
        seed: seed, epochs: Int(try call.arguments.int("epochs", in: 1...100_000) ?? 150),
        episodes: episodes, limit: Int(try call.arguments.int("limit", in: 1...100_000) ?? 100))
      try call.events.metric("success", success, step: found.count)
      try Said.line("seed \(seed): success \(success) over \(episodes) greedy episodes")
      found.append(success)
    }
    if let output = call.arguments.value("output") {
      let value: Value = [
        "success": .array(found.map { .double($0) }), "episodes": .int(Int64(episodes)),
      ]
      try StageFiles.write(call.path(output), JSON.encode(value, pretty: true))
    }
    guard seeds != nil else { return 0 }
    let problems = problems(found, episodes: episodes)
    for problem in problems { try Said.line("FAIL: \(problem)") }
    return problems.isEmpty ? 0 : 1
  }
}

/// How fast learning is on this machine.
enum SpeedStep: Step {
  static let name = "ppo-speed"
  static let summary = "measure mini-batches of 32 a second, on one thread"
  static let options: [Option] = [
    .value("updates", nil, "N", "number of mini-batches (500)")
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let updates = Int(try call.arguments.int("updates", in: 1...1_000_000) ?? 500)
    let shape = (map: 484, features: 36, actions: Goal.allCases.count)
    var trainer = try Trainer(PPOSettings(), shape: shape, seed: 1)
    let batch = PPOSpeed.samples(32, trainer.learner.network.shape, seed: 1)
    _ = PPOSpeed.learn(20, batch: batch, &trainer)
    let start = Clock.monotonic()
    let loss = PPOSpeed.learn(updates, batch: batch, &trainer)
    let seconds = Double(Clock.monotonic() - start) / 1e9
    try Said.line("\(Int(Double(updates * 32) / seconds)) samples/s, loss \(loss)")
    return 0
  }
}
