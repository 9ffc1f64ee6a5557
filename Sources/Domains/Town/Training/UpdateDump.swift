import Codecs
import Files
import StageKit

/// One update in full, for whoever wants to compute it again.
struct UpdateDump {
  var samples: DecisionSamples
  var batch: SampleBatch
  var chosen: [Int]
  var before: Network
  var gradients: [[Float]]
  var after: Network
  var losses: UpdateLosses
  var settings: PPOSettings
}

extension UpdateDump {
  /// Writes arrays and numbers below a directory.
  ///
  /// `grads` are what Adam was given: after the norm was bounded.
  func write(_ directory: String) throws(StageError) {
    func put(_ name: String, _ bytes: [UInt8]) throws(StageError) {
      try StageFiles.write(PathName.join(directory, name), bytes)
    }
    let (count, size) = (samples.count, batch.actions.count)
    let doubles: [(String, [Double])] = [
      ("rewards", samples.rewards), ("values", samples.values),
      ("dones", samples.dones.map { $0 ? 1 : 0 }), ("bootstrap", [0]),
      ("advantages", samples.advantages), ("returns", samples.returns),
      ("old_log_probs", batch.oldLogProbs), ("old_values", batch.oldValues),
      ("adv_norm", batch.advantages), ("batch_returns", batch.returns),
      ("loss_policy", [losses.policy]), ("loss_value", [losses.value]),
      ("loss_entropy", [losses.entropy]), ("loss_total", [losses.total]),
      ("kl_divergence", [losses.kl]),
    ]
    for (name, values) in doubles {
      try put("\(name).npy", NPY.encode(values, [values.count]))
    }
    try put("actions.npy", NPY.encode(batch.actions, [size]))
    try put("indices.npy", NPY.encode(chosen, [size]))
    try put("map.npy", NPY.encode(batch.map, [size, before.shape.map]))
    try put("features.npy", NPY.encode(batch.features, [size, before.shape.features]))
    let scaled = gradients.map { part in part.map { $0 * Float(losses.gradScale) } }
    for (folder, arrays) in [
      ("before", before.weights), ("grads", scaled), ("after", after.weights),
    ] {
      for (name, values, extents) in Self.named(arrays, before.shape) {
        try put("\(folder)/\(name).npy", NPY.encode(values, extents))
      }
    }
    let adam: Value = [
      "lr": .double(settings.learningRate), "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "step": 1,
      "gamma": .double(settings.gamma), "gae_lambda": .double(settings.lambda),
      "clip_param": .double(settings.clip), "value_clip": .double(settings.valueClip),
      "value_loss_coef": .double(settings.valueCoefficient),
      "entropy_coef": .double(settings.entropyCoefficient),
      "max_grad_norm": .double(settings.maxGradNorm), "grad_norm": .double(losses.gradNorm),
      "grad_scale": .double(losses.gradScale), "transitions": .int(Int64(count)),
      "loss_policy": .double(losses.policy), "loss_value": .double(losses.value),
      "loss_entropy": .double(losses.entropy), "loss_total": .double(losses.total),
      "kl_divergence": .double(losses.kl), "clip_fraction": .double(losses.clipFraction),
    ]
    try put("adam.json", JSON.encode(adam, pretty: true))
  }

  /// The parts under the names of the network's drawing; the third layer's two halves are one.
  private static func named(
    _ arrays: [[Float]], _ shape: NetworkShape
  ) -> [(String, [Float], [Int])] {
    func part(_ part: Network.Part, _ name: String) -> (String, [Float], [Int]) {
      let (rows, columns) = Network.extent(part, shape)
      return (name, arrays[part.rawValue], rows == 1 ? [columns] : [rows, columns])
    }
    let third =
      arrays[Network.Part.W3map.rawValue] + arrays[Network.Part.W3features.rawValue]
    return [
      part(.W1, "W1"), part(.b1, "b1"), part(.W2, "W2"), part(.b2, "b2"),
      ("W3", third, [2 * shape.hidden, shape.hidden]), part(.b3, "b3"), part(.Wp, "Wp"),
      part(.bp, "bp"), ("Wv", arrays[Network.Part.Wv.rawValue], [shape.hidden, 1]),
      ("bv", arrays[Network.Part.bv.rawValue], [1]),
    ]
  }
}
