import Numerics
import StageKit

/// All decisions of some trajectories, one after the other.
struct DecisionSamples: Sendable {
  var observations: [AgentObservation] = []
  var actions: [Int] = []
  var logProbs: [Double] = []
  var values: [Double] = []
  var rewards: [Double] = []
  var dones: [Bool] = []
  var advantages: [Double] = []
  var returns: [Double] = []
  var normalised: [Double] = []

  var count: Int { actions.count }

  /// Decisions with their advantages; a value that is not finite is an error.
  init(_ trajectories: [Trajectory], _ settings: PPOSettings) throws(StageError) {
    for trajectory in trajectories {
      let steps = trajectory.steps
      var values = steps.map(\.value)
      if let bootstrap = trajectory.bootstrap { values.append(bootstrap) }
      let advantages = Advantages.estimate(
        rewards: steps.map(\.reward), values: values, dones: steps.map(\.done),
        gamma: settings.gamma, lambda: settings.lambda)
      for (step, advantage) in zip(steps, advantages) {
        try require(
          advantage.isFinite && step.logProb.isFinite,
          "training aborted: an advantage is not finite")
        observations.append(step.observation)
        actions.append(step.action)
        logProbs.append(step.logProb)
        self.values.append(step.value)
        rewards.append(step.reward)
        dones.append(step.done)
        self.advantages.append(advantage)
        returns.append(advantage + step.value)
      }
    }
    normalised = advantages
  }

  /// Examples in which no action is there more than four times as often as the one in the middle:
  /// what people do nearly always would hide what they do when it matters.
  func balanced() -> [Int] {
    var places: [[Int]] = []
    for (index, action) in actions.enumerated() {
      while places.count <= action { places.append([]) }
      places[action].append(index)
    }
    let counts = places.map(\.count).filter { $0 > 0 }.sorted()
    guard !counts.isEmpty else { return [] }
    let most = max(64, 4 * counts[counts.count / 2])
    var chosen: [Int] = []
    for all in places {
      let kept = min(all.count, most)
      for step in 0..<kept { chosen.append(all[step * all.count / kept]) }
    }
    return chosen.sorted()
  }

  /// Some of them as a mini-batch.
  func batch(_ chosen: [Int], _ shape: NetworkShape) -> SampleBatch {
    var batch = SampleBatch()
    batch.map.reserveCapacity(chosen.count * shape.map)
    batch.features.reserveCapacity(chosen.count * shape.features)
    for index in chosen {
      batch.map += observations[index].map
      batch.features += observations[index].features
      batch.actions.append(actions[index])
      batch.oldLogProbs.append(logProbs[index])
      batch.oldValues.append(values[index])
      batch.advantages.append(normalised[index])
      batch.returns.append(returns[index])
    }
    return batch
  }
}
