import Numerics

/// Something in which a policy acts: actors come up one by one for a decision.
protocol PolicyEnvironment {
  /// The extents of what is seen and the number of actions.
  var shape: (map: Int, features: Int, actions: Int) { get }
  /// Begins an episode that is a pure function of its seed.
  mutating func begin(seed: Int64)
  /// Goes on to the next decision: who has to decide; nil at the end of the episode.
  mutating func next() -> Int?
  /// What somebody sees.
  func observe(_ actor: Int) -> AgentObservation
  /// Decides for the actor that came up.
  mutating func act(_ actor: Int, _ action: Int)
  /// What somebody was rewarded with since it was last asked.
  mutating func collect(_ actor: Int) -> Double
}

/// A scenario as an environment: an action is a goal, an episode the scenario's ticks.
struct TownEnvironment: PolicyEnvironment {
  private var config: TownConfig
  private let ticks: Int
  private(set) var rules: TownRules
  private(set) var world: TownWorld
  private var remaining = 0
  private var due: [Int] = []
  private var place = 0
  private var isOpen = false
  private var rewards: [Double] = []
  private(set) var total = 0.0

  /// The environment of a configuration, for as many ticks as its scenario has or are given.
  init(_ config: TownConfig, ticks: Int? = nil) {
    self.config = config
    let own = config.scenario.ticks > 0 ? config.scenario.ticks : config.training.rolloutTicks
    self.ticks = ticks ?? own
    rules = TownRules(config, seed: 0)
    world = TownWorld(rules)
  }

  var shape: (map: Int, features: Int, actions: Int) {
    let (channels, width) = AgentObservation.shape(config.features.systems)
    return (channels * width * width, AgentObservation.featureNames.count, Goal.allCases.count)
  }

  /// The social rewards that episodes give from the next one on.
  var socialRewards: FeatureSettings.SocialRewards {
    get { config.features.stages.socialRewards }
    set { config.features.stages.socialRewards = newValue }
  }

  mutating func begin(seed: Int64) {
    rules = TownRules(config, seed: seed)
    world = TownWorld(rules)
    (remaining, due, place, isOpen, total) = (ticks, [], 0, false, 0)
    rewards = [Double](repeating: 0, count: world.agents.count)
  }

  mutating func next() -> Int? {
    while true {
      while isOpen, place < due.count {
        // Somebody's decision may have made another's needless.
        if world.isDue(due[place], rules) { return due[place] }
        place += 1
      }
      if isOpen { settle() }
      guard remaining > 0 else { return nil }
      remaining -= 1
      world.beginTick(rules)
      world.tickDisturbances(rules)
      due = world.agents.indices.filter { world.isDue($0, rules) }
      (place, isOpen) = (0, true)
    }
  }

  private mutating func settle() {
    world.act(rules)
    world.settleTick(rules)
    isOpen = false
    for agent in world.agents.indices {
      rewards[agent] += world.agents[agent].reward.total
      total += world.agents[agent].reward.total
    }
  }

  func observe(_ actor: Int) -> AgentObservation { AgentObservation(actor, in: world, rules) }

  mutating func act(_ actor: Int, _ action: Int) {
    world.pursue(Goal(rawValue: action) ?? .wait, actor, rules)
    place += 1
  }

  mutating func collect(_ actor: Int) -> Double {
    defer { rewards[actor] = 0 }
    return rewards[actor]
  }

  /// What the scripted rules would do.
  func scripted(_ actor: Int) -> Int { ScriptedPolicy.choose(actor, in: world, rules).rawValue }
}

/// FrozenLake 4x4, slippery: the textbook case by which a learner is held against the optimum.
struct FrozenLake: PolicyEnvironment {
  private static let tiles = Array("SFFFFHFHFFFHHFFG")
  private var draw = Draw(seed: 0, "frozen-lake")
  private var tile = 0
  private var steps = 0
  private var isOver = false
  private var reward = 0.0
  /// After how many steps an episode ends.
  let limit: Int

  init(limit: Int = 100) { self.limit = limit }

  var shape: (map: Int, features: Int, actions: Int) { (16, 1, 4) }

  mutating func begin(seed: Int64) {
    draw = Draw(seed: seed, "frozen-lake")
    (tile, steps, isOver, reward) = (0, 0, false, 0)
  }

  mutating func next() -> Int? { isOver || steps >= limit ? nil : 0 }

  func observe(_ actor: Int) -> AgentObservation {
    var map = [Float](repeating: 0, count: 16)
    map[tile] = 1
    return AgentObservation(map: map, features: [1])
  }

  /// Left, down, right, up: as meant, or to either side, a third each.
  mutating func act(_ actor: Int, _ action: Int) {
    let slip = Int(draw.integer(below: 3, 0, t: UInt32(steps)))
    let way = (action + slip + 3) % 4
    var (row, column) = (tile / 4, tile % 4)
    switch way {
    case 0: column = max(0, column - 1)
    case 1: row = min(3, row + 1)
    case 2: column = min(3, column + 1)
    default: row = max(0, row - 1)
    }
    tile = row * 4 + column
    steps += 1
    switch Self.tiles[tile] {
    case "G": (reward, isOver) = (1, true)
    case "H": isOver = true
    default: break
    }
  }

  mutating func collect(_ actor: Int) -> Double {
    defer { reward = 0 }
    return reward
  }
}

extension AgentObservation {
  init(map: [Float], features: [Float]) {
    self.map = map
    self.features = features
  }
}
