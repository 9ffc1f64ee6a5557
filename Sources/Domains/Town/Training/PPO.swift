import Numerics

/// Advantages of a trajectory, backwards: generalised advantage estimation (Schulman 2016).
///
/// delta = r + gamma v' (1 - done) - v, advantage = delta + gamma lambda (1 - done) advantage'.
enum Advantages {
  /// One more value than rewards is a bootstrap; otherwise the last value stands for it.
  static func estimate(
    rewards: [Double], values: [Double], dones: [Bool], gamma: Double, lambda: Double
  ) -> [Double] {
    var advantages = [Double](repeating: 0, count: rewards.count)
    var next = 0.0
    for step in rewards.indices.reversed() {
      let goesOn = dones[step] ? 0.0 : 1.0
      let after = step + 1 < values.count ? values[step + 1] : values[step]
      let delta = rewards[step] + gamma * after * goesOn - values[step]
      next = delta + gamma * lambda * goesOn * next
      advantages[step] = next
    }
    return advantages
  }

  /// Less their mean, divided by their standard deviation (over n) + 1e-8; that deviation.
  static func normalise(_ advantages: inout [Double]) -> Double {
    guard !advantages.isEmpty else { return 0 }
    let count = Double(advantages.count)
    let mean = advantages.reduce(0, +) / count
    let variance = advantages.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = variance.squareRoot()
    for index in advantages.indices {
      advantages[index] = (advantages[index] - mean) / (deviation + 1e-8)
    }
    return deviation
  }
}

/// What one mini-batch came to.
struct UpdateLosses: Sendable {
  var policy = 0.0
  var value = 0.0
  var entropy = 0.0
  var total = 0.0
  var kl = 0.0
  var clipFraction = 0.0
  var gradNorm = 0.0
  var gradScale = 1.0
}

/// The clipped losses of proximal policy optimisation (Schulman 2017).
enum PPO {
  /// The clipped surrogate of one sample, to be made small; its derivative by the new log
  /// probability.
  static func surrogate(
    new: Double, old: Double, advantage: Double, clip: Double
  ) -> (loss: Double, slope: Double, isClipped: Bool) {
    let ratio = PortableMath.exp(new - old)
    let bounded = min(max(ratio, 1 - clip), 1 + clip)
    let (plain, cut) = (ratio * advantage, bounded * advantage)
    let isClipped = abs(ratio - 1) > clip
    return plain <= cut ? (-plain, -plain, isClipped) : (-cut, 0, isClipped)
  }

  /// Half the larger of the plain and the clipped square; its derivative by the value.
  static func valueLoss(
    value: Double, target: Double, old: Double, clip: Double
  ) -> (loss: Double, slope: Double) {
    let plain = value - target
    guard clip > 0 else { return (0.5 * plain * plain, plain) }
    let moved = min(max(value - old, -clip), clip)
    let cut = old + moved - target
    if plain * plain >= cut * cut { return (0.5 * plain * plain, plain) }
    return (0.5 * cut * cut, abs(value - old) < clip ? cut : 0)
  }

  /// Probabilities and their logarithms of one row of logits.
  static func softmax(_ logits: ArraySlice<Float>) -> (p: [Double], log: [Double]) {
    let top = Double(logits.max() ?? 0)
    let shifted = logits.map { Double($0) - top }
    let parts = shifted.map { PortableMath.exp($0) }
    let sum = parts.reduce(0, +)
    let log = PortableMath.log(sum)
    return (parts.map { $0 / sum }, shifted.map { $0 - log })
  }

  /// The mini-batch size for so many samples: min(size, max(1, n / min(batches, n))).
  static func batchSize(_ count: Int, _ settings: PPOSettings) -> Int {
    min(settings.miniBatchSize, max(1, count / min(settings.miniBatches, max(1, count))))
  }

  /// Losses of a batch, and gradients by logits and values.
  static func losses(
    _ batch: Activations, _ samples: SampleBatch, _ settings: PPOSettings, actions: Int
  ) -> (losses: UpdateLosses, logits: [Float], values: [Float]) {
    var losses = UpdateLosses()
    var logits = [Float](repeating: 0, count: batch.count * actions)
    var values = [Float](repeating: 0, count: batch.count)
    let count = Double(batch.count)
    for sample in 0..<batch.count {
      let row = sample * actions
      let (p, log) = softmax(batch.logits[row..<row + actions])
      let action = samples.actions[sample]
      let old = samples.oldLogProbs[sample]
      let part = surrogate(
        new: log[action], old: old, advantage: samples.advantages[sample], clip: settings.clip)
      var entropy = 0.0
      for index in 0..<actions where p[index] > 0 { entropy -= p[index] * log[index] }
      let value = valueLoss(
        value: Double(batch.values[sample]), target: samples.returns[sample],
        old: samples.oldValues[sample], clip: settings.valueClip)
      losses.policy += part.loss / count
      losses.value += value.loss / count
      losses.entropy += entropy / count
      losses.kl += (old - log[action]) / count
      losses.clipFraction += part.isClipped ? 1 / count : 0
      for index in 0..<actions {
        let chosen = index == action ? 1.0 : 0
        let slope =
          part.slope * (chosen - p[index])
          + settings.entropyCoefficient * p[index] * (log[index] + entropy)
        logits[row + index] = Float(slope / count)
      }
      values[sample] = Float(settings.valueCoefficient * value.slope / count)
    }
    losses.total =
      losses.policy + settings.valueCoefficient * losses.value
      - settings.entropyCoefficient * losses.entropy
    return (losses, logits, values)
  }
}

/// A mini-batch, sample after sample.
struct SampleBatch: Sendable {
  var map: [Float] = []
  var features: [Float] = []
  var actions: [Int] = []
  var oldLogProbs: [Double] = []
  var oldValues: [Double] = []
  var advantages: [Double] = []
  var returns: [Double] = []
}
