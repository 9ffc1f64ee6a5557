import Codecs
import Numerics
import StageKit

/// What one cycle of playing and learning came to: a row of the training log.
struct TrainingRow: Sendable {
  var epoch = 0
  var updates = 0
  var transitions = 0
  var mean = UpdateLosses()
  var advantageMean = 0.0
  var advantageDeviation = 0.0
  var gradNormMax = 0.0
  var klMax = 0.0
  var clipMax = 0.0
  var clippedBatches = 0
  var entropySquares = 0.0
  var rewardSum = 0.0
  var rewardAdvantage = 0.0
  var steps = 0
  var mode = "rollout"
  var rate = 0.0

  /// A line of the log.
  var value: ValueMap {
    let variance = entropySquares / Double(max(1, updates)) - mean.entropy * mean.entropy
    return [
      "epoch": .int(Int64(epoch)), "updates": .int(Int64(updates)),
      "transitions": .int(Int64(transitions)), "loss_policy": .double(mean.policy),
      "loss_value": .double(mean.value), "loss_entropy": .double(mean.entropy),
      "loss_total": .double(mean.total), "clip_fraction": .double(mean.clipFraction),
      "adv_mean": .double(advantageMean), "adv_std": .double(advantageDeviation),
      "grad_norm": .double(mean.gradNorm), "lr": .double(rate), "steps": .int(Int64(steps)),
      "kl_divergence": .double(mean.kl), "telemetry_version": "1.2",
      "data_mode": .text(mode), "batch_entropy_mean": .double(mean.entropy),
      "batch_entropy_std": .double(max(0, variance).squareRoot()),
      "grad_norm_max": .double(gradNormMax), "kl_divergence_max": .double(klMax),
      "reward_advantage_corr": .double(rewardAdvantage), "reward_sum": .double(rewardSum),
      "clip_triggered_minibatches": .int(Int64(clippedBatches)),
      "clip_fraction_max": .double(clipMax),
      "adv_zero_std_batches": .int(advantageDeviation == 0 ? 1 : 0),
      "adv_min_std": .double(advantageDeviation),
    ]
  }
}

/// Learns by proximal policy optimisation, or by imitation; the same code for every environment.
struct Trainer {
  let settings: PPOSettings
  let seed: Int64
  let algebra: LinearAlgebra
  var learner: Learner
  /// The batch of the last update, for whoever wants to compute it again.
  var dump: UpdateDump?
  var wantsDump = false

  init(_ settings: PPOSettings, shape: (map: Int, features: Int, actions: Int), seed: Int64)
    throws(StageError)
  {
    self.settings = settings
    self.seed = seed
    do throws(LinearAlgebraError) {
      algebra = try LinearAlgebra()
    } catch {
      throw StageError(.unavailable, error.message)
    }
    let network = NetworkShape(
      map: shape.map, features: shape.features, actions: shape.actions, hidden: settings.hidden)
    learner = Learner(Network(network, seed: seed))
  }

  /// Plays episodes until there are enough decisions.
  func play(
    _ environment: inout some PolicyEnvironment, epoch: Int, atLeast count: Int
  ) -> [Trajectory] {
    let rollout = Rollout(seed: seed, algebra: algebra)
    var trajectories: [Trajectory] = []
    var decisions = 0
    var episode = 0
    while decisions < count, episode < 4096 {
      // Episodes of different cycles never share a seed.
      let played = rollout.play(
        &environment, episode: epoch * 4096 + episode, learner.network, .drawn)
      decisions += played.reduce(0) { $0 + $1.steps.count }
      trajectories += played
      episode += 1
    }
    return trajectories
  }

  /// Learns from trajectories.
  ///
  /// What is not finite, and no update at all, end the training.
  mutating func update(
    _ trajectories: [Trajectory], epoch: Int, mode: String
  ) throws(StageError) -> TrainingRow {
    var samples = try DecisionSamples(trajectories, settings)
    try require(samples.count > 0, "training has no data")
    var row = TrainingRow()
    (row.epoch, row.mode, row.rate) = (epoch, mode, settings.learningRate)
    row.transitions = samples.count
    row.rewardSum = samples.rewards.reduce(0, +)
    row.rewardAdvantage = Self.correlation(samples.rewards, samples.advantages)
    row.advantageMean = samples.advantages.reduce(0, +) / Double(samples.count)
    samples.normalised = samples.advantages
    row.advantageDeviation = Advantages.normalise(&samples.normalised)
    if !settings.advantageNormalization { samples.normalised = samples.advantages }
    let size = PPO.batchSize(samples.count, settings)
    var gradients = learner.network.zeros
    for pass in 0..<settings.epochs {
      let order = shuffled(samples.count, epoch: epoch, pass: pass)
      for start in stride(from: 0, to: samples.count, by: size) {
        let chosen = Array(order[start..<min(start + size, samples.count)])
        let losses = try step(samples, chosen, &gradients)
        row.add(losses)
      }
    }
    try require(row.updates > 0, "training made no update")
    row.finish()
    row.steps = learner.steps
    return row
  }

