import Numerics

/// One decision with what came of it until the next one of the same actor.
struct Transition: Sendable {
  var observation: AgentObservation
  var action: Int
  var logProb: Double
  var value: Double
  var reward = 0.0
  var done = false
}

/// The decisions of one actor in one episode, in their order.
struct Trajectory: Sendable {
  var steps: [Transition] = []
  /// The value of what comes after the last step; nil where nothing does.
  var bootstrap: Double?
}

/// How a policy picks among its actions.
enum ActionChoice {
  case drawn
  case greedy
}

/// Plays episodes and keeps what happened.
struct Rollout {
  let seed: Int64
  let algebra: LinearAlgebra

  /// The seed of an episode.
  func episodeSeed(_ episode: Int) -> Int64 { seed &* 1_000_003 &+ Int64(episode) }

  /// One episode: every actor's decisions, the sum of rewards, and the entropy of the choices.
  func play(
    _ environment: inout some PolicyEnvironment, episode: Int, _ network: Network,
    _ choice: ActionChoice
  ) -> [Trajectory] {
    environment.begin(seed: episodeSeed(episode))
    let draw = Draw(seed: seed, "town/action")
    var trajectories: [Trajectory] = []
    var count: UInt32 = 0
    while let actor = environment.next() {
      while trajectories.count <= actor { trajectories.append(Trajectory()) }
      close(actor, &trajectories, &environment, isEnd: false)
      let observation = environment.observe(actor)
      let batch = network.forward(
        map: observation.map, features: observation.features, count: 1, algebra)
      let (p, log) = PPO.softmax(batch.logits[...])
      var action = p.indices.max { p[$0] < p[$1] } ?? 0
      if choice == .drawn {
        let u = draw.uniform(count, t: UInt32(episode))
        action = Self.pick(u, p)
      }
      trajectories[actor].steps.append(
        Transition(
          observation: observation, action: action, logProb: log[action],
          value: Double(batch.values[0])))
      environment.act(actor, action)
      count += 1
    }
    for actor in trajectories.indices { close(actor, &trajectories, &environment, isEnd: true) }
    return trajectories.filter { !$0.steps.isEmpty }
  }

  /// Gives the reward since the last decision to that decision.
  private func close(
    _ actor: Int, _ trajectories: inout [Trajectory], _ environment: inout some PolicyEnvironment,
    isEnd: Bool
  ) {
    let last = trajectories[actor].steps.count - 1
    let reward = environment.collect(actor)
    guard last >= 0 else { return }
    trajectories[actor].steps[last].reward += reward
    if isEnd { trajectories[actor].steps[last].done = true }
  }

  /// The action at a share of the probability.
  static func pick(_ u: Double, _ p: [Double]) -> Int {
    var sum = 0.0
    for (action, share) in p.enumerated() {
      sum += share
      if u < sum { return action }
    }
    return p.count - 1
  }
}

/// Returns of whole episodes of a scenario under a policy.
enum PolicyEvaluation {
  enum Policy {
    case random
    case scripted
    case network(Network)
  }

  /// The sum of everybody's rewards over one episode.
  static func value(_ policy: Policy, _ config: TownConfig, seed: Int64) -> Double {
    var environment = TownEnvironment(config)
    environment.begin(seed: seed)
    let draw = Draw(seed: seed, "town/random")
    var count: UInt32 = 0
    while let actor = environment.next() {
      let action: Int
      switch policy {
      case .random:
        action = Int(draw.integer(below: UInt64(Goal.allCases.count), 0, t: count))
        count += 1
      case .scripted: action = environment.scripted(actor)
      case .network(let network):
        let seen = environment.observe(actor)
        let logits = network.forward(map: seen.map, features: seen.features).logits
        action = logits.indices.max { logits[$0] < logits[$1] } ?? 0
      }
      environment.act(actor, action)
    }
    return environment.total
  }
}
