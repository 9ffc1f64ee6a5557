import Codecs
import Numerics

/// Something that disturbs the town for a while.
struct Disturbance: Coded {
  var id = ""
  var spec = -1
  var starts = 0
  var ends = 0
  var magnitude = 1.0
  var targets: [String] = []
  var location = GridTile()
  var participants: [Int] = []

  mutating func code(_ c: inout some StateCoder) {
    c.field("event_id", &id)
    c.field("spec", &spec)
    c.field("starts", &starts)
    c.field("ends_at", &ends)
    c.field("magnitude", &magnitude)
    c.field("targets", &targets)
    c.field("location", &location)
    c.field("participants", &participants)
  }
}

/// What disturbs the town, what is about to, and what may not yet again.
struct Disturbances: Coded {
  var enabled = true
  var active: [Disturbance] = []
  var pending: [Disturbance] = []
  var cooldowns: [Cooldown] = []
  var agentCooldowns: [Cooldown] = []
  var recent: [Int] = []
  var count = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("enabled", &enabled)
    c.field("active", &active)
    c.field("pending", &pending)
    c.field("cooldowns", &cooldowns)
    c.field("agent_cooldowns", &agentCooldowns)
    c.field("recent", &recent)
    c.field("count", &count)
  }
}

extension TownWorld {
  /// One tick: what is over ends, what is due starts, and each kind may begin by chance.
  mutating func tickDisturbances(_ rules: TownRules) {
    let settings = rules.config.perturbations
    for one in disturbances.active where one.ends <= tick { end(one, rules) }
    disturbances.active.removeAll { $0.ends <= tick }
    disturbances.cooldowns.removeAll { $0.until <= tick }
    disturbances.agentCooldowns.removeAll { $0.until <= tick }
    disturbances.recent.removeAll { $0 <= tick - settings.windowTicks }
    let due = disturbances.pending.filter { $0.starts <= tick }
    disturbances.pending.removeAll { $0.starts <= tick }
    for one in due { begin(one, rules) }
    guard disturbances.enabled, settings.enabled else { return }
    for (index, spec) in settings.specs.enumerated() {
      let chance = spec.group.probPerDay / Double(rules.day)
      guard rules.disturbance[index].uniform(0, t: UInt32(tick)) < chance else { continue }
      guard !disturbances.cooldowns.contains(where: { $0.agent == index || $0.agent < 0 }),
        disturbances.active.count < settings.maxConcurrent,
        disturbances.recent.count < settings.maxPerWindow
      else { continue }
      var drawn = make(index, rules)
      if spec.group.kind == .arranged_meet, drawn.participants.count < 2 { continue }
      drawn.starts = tick
      begin(drawn, rules)
      disturbances.recent.append(tick)
    }
  }

  /// A disturbance of a kind, with what chance decides about it at this tick.
  mutating func make(_ index: Int, _ rules: TownRules) -> Disturbance {
    let spec = rules.config.perturbations.specs[index].group
    let draw = rules.disturbance[index]
    let time = UInt32(tick)
    var one = Disturbance()
    disturbances.count += 1
    one.id = "p\(disturbances.count)"
    one.spec = index
    let length = UInt64(spec.durationMax - spec.durationMin + 1)
    one.ends = tick + spec.durationMin + Int(draw.integer(below: length, 1, t: time))
    let share = draw.uniform(2, t: time, i: 1)
    one.magnitude = spec.magnitudeMin + share * (spec.magnitudeMax - spec.magnitudeMin)
    (one.targets, one.location) = (spec.targets, spec.location)
    if spec.kind == .arranged_meet {
      var free = agents.indices.filter { agent in
        agents[agent].alive && !disturbances.agentCooldowns.contains { $0.agent == agent }
      }
      for place in 0..<2 where free.count > 0 {
        let pick = draw.integer(below: UInt64(free.count), 3, t: time, i: UInt32(place))
        one.participants.append(free.remove(at: Int(pick)))
      }
    }
    return one
  }

  private func kind(of one: Disturbance, _ rules: TownRules) -> PerturbationSettings.Kind {
    rules.config.perturbations.specs[one.spec].group.kind
  }

