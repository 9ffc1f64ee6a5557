import Numerics

/// A learned policy with the name under which it can be put into use.
struct NamedPolicy: Sendable {
  var name: String
  var checkpoint: PolicyCheckpoint
}

/// The policies that a shard was given.
///
/// What is in use is part of its state; the weights are not.
struct PolicyTable: Sendable {
  var policies: [NamedPolicy] = []

  /// The policy of a name; nil stands for the scripted one.
  func policy(of name: String) -> LearnedPolicy? {
    policies.first { $0.name == name }.map { LearnedPolicy(checkpoint: $0.checkpoint) }
  }

  /// What is put into use under a name; nil for what was not given.
  func release(_ name: String, configID: String) -> Release? {
    if name == "scripted" { return Release(checkpoint: name, policyHash: "", configID: configID) }
    guard let found = policies.first(where: { $0.name == name }) else { return nil }
    return Release(
      checkpoint: name, policyHash: found.checkpoint.policyHash,
      configID: found.checkpoint.configID)
  }
}

/// Decides by a network; with probability 1 - anneal_ratio by the scripted rules.
struct LearnedPolicy: Sendable {
  let checkpoint: PolicyCheckpoint

  /// The likeliest goal of somebody.
  func goal(of agent: Int, in world: TownWorld, _ rules: TownRules) -> Goal {
    let ratio = rules.config.runtime.annealRatio
    if ratio < 1, rules.policy.uniform(0, t: UInt32(world.tick), i: UInt32(agent)) >= ratio {
      return ScriptedPolicy.choose(agent, in: world, rules)
    }
    let observation = AgentObservation(agent, in: world, rules)
    let logits = checkpoint.network.forward(map: observation.map, features: observation.features)
      .logits
    let best = logits.indices.max { logits[$0] < logits[$1] } ?? 0
    return Goal(rawValue: best) ?? .wait
  }
}