  private mutating func step(
    _ samples: DecisionSamples, _ chosen: [Int], _ gradients: inout [[Float]]
  ) throws(StageError) -> UpdateLosses {
    let batch = samples.batch(chosen, learner.network.shape)
    let actions = learner.network.shape.actions
    let seen = learner.network.forward(
      map: batch.map, features: batch.features, count: chosen.count, algebra)
    var (losses, logits, values) = PPO.losses(seen, batch, settings, actions: actions)
    try require(
      losses.total.isFinite && losses.kl.isFinite,
      "training aborted: the loss is \(losses.total), not finite")
    learner.network.backward(seen, logits: logits, values: values, into: &gradients, algebra)
    let before = wantsDump ? learner.network : nil
    let step = learner.step(
      gradients, rate: settings.learningRate, maxNorm: settings.maxGradNorm)
    try require(step.norm.isFinite, "training aborted: the gradient is not finite")
    (losses.gradNorm, losses.gradScale) = (step.norm, step.scale)
    if let before {
      dump = UpdateDump(
        samples: samples, batch: batch, chosen: chosen, before: before, gradients: gradients,
        after: learner.network, losses: losses, settings: settings)
      wantsDump = false
    }
    return losses
  }

  /// An order drawn for one pass (Fisher and Yates, from the end).
  func shuffled(_ count: Int, epoch: Int, pass: Int) -> [Int] {
    let draw = Draw(seed: seed, "town/shuffle")
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      let other = draw.integer(
        below: UInt64(last + 1), 0, t: UInt32(epoch), i: UInt32(pass), j: UInt32(last))
      order.swapAt(last, Int(other))
    }
    return order
  }

  static func correlation(_ left: [Double], _ right: [Double]) -> Double {
    let count = Double(left.count)
    guard count > 1 else { return 0 }
    let (meanLeft, meanRight) = (left.reduce(0, +) / count, right.reduce(0, +) / count)
    var (joint, one, two) = (0.0, 0.0, 0.0)
    for index in left.indices {
      let (a, b) = (left[index] - meanLeft, right[index] - meanRight)
      (joint, one, two) = (joint + a * b, one + a * a, two + b * b)
    }
    return one > 0 && two > 0 ? joint / (one * two).squareRoot() : 0
  }

  /// One pass of imitation over examples: mean cross-entropy, and how often the likeliest was
  /// right.
  mutating func imitate(
    _ examples: DecisionSamples, _ settings: TrainingSettings.Cloning, epoch: Int
  ) throws(StageError) -> (loss: Double, accuracy: Double) {
    let kept = examples.balanced()
    try require(!kept.isEmpty, "imitation has no examples")
    let actions = learner.network.shape.actions
    var gradients = learner.network.zeros
    var (loss, right) = (0.0, 0)
    let order = shuffled(kept.count, epoch: epoch, pass: 1 << 20).map { kept[$0] }
    for start in stride(from: 0, to: order.count, by: settings.batchSize) {
      let chosen = Array(order[start..<min(start + settings.batchSize, order.count)])
      let batch = examples.batch(chosen, learner.network.shape)
      let seen = learner.network.forward(
        map: batch.map, features: batch.features, count: chosen.count, algebra)
      var slopes = [Float](repeating: 0, count: chosen.count * actions)
      for sample in chosen.indices {
        let row = sample * actions
        let (p, log) = PPO.softmax(seen.logits[row..<row + actions])
        let action = batch.actions[sample]
        loss -= log[action]
        if p.indices.max(by: { p[$0] < p[$1] }) == action { right += 1 }
        for index in 0..<actions {
          slopes[row + index] = Float((p[index] - (index == action ? 1 : 0)) / Double(chosen.count))
        }
      }
      try require(loss.isFinite, "imitation diverged")
      let none = [Float](repeating: 0, count: chosen.count)
      learner.network.backward(seen, logits: slopes, values: none, into: &gradients, algebra)
      _ = learner.step(gradients, rate: settings.learningRate, maxNorm: .infinity)
    }
    return (loss / Double(order.count), Double(right) / Double(order.count))
  }
}

extension TrainingRow {
  fileprivate mutating func add(_ losses: UpdateLosses) {
    updates += 1
    mean.policy += losses.policy
    mean.value += losses.value
    mean.entropy += losses.entropy
    mean.total += losses.total
    mean.kl += losses.kl
    mean.clipFraction += losses.clipFraction
    mean.gradNorm += losses.gradNorm
    entropySquares += losses.entropy * losses.entropy
    gradNormMax = max(gradNormMax, losses.gradNorm)
    klMax = max(klMax, losses.kl)
    clipMax = max(clipMax, losses.clipFraction)
    if losses.clipFraction > 0 { clippedBatches += 1 }
  }

  fileprivate mutating func finish() {
    let count = Double(updates)
    mean.policy /= count
    mean.value /= count
    mean.entropy /= count
    mean.total /= count
    mean.kl /= count
    mean.clipFraction /= count
    mean.gradNorm /= count
  }
}