  private func fields(_ one: Disturbance, _ rules: TownRules) -> ValueMap {
    [
      "event_id": .text(one.id), "spec": .text(rules.config.perturbations.specs[one.spec].name),
      "kind": .text(kind(of: one, rules).rawValue),
      "targets": .array(one.targets.map { .text($0) }),
      "ends_at": .int(Int64(one.ends)),
    ]
  }

  private mutating func begin(_ one: Disturbance, _ rules: TownRules) {
    disturbances.active.append(one)
    emit("perturbation_started", fields(one, rules))
    switch kind(of: one, rules) {
    case .price_spike:
      applyPrices(rules)
      emit("price_spike_started", ["magnitude": .double(one.magnitude)])
    case .blackout: setUtility(power: true, rules)
    case .outage: setUtility(power: false, rules)
    case .arranged_meet: meet(one, rules)
    }
  }

  private mutating func end(_ one: Disturbance, _ rules: TownRules) {
    let place = disturbances.active.firstIndex { $0.id == one.id }
    if let place { disturbances.active.remove(at: place) }
    let settings = rules.config.perturbations
    let cooldown = settings.specs[one.spec].group.cooldown
    disturbances.cooldowns.append(
      Cooldown(agent: one.spec, until: tick + cooldown + settings.globalCooldown))
    disturbances.cooldowns.append(Cooldown(agent: -1, until: tick + settings.globalCooldown))
    for agent in one.participants {
      disturbances.agentCooldowns.append(
        Cooldown(agent: agent, until: tick + settings.agentCooldown))
    }
    emit("perturbation_ended", fields(one, rules))
    switch kind(of: one, rules) {
    case .price_spike: applyPrices(rules)
    case .blackout: setUtility(power: true, rules)
    case .outage: setUtility(power: false, rules)
    case .arranged_meet: break
    }
  }

  /// Takes a disturbance back before its time.
  mutating func cancel(_ id: String, _ rules: TownRules) -> Bool {
    if let place = disturbances.pending.firstIndex(where: { $0.id == id }) {
      var gone = fields(disturbances.pending.remove(at: place), rules)
      gone["pending"] = true
      emit("perturbation_cancelled", gone)
      return true
    }
    guard let one = disturbances.active.first(where: { $0.id == id }) else { return false }
    end(one, rules)
    var gone = fields(one, rules)
    gone["pending"] = false
    emit("perturbation_cancelled", gone)
    return true
  }

  /// Prices are always made anew from what they were set to, so that nothing is left behind.
  mutating func applyPrices(_ rules: TownRules) {
    prices = basePrices
    for one in disturbances.active where kind(of: one, rules) == .price_spike {
      var moved: [Price] = []
      for target in one.targets {
        for price in Price.keys(of: target) where !moved.contains(price) { moved.append(price) }
      }
      for (index, price) in Price.allCases.enumerated() where moved.contains(price) {
        prices[index] *= one.magnitude
      }
    }
  }

  private mutating func setUtility(power: Bool, _ rules: TownRules) {
    let isOff = disturbances.active.contains {
      kind(of: $0, rules) == (power ? .blackout : .outage)
    }
    for object in objects.indices where objects[object].type == (power ? .stove : .shower) {
      if power { objects[object].powerOn = !isOff } else { objects[object].waterOn = !isOff }
      if isOff, objects[object].running >= 0 { interrupt(object, rules) }
    }
    emit(
      isOff ? "utility_outage_started" : "utility_outage_ended",
      ["utility": power ? "power" : "water"])
  }

  private mutating func meet(_ one: Disturbance, _ rules: TownRules) {
    for agent in one.participants where agents[agent].alive {
      let object = agents[agent].object
      // Whoever works, or is in the middle of something, does not come.
      if agents[agent].work.onShift || (object >= 0 && objects[object].running >= 0) { continue }
      leave(agent, rules)
      agents[agent].position = one.location
      agents[agent].plan.done = true
    }
    let there = one.participants.filter { agents[$0].alive && agents[$0].position == one.location }
    if there.count == 2 { chat(there[0], there[1], quality: 1, rules) }
    emit(
      "arranged_meet_started",
      ["agents": .array(one.participants.map { .text(agents[$0].id) })])
  }
}
