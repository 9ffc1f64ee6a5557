import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// Trains a policy.
enum TrainStep: Step {
  static let name = "train"
  static let summary = "train a policy: by reward, by imitation, or both in turn"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.seed, TownOptions.output, TownOptions.variant,
    .value("mode", nil, "MODE", "replay, rollout, mixed, bc or anneal (training.source)"),
    .value("epochs", nil, "N", "number of training cycles (40)"),
    .value("transitions", nil, "N", "minimum number of decisions per cycle (512)"),
    .value("manifest", nil, "FILE", "a manifest of samples, for replay, mixed and bc"),
    .value("name", nil, "NAME", "the checkpoint's name (policy)"),
    .value("role", nil, "ROLE", "shadow (snapshots/shadow) or release (snapshots/rel)"),
    .value("from", nil, "FILE", "start from a checkpoint"),
    .value("evaluate", nil, "N", "compare on N paired seeds at the end (5)"),
    .value("dump-update", nil, "DIR", "write the first mini-batch in full"),
    .value("threads", nil, "N", "1, or 2 for a checkpoint that is not reproducible (1)"),
    .value("learning-rate", nil, "X", "learning rate (ppo.learning_rate)"),
    .value("entropy", nil, "X", "entropy coefficient (ppo.entropy_coef)"),
    .flag("resume", nil, "resume from the last saved cycle in the output directory"),
    .flag("fail-on-anneal", nil, "exit 1 unless annealing passed"),
  ]

  /// Where a training goes that is not told where.
  static let usualOutput = "trained"

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    var config = try call.config()
    if let rate = try call.arguments.number("learning-rate") { config.ppo.learningRate = rate }
    if let entropy = try call.arguments.number("entropy") {
      config.ppo.entropyCoefficient = entropy
    }
    var mode = config.training.source
    if let word = call.arguments.value("mode") {
      guard let named = TrainingSettings.Source(rawValue: word) else {
        let known = TrainingSettings.Source.allCases.map(\.rawValue).joined(separator: ", ")
        throw .usage("'--mode' is one of \(known), not '\(word)'")
      }
      mode = named
    }
    var training = try TrainingRun(
      call, config, mode, directory: call.path(call.arguments.value("output") ?? usualOutput))
    let passed = try training.run()
    return call.arguments.has("fail-on-anneal") && !passed ? 1 : 0
  }
}

/// One training with its files.
struct TrainingRun {
  let call: StepCall
  let config: TownConfig
  let mode: TrainingSettings.Source
  let directory: String
  let epochs: Int
  let transitions: Int
  var trainer: Trainer
  var environment: TownEnvironment
  var replay: [Trajectory] = []
  var log: LineFile
  var start = 0
  var imitated: Network?

  init(
    _ call: StepCall, _ config: TownConfig, _ mode: TrainingSettings.Source, directory: String
  ) throws(StageError) {
    (self.call, self.config, self.mode, self.directory) = (call, config, mode, directory)
    environment = TownEnvironment(config)
    epochs = Int(try call.arguments.int("epochs", in: 1...1_000_000) ?? 40)
    transitions = Int(try call.arguments.int("transitions", in: 1...1_000_000) ?? 512)
    trainer = try Trainer(config.ppo, shape: environment.shape, seed: try call.seed())
    if let from = call.arguments.value("from") {
      let checkpoint = try PolicyCheckpoint.read(call.path(from))
      try checkpoint.require(config, from)
      try require(
        checkpoint.network.shape == trainer.learner.network.shape,
        "'\(from)' has another number of hidden units")
      trainer.learner = Learner(checkpoint.network)
    }
    let imitates = mode == .bc || mode == .anneal
    if let manifest = call.arguments.value("manifest") {
      replay = try TrajectoryDataset.read(call.path(manifest), config)
    } else if imitates, !config.training.cloning.manifest.isEmpty {
      replay = try TrajectoryDataset.read(call.beside(config.training.cloning.manifest), config)
    } else if mode == .replay || mode == .mixed {
      throw .usage("'--mode \(mode.rawValue)' needs a --manifest of samples")
    }
    trainer.wantsDump = call.arguments.has("dump-update")
    let path = PathName.join(directory, "training.jsonl")
    if call.arguments.has("resume"), mode == .rollout || mode == .mixed || mode == .replay,
      let saved = try TrainingState.read(directory, &trainer, config.digest)
    {
      (start, log) = (saved.epoch, try LineFile(path, at: saved.logSize))
    } else {
      log = try LineFile(path, at: 0)
    }
  }

