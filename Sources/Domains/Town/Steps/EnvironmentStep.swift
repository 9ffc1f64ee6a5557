import Codecs
import StageKit

/// A town whose people somebody else decides for: a line in, a line out.
enum EnvironmentStep: Step {
  static let name = "environment"
  static let summary = "let a program decide for the people, through lines of JSON"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.variant,
    .value("ticks", nil, "N", "the length of an episode (the scenario's, or 400)"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let config = try call.config()
    let ticks = try call.arguments.int("ticks", in: 1...10_000_000).map { Int($0) }
    var session = EnvironmentSession(config, ticks: ticks)
    while let line = readLine() {
      guard let request = (try? JSON.decode(Array(line.utf8)))?.asMap else {
        try Said.line(JSON.string(["error": "the line is no JSON object"]))
        continue
      }
      if request["close"] != nil { break }
      try Said.line(JSON.string(session.answer(request)))
    }
    return 0
  }
}

/// One conversation: `space`, `reset`, `step`.
///
/// People who are not due for a decision are not listed, and what is said for them is ignored.
struct EnvironmentSession {
  private let ticks: Int
  private let config: TownConfig
  private var rules: TownRules
  private var world: TownWorld
  private var remaining = 0
  private var due: [Int] = []

  init(_ config: TownConfig, ticks: Int?) {
    self.config = config
    self.ticks = ticks ?? (config.scenario.ticks > 0 ? config.scenario.ticks : 400)
    rules = TownRules(config, seed: 0)
    world = TownWorld(rules)
  }

  mutating func answer(_ request: ValueMap) -> Value {
    if request["space"] != nil { return space }
    if let reset = request["reset"] {
      let seed = reset.asMap?["seed"]?.asInt ?? 1
      rules = TownRules(config, seed: seed)
      world = TownWorld(rules)
      remaining = ticks
      open()
      return state(rewards: ValueMap())
    }
    guard let actions = request["step"]?.asMap else {
      return ["error": "say space, reset or step"]
    }
    guard remaining > 0 else { return ["error": "the episode is over: reset"] }
    var chosen: [(agent: Int, goal: Goal)] = []
    for (name, action) in actions {
      guard let agent = world.agents.firstIndex(where: { $0.name == name }) else {
        return ["error": .text("nobody is called '\(name)'")]
      }
      guard let number = action.asInt, let goal = Goal(rawValue: Int(clamping: number)) else {
        return [
          "error": .text("'\(name)' was given no action from 0 to \(Goal.allCases.count - 1)")
        ]
      }
      chosen.append((agent, goal))
    }
    for one in chosen.sorted(by: { $0.agent < $1.agent }) where due.contains(one.agent) {
      if world.isDue(one.agent, rules) { world.pursue(one.goal, one.agent, rules) }
    }
    world.act(rules)
    world.settleTick(rules)
    remaining -= 1
    var rewards = ValueMap()
    for agent in world.agents { rewards[agent.name] = .double(agent.reward.total) }
    if remaining > 0 { open() } else { due = [] }
    return state(rewards: rewards)
  }

  /// Begins the next tick, up to where people decide.
  private mutating func open() {
    world.beginTick(rules)
    world.tickDisturbances(rules)
    due = world.agents.indices.filter { world.isDue($0, rules) }
  }

  private var space: Value {
    let (channels, width) = AgentObservation.shape(config.features.systems)
    return [
      "agents": .array(world.agents.map { .text($0.name) }),
      "actions": .array(Goal.allCases.map { .text($0.word) }),
      "map": [.int(Int64(channels)), .int(Int64(width)), .int(Int64(width))],
      "features": .array(AgentObservation.featureNames.map { .text($0) }),
      "ticks": .int(Int64(ticks)), "version": "town_v1",
    ]
  }

  private func state(rewards: ValueMap) -> Value {
    var observations = ValueMap()
    for agent in due {
      let seen = AgentObservation(agent, in: world, rules)
      observations[world.agents[agent].name] = [
        "map": .array(seen.map.map { .double(Double($0)) }),
        "features": .array(seen.features.map { .double(Double($0)) }),
        "scripted": .int(Int64(ScriptedPolicy.choose(agent, in: world, rules).rawValue)),
      ]
    }
    return [
      "tick": .int(Int64(world.tick)), "observations": .map(observations),
      "rewards": .map(rewards), "truncated": .bool(remaining == 0), "terminated": false,
      "events": .array(world.events.map(\.value)),
    ]
  }
}
