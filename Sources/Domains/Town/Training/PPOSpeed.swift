import Numerics
import StageKit

/// Mini-batches of nothing in particular, to measure how fast learning is.
enum PPOSpeed {
  /// Samples of random tiles and features, as full as a town's.
  static func samples(_ count: Int, _ shape: NetworkShape, seed: Int64) -> SampleBatch {
    let draw = Draw(seed: seed, "town/speed")
    var batch = SampleBatch()
    for sample in 0..<count {
      for tile in 0..<shape.map {
        batch.map.append(draw.uniform(0, t: UInt32(sample), i: UInt32(tile)) < 0.03 ? 1 : 0)
      }
      for feature in 0..<shape.features {
        batch.features.append(Float(draw.uniform(1, t: UInt32(sample), i: UInt32(feature))))
      }
      batch.actions.append(sample % shape.actions)
      batch.oldLogProbs.append(-PortableMath.log(Double(shape.actions)))
      batch.oldValues.append(0)
      batch.advantages.append(sample.isMultiple(of: 2) ? 1 : -1)
      batch.returns.append(draw.uniform(2, t: UInt32(sample)))
    }
    return batch
  }

  /// Learns so many times from the same mini-batch; the last loss.
  static func learn(_ times: Int, batch: SampleBatch, _ trainer: inout Trainer) -> Double {
    var gradients = trainer.learner.network.zeros
    var last = 0.0
    let network = trainer.learner.network.shape
    for _ in 0..<times {
      let seen = trainer.learner.network.forward(
        map: batch.map, features: batch.features, count: batch.actions.count, trainer.algebra)
      let (losses, logits, values) = PPO.losses(
        seen, batch, trainer.settings, actions: network.actions)
      trainer.learner.network.backward(
        seen, logits: logits, values: values, into: &gradients, trainer.algebra)
      _ = trainer.learner.step(
        gradients, rate: trainer.settings.learningRate, maxNorm: trainer.settings.maxGradNorm)
      last = losses.total
    }
    return last
  }
}