  /// Trains, evaluates, and writes the checkpoint; false when an annealing did not pass.
  mutating func run() throws(StageError) -> Bool {
    var passed = true
    switch mode {
    case .bc: passed = try imitate(epochs: config.training.cloning.epochs) >= 0
    case .anneal: passed = try anneal()
    case .rollout, .replay, .mixed:
      for epoch in start..<max(start, epochs) {
        _ = try cycle(epoch, mode, scheduled: epoch)
        if (epoch + 1) % 10 == 0 {
          try log.flush()
          try TrainingState.write(
            directory, trainer, epoch: epoch + 1, logSize: log.size, config.digest)
        }
      }
    }
    try log.flush()
    try finish(passed)
    return passed
  }

  private mutating func cycle(
    _ epoch: Int, _ mode: TrainingSettings.Source, scheduled: Int
  ) throws(StageError) -> TrainingRow {
    environment.socialRewards =
      config.training.rewardStage(cycle: scheduled) ?? config.features.stages.socialRewards
    var data: [Trajectory] = []
    if mode != .rollout { data += replay }
    if mode != .replay {
      data += trainer.play(&environment, epoch: epoch, atLeast: transitions)
    }
    let row = try trainer.update(data, epoch: epoch, mode: mode.rawValue)
    if let dump = trainer.dump, let folder = call.arguments.value("dump-update") {
      try dump.write(call.path(folder))
      trainer.dump = nil
    }
    try log.line(.map(counted(row.value)))
    try call.events.metric("loss_total", row.mean.total, step: epoch)
    try call.events.metric("reward_sum", row.rewardSum, step: epoch)
    try call.events.metric("kl_divergence", row.mean.kl, step: epoch)
    try call.events.progress(done: epoch + 1, of: epochs)
    return row
  }

  /// A row with what the last episode of the cycle counted.
  private func counted(_ row: ValueMap) -> ValueMap {
    var row = row
    let counters = environment.world.counters
    row["social_reward_stage"] = .text(environment.socialRewards.rawValue)
    row["queue_conflict_events"] = .int(Int64(counters.conflicts))
    row["queue_conflict_intensity_sum"] = .double(counters.conflictIntensity)
    row["shared_meal_events"] = .int(Int64(counters.sharedMeals))
    row["late_help_events"] = .int(Int64(counters.lateHelp))
    row["shift_takeover_events"] = .int(Int64(counters.shiftTakeover))
    row["chat_success_events"] = .int(Int64(counters.chats))
    row["chat_quality_mean"] = .double(
      counters.chats == 0 ? 0 : counters.chatQuality / Double(counters.chats))
    row["utility_outage_ticks"] = .int(Int64(counters.utilityTicks))
    row["shower_complete_events"] = .int(Int64(counters.showers))
    row["sleep_complete_events"] = .int(Int64(counters.sleeps))
    row["rollout_ticks"] = .int(Int64(config.scenario.ticks))
    let rivals = environment.world.agents.flatMap(\.rivals).map(\.level)
    row["conflict.rivalry_max_avg"] = .double(rivals.max() ?? 0)
    return row
  }

  /// Imitates the scripted rules, or the samples of the manifest; the accuracy, or -1 below the
  /// gate.
  private mutating func imitate(epochs: Int) throws(StageError) -> Double {
    let examples = try DecisionSamples(
      replay.isEmpty
        ? TrajectoryDataset.scripted(
          config, seed: trainer.seed, episodes: config.training.cloning.episodes) : replay,
      config.ppo)
    var accuracy = 0.0
    for epoch in 0..<epochs {
      let (loss, share) = try trainer.imitate(examples, config.training.cloning, epoch: epoch)
      accuracy = share
      try log.line([
        "epoch": .int(Int64(epoch)), "data_mode": "bc", "loss_total": .double(loss),
        "bc_accuracy": .double(share), "transitions": .int(Int64(examples.count)),
      ])
      try call.events.metric("bc_accuracy", share, step: epoch)
    }
    imitated = trainer.learner.network
    return accuracy >= config.training.accuracyThreshold ? accuracy : -1 - accuracy
  }

