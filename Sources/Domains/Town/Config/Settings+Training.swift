/// The numbers of proximal policy optimisation.
struct PPOSettings: ConfigGroup {
  var learningRate = 3e-4
  var clip = 0.2
  var valueClip = 0.2
  var valueCoefficient = 0.5
  var entropyCoefficient = 0.01
  var epochs = 4
  var miniBatchSize = 32
  var miniBatches = 4
  var lambda = 0.95
  var gamma = 0.99
  var maxGradNorm = 0.5
  var advantageNormalization = true
  var hidden = 256

  mutating func code(_ c: inout some ConfigCoder) {
    c.number("learning_rate", &learningRate, 1e-8...1)
    c.number("clip_param", &clip, 0.001...1)
    c.number("value_clip", &valueClip, 0...10)
    c.number("value_loss_coef", &valueCoefficient, 0...10)
    c.number("entropy_coef", &entropyCoefficient, 0...1)
    c.whole("num_epochs", &epochs, 1...10_000)
    c.whole("mini_batch_size", &miniBatchSize, 1...4096)
    c.whole("num_mini_batches", &miniBatches, 1...4096)
    c.number("gae_lambda", &lambda, 0...1)
    c.number("gamma", &gamma, 0...1)
    c.number("max_grad_norm", &maxGradNorm, 1e-6...1000)
    c.flag("advantage_normalization", &advantageNormalization)
    c.whole("hidden_units", &hidden, 8...2048)
  }
}

/// Where training data come from and in which order stages follow.
struct TrainingSettings: ConfigGroup {
  enum Source: String, ConfigWord { case replay, rollout, mixed, bc, anneal }
  enum Mode: String, ConfigWord { case bc, ppo }

  struct Cloning: ConfigGroup {
    var learningRate = 1e-3
    var batchSize = 64
    var epochs = 10
    /// A manifest of samples beside the configuration; `--manifest` goes before it.
    var manifest = ""
    /// Episodes of the scripted rules that are examples where no manifest is given.
    var episodes = 64
    mutating func code(_ c: inout some ConfigCoder) {
      c.number("learning_rate", &learningRate, 1e-8...1)
      c.whole("batch_size", &batchSize, 1...4096)
      c.whole("epochs", &epochs, 1...10_000)
      c.text("manifest", &manifest)
      c.whole("episodes", &episodes, 1...100_000)
    }
  }

  struct Cycle: ConfigGroup {
    var cycle = 0
    var mode = Mode.ppo
    var epochs = 1
    var weight = 0.0
    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("cycle", &cycle, 0...1000)
      c.word("mode", &mode)
      c.whole("epochs", &epochs, 1...10_000)
      c.number("bc_weight", &weight, 0...1)
    }
  }

  /// From which cycle on which social rewards are given.
  struct RewardStage: ConfigGroup {
    var cycle = 0
    var stage = FeatureSettings.SocialRewards.OFF
    mutating func code(_ c: inout some ConfigCoder) {
      c.whole("cycle", &cycle, 0...1_000_000)
      c.word("stage", &stage)
    }
  }

  var source = Source.rollout
  var rolloutTicks = 400
  var cloning = Cloning()
  var schedule: [Cycle] = []
  var accuracyThreshold = 0.9
  var rewardSchedule: [RewardStage] = []

  mutating func code(_ c: inout some ConfigCoder) {
    c.word("source", &source)
    c.whole("rollout_ticks", &rolloutTicks, 1...1_000_000)
    c.group("bc", &cloning)
    c.list("anneal_schedule", &schedule)
    c.number("anneal_accuracy_threshold", &accuracyThreshold, 0...1)
    c.list("social_reward_schedule", &rewardSchedule)
  }

  /// The social rewards of a cycle: of the entry that began last, or nil before the first.
  func rewardStage(cycle: Int) -> FeatureSettings.SocialRewards? {
    rewardSchedule.filter { $0.cycle <= cycle }.max { $0.cycle < $1.cycle }?.stage
  }
}
