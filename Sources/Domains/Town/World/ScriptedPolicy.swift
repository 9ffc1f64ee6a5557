import Numerics

/// The rules by which people live when no learned policy decides: work when it is time, then what
/// is needed most, then company.
struct ScriptedPolicy {
  /// What has to be left of every need when a shift ends.
  private static let enough = 0.34

  /// The goal of somebody who is free to choose.
  static func choose(_ agent: Int, in world: TownWorld, _ rules: TownRules) -> Goal {
    let behavior = rules.config.behavior
    let person = world.agents[agent]
    let until = world.ticksUntilWork(agent, rules)
    if until <= behavior.jobArrivalBuffer { return .work }
    // Nothing is begun that would last into the shift.
    func fits(_ goal: Goal) -> Bool {
      guard let kind = goal.affordance, let place = rules.index(of: kind) else { return true }
      let slack = until - behavior.jobArrivalBuffer
      return rules.affordances[place].duration + 10 <= slack
        && world.place(for: goal, of: agent, rules) != nil
    }
    if person.hunger < behavior.hunger {
      if fits(.eat) { return .eat }
      if fits(.cook) { return .cook }
    }
    if person.hygiene < behavior.hygiene, fits(.wash) { return .wash }
    if person.energy < behavior.energy, fits(.sleep) { return .sleep }
    // Before a shift, what would not last through it is seen to as well.
    if until < 240, let job = world.job(of: agent, rules) {
      let left = Double(until + job.endTick - job.startTick)
      let decay = rules.config.rewards.decayRates
      if person.hunger - left * decay.hunger < enough, fits(.eat) { return .eat }
      if person.energy - left * decay.energy < enough, fits(.sleep) { return .sleep }
      if person.hygiene - left * decay.hygiene < enough, fits(.wash) { return .wash }
    }
    if rules.isSocial, world.tick >= person.chatUntil,
      person.personality.traits.extroversion > -0.3, world.partner(for: agent, rules) != nil
    {
      return .chat
    }
    return .wait
  }
}

extension TownWorld {
  /// How long until somebody has to be at work: 0 during the shift, and without end without a job.
  func ticksUntilWork(_ agent: Int, _ rules: TownRules) -> Int {
    guard let job = job(of: agent, rules) else { return .max }
    let time = timeOfDay(rules)
    if time < job.startTick { return job.startTick - time }
    if time < job.endTick { return 0 }
    return rules.day - time + job.startTick
  }

  /// The object that somebody would go to for a goal: usable, without a rival in its queue, and
  /// with the fewest before him.
  func place(for goal: Goal, of agent: Int, _ rules: TownRules) -> Int? {
    guard let kind = goal.affordance, let place = rules.index(of: kind) else { return nil }
    let type = rules.affordances[place].objectType
    var best: (object: Int, load: Int)?
    for object in objects.indices where objects[object].type == type {
      let it = objects[object]
      if it.holder != agent, hasRival(object, of: agent, rules) { continue }
      if switches.fairness, it.cooldowns.contains(where: { $0.agent == agent && $0.until > tick }) {
        continue
      }
      let isBusyBed = kind == .rest_sleep && it.holder >= 0
      if !isBusyBed, refusal(kind, at: object, by: agent, rules) != nil { continue }
      let load = it.waiting.count + (it.holder >= 0 && it.holder != agent ? 1 : 0)
      if let found = best, found.load <= load { continue }
      best = (object, load)
    }
    return best?.object
  }

  /// Whether somebody who takes a goal up passes by an object for a rival in its queue.
  func avoidsRival(_ goal: Goal, _ agent: Int, _ rules: TownRules) -> Bool {
    guard let kind = goal.affordance, let place = rules.index(of: kind) else { return false }
    let type = rules.affordances[place].objectType
    return objects.indices.contains { object in
      objects[object].type == type && objects[object].holder != agent
        && hasRival(object, of: agent, rules)
    }
  }

  private func hasRival(_ object: Int, of agent: Int, _ rules: TownRules) -> Bool {
    guard !agents[agent].rivals.isEmpty else { return false }
    let avoid = rules.rivalry.avoidThreshold
    let it = objects[object]
    if it.holder >= 0, rivalry(agent, to: it.holder) >= avoid { return true }
    return it.waiting.contains { rivalry(agent, to: $0.agent) >= avoid }
  }

  /// Somebody to talk to: one of three drawn by chance who has time and is no rival.
  func partner(for agent: Int, _ rules: TownRules) -> Int? {
    guard agents.count > 1 else { return nil }
    for attempt in 0..<3 {
      let drawn = rules.chat.integer(
        below: UInt64(agents.count), 0, t: UInt32(tick), i: UInt32(agent), j: UInt32(attempt))
      let other = Int(drawn)
      guard other != agent, agents[other].alive, agents[other].object < 0 else { continue }
      guard tick >= agents[other].chatUntil, !agents[other].work.onShift else { continue }
      if rivalry(agent, to: other) < rules.rivalry.avoidThreshold { return other }
    }
    return nil
  }
}