  private mutating func anneal() throws(StageError) -> Bool {
    var schedule = config.training.schedule
    if schedule.isEmpty {
      for cycle in 0..<3 {
        var imitation = TrainingSettings.Cycle()
        (imitation.cycle, imitation.mode) = (cycle, .bc)
        imitation.epochs = config.training.cloning.epochs
        var learning = TrainingSettings.Cycle()
        (learning.cycle, learning.epochs) = (cycle, epochs)
        schedule += [imitation, learning]
      }
    }
    var stages: [AnnealStage] = []
    var epoch = 0
    for entry in schedule.enumerated().sorted(by: {
      ($0.element.cycle, $0.offset) < ($1.element.cycle, $1.offset)
    }).map(\.element) {
      var stage = AnnealStage()
      (stage.cycle, stage.mode) = (entry.cycle, entry.mode.rawValue)
      stage.threshold = config.training.accuracyThreshold
      if entry.mode == .bc {
        let accuracy = try imitate(epochs: entry.epochs)
        stage.accuracy = accuracy < 0 ? -1 - accuracy : accuracy
      } else {
        let former = stages.last { $0.mode == "ppo" }
        (stage.lossBaseline, stage.queueBaseline, stage.intensityBaseline) = (
          former?.loss, former?.queueEvents, former?.intensity
        )
        for _ in 0..<entry.epochs {
          let row = try cycle(epoch, .rollout, scheduled: entry.cycle)
          epoch += 1
          (stage.loss, stage.kl, stage.gradNorm) = (row.mean.total, row.mean.kl, row.mean.gradNorm)
          stage.entropy = row.mean.entropy
        }
        let counters = environment.world.counters
        (stage.queueEvents, stage.intensity) = (
          Double(counters.conflicts), counters.conflictIntensity
        )
      }
      stages.append(stage)
      try log.line(stage.value)
      // What was not learned from examples is not made better by reward.
      if stage.status == "FAIL" { break }
    }
    let decision = AnnealDecision(
      stages, requiredPasses: config.stability.promotion.requiredPasses)
    let results: Value = [
      "config_id": .text(config.configID), "stages": .array(stages.map(\.value)),
      "status": .text(stages.contains { $0.status == "FAIL" } ? "FAIL" : decision.status),
      "rolled_back": .bool(stages.contains { $0.status == "FAIL" }),
      "required_passes": .int(Int64(config.stability.promotion.requiredPasses)),
    ]
    try StageFiles.write(
      PathName.join(directory, "anneal_results.json"), JSON.encode(results, pretty: true))
    return !stages.contains { $0.status == "FAIL" }
  }

  private func finish(_ passed: Bool) throws(StageError) {
    let role = call.arguments.value("role") ?? "shadow"
    guard role == "shadow" || role == "release" else {
      throw .usage("'--role' is shadow or release, not '\(role)'")
    }
    let name = call.arguments.value("name") ?? "policy"
    var checkpoint = PolicyCheckpoint(network: trainer.learner.network)
    (checkpoint.configID, checkpoint.seed) = (config.configID, Int(trainer.seed))
    checkpoint.variant = config.features.systems.observations.rawValue
    checkpoint.epochs = epochs
    checkpoint.isReproducible = (try call.arguments.int("threads", in: 1...2) ?? 1) == 1
    let folder = role == "release" ? "snapshots/rel" : "snapshots/shadow"
    let file = checkpoint.file
    let path = "\(folder)/\(name).policy"
    try StageFiles.write(PathName.join(directory, path), file)
    var header = checkpoint.header
    header["digest"] = .text(SHA256.hash(file).hex)
    header["role"] = .text(role)
    header["passed"] = .bool(passed)
    try StageFiles.write(
      PathName.join(directory, "\(folder)/\(name).json"), JSON.encode(.map(header), pretty: true))
    // What did not pass is not offered for promotion.
    if passed {
      try call.events.candidate([
        "name": .text(name), "digest": .text(SHA256.hash(file).hex), "source": "training",
        "config_id": .text(config.configID),
      ])
    }
    let count = try call.arguments.int("evaluate", in: 0...1000) ?? 5
    try evaluate(Int(count), name)
    try Said.line("\(path): \(checkpoint.policyHash.prefix(16)), \(passed ? "passed" : "failed")")
  }

  private func evaluate(_ count: Int, _ name: String) throws(StageError) {
    guard count > 0 else { return }
    var policies: [(String, PolicyEvaluation.Policy)] = [
      ("random", .random), ("scripted", .scripted),
    ]
    if let imitated, mode != .bc { policies.append(("bc", .network(imitated))) }
    policies.append((name, .network(trainer.learner.network)))
    let table = EvaluatePolicyStep.table(policies, config, seeds: 1...max(1, count))
    try StageFiles.write(PathName.join(directory, "returns.csv"), Array(table.csv.utf8))
    for (policy, mean) in table.means { try call.events.metric("return_\(policy)", mean) }
  }
}
