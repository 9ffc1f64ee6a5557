import Codecs

// Who may use a shared object. A holder who is using it is never sent away: only one who does
// nothing with it while others wait.
extension TownWorld {
  /// Asks for an object; true when it is granted at once.
  mutating func request(_ object: Int, by agent: Int, _ rules: TownRules) -> Bool {
    if objects[object].holder == agent { return true }
    if switches.fairness,
      objects[object].cooldowns.contains(where: { $0.agent == agent && $0.until > tick })
    {
      counters.cooldown += 1
      return false
    }
    if !objects[object].waiting.contains(where: { $0.agent == agent }) {
      objects[object].waiting.append(Waiting(agent: agent, joined: tick))
      agents[agent].object = object
    }
    assign(object, rules)
    return objects[object].holder == agent
  }

  /// Gives a free object to who is next.
  mutating func assign(_ object: Int, _ rules: TownRules) {
    guard objects[object].holder < 0 else { return }
    let weight = switches.fairness ? rules.config.queueFairness.agePriorityWeight : 0
    guard let next = objects[object].next(tick: tick, ageWeight: weight) else { return }
    objects[object].holder = objects[object].waiting.remove(at: next).agent
    objects[object].stall = 0
  }

  /// Gives an object back; success starts a cooldown, failure clears it.
  mutating func release(_ object: Int, by agent: Int, success: Bool, _ rules: TownRules) {
    guard objects[object].holder == agent else { return }
    let waitingBefore = objects[object].waiting.count
    objects[object].holder = -1
    objects[object].running = -1
    objects[object].remaining = 0
    objects[object].stall = 0
    agents[agent].object = -1
    objects[object].cooldowns.removeAll { $0.agent == agent }
    let cooldown = rules.config.queueFairness.cooldownTicks
    if success, cooldown > 0 {
      objects[object].cooldowns.append(Cooldown(agent: agent, until: tick + cooldown))
    }
    assign(object, rules)
    if success, waitingBefore > 0, objects[object].holder >= 0 {
      handOver(from: agent, to: objects[object].holder, object, waitingBefore, rules)
    }
  }

  /// Leaves a queue, or gives back what is held and not used.
  mutating func leave(_ agent: Int, _ rules: TownRules) {
    let object = agents[agent].object
    guard object >= 0 else { return }
    agents[agent].object = -1
    if objects[object].holder == agent {
      release(object, by: agent, success: false, rules)
    } else {
      objects[object].waiting.removeAll { $0.agent == agent }
    }
  }

  /// One tick of every queue: cooldowns end, holders who do nothing are sent to the end.
  mutating func tickQueues(_ rules: TownRules) {
    for object in objects.indices {
      if !objects[object].cooldowns.isEmpty {
        objects[object].cooldowns.removeAll { $0.until <= tick }
      }
      let holder = objects[object].holder
      guard holder >= 0, objects[object].running < 0, !objects[object].waiting.isEmpty else {
        objects[object].stall = 0
        continue
      }
      objects[object].stall += 1
      let limit = rules.config.queueFairness.ghostStepAfter
      if switches.fairness, limit > 0, objects[object].stall >= limit {
        sendBack(holder, from: object, rules)
      }
    }
  }

  private mutating func sendBack(_ holder: Int, from object: Int, _ rules: TownRules) {
    counters.ghostStep += 1
    counters.rotation += 1
    let waiting = objects[object].waiting.count
    objects[object].holder = -1
    objects[object].stall = 0
    assign(object, rules)
    objects[object].waiting.append(Waiting(agent: holder, joined: tick))
    let boost = rules.rivalry.ghostStepBoost
    conflict(holder, objects[object].holder, object, boost, waiting, "ghost_step", rules)
  }

  private mutating func handOver(
    from: Int, to: Int, _ object: Int, _ waiting: Int, _ rules: TownRules
  ) {
    counters.handover += 1
    if rules.isSocial {
      relate(from, to, trust: 0.05, familiarity: 0.05, rules)
      soften(from, to, by: 0.05, rules)
      emit(
        "queue_interaction", ["agents": names(from, to), "object_id": .text(objects[object].id)])
    }
    // With more behind them, whoever still waits holds it against who had it.
    guard let next = objects[object].waiting.first else { return }
    let boost = rules.rivalry.handoverBoost
    conflict(from, next.agent, object, boost, waiting, "handover", rules)
  }

  /// The intensity of a conflict at an object: a boost, more with a longer queue, within [.1, 5].
  static func intensity(boost: Double, queue: Int, _ rivalry: ConflictSettings.Rivalry) -> Double {
    min(max(boost + rivalry.queueLengthBoost * Double(queue - 1), 0.1), 5)
  }

  private mutating func conflict(
    _ left: Int, _ right: Int, _ object: Int, _ boost: Double, _ queue: Int, _ reason: String,
    _ rules: TownRules
  ) {
    guard left >= 0, right >= 0, left != right else { return }
    let intensity = Self.intensity(boost: boost, queue: queue, rules.rivalry)
    counters.conflicts += 1
    counters.conflictIntensity += intensity
    conflictsNow.append(intensity)
    harden(left, right, by: rules.rivalry.increment * intensity, rules)
    harden(right, left, by: rules.rivalry.increment * intensity, rules)
    emit(
      "queue_conflict",
      [
        "agents": names(left, right), "object_id": .text(objects[object].id),
        "intensity": .double(intensity), "queue_length": .int(Int64(queue)),
        "reason": .text(reason),
      ])
  }

  func names(_ left: Int, _ right: Int) -> Value {
    [.text(agents[left].id), .text(agents[right].id)]
  }
}
