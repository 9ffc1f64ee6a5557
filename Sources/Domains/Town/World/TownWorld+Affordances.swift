import Codecs

// Using objects: what it takes, what it gives, and when it is over.
extension TownWorld {
  /// Why somebody cannot use an object as he wants to; nil when he can.
  func refusal(
    _ kind: Affordance.Kind, at object: Int, by agent: Int, _ rules: TownRules
  ) -> ActionRefusal? {
    guard let place = rules.index(of: kind),
      rules.affordances[place].objectType == objects[object].type
    else { return .unknown_affordance }
    let affordance = rules.affordances[place]
    let wallet = agents[agent].wallet
    for condition in affordance.preconditions
    where !condition.holds(objects[object], wallet: wallet) {
      switch condition.name {
      case .meals, .raw_ingredients, .sleep_slots: return .insufficient_stock
      case .wallet: return .insufficient_funds
      case .power_on, .water_on: return .utility_off
      }
    }
    let need = cost(of: affordance)
    if need > 0, wallet < need { return .insufficient_funds }
    return nil
  }

  /// What starting costs; a meal is paid once.
  private func cost(of affordance: Affordance) -> Double {
    switch affordance.kind {
    case .eat_meal: price(.meal_cost)
    case .cook_meal:
      price(.ingredients_cost) + price(.cook_energy_cost) + price(.cook_hygiene_cost)
    case .use_shower, .rest_sleep: max(0, -affordance.money)
    }
  }

  /// Starts using an object that is held.
  mutating func start(
    _ kind: Affordance.Kind, at object: Int, by agent: Int, _ rules: TownRules
  ) -> Bool {
    guard objects[object].holder == agent, objects[object].running < 0 else { return false }
    if let refusal = refusal(kind, at: object, by: agent, rules) {
      counters.failures += 1
      failuresNow += 1
      emit(
        "affordance_fail",
        [
          "agent_id": .text(agents[agent].id), "object_id": .text(objects[object].id),
          "affordance": .text(kind.rawValue), "reason": .text(refusal.rawValue),
        ])
      if let place = rules.index(of: kind) {
        run(.fail, of: rules.affordances[place], at: object, by: agent, rules)
      }
      return false
    }
    guard let place = rules.index(of: kind) else { return false }
    agents[agent].wallet -= cost(of: rules.affordances[place])
    switch kind {
    case .eat_meal: objects[object].meals -= 1
    case .cook_meal: objects[object].rawIngredients -= 1
    case .rest_sleep: objects[object].sleepSlots -= 1
    case .use_shower: break
    }
    objects[object].running = place
    objects[object].remaining = rules.affordances[place].duration
    counters.starts += 1
    run(.before, of: rules.affordances[place], at: object, by: agent, rules)
    return true
  }

  /// One tick of everything that is being used.
  mutating func advanceAffordances(_ rules: TownRules) {
    for object in objects.indices where objects[object].running >= 0 {
      objects[object].remaining -= 1
      if objects[object].remaining <= 0 { finish(object, rules) }
    }
  }

  private mutating func finish(_ object: Int, _ rules: TownRules) {
    let affordance = rules.affordances[objects[object].running]
    let agent = objects[object].holder
    guard agent >= 0 else { return }
    func bounded(_ value: Double) -> Double { min(max(value, 0), 1) }
    agents[agent].hunger = bounded(agents[agent].hunger + affordance.hunger)
    agents[agent].hygiene = bounded(agents[agent].hygiene + affordance.hygiene)
    agents[agent].energy = bounded(agents[agent].energy + affordance.energy)
    if affordance.money > 0 { agents[agent].wallet += affordance.money }
    switch affordance.kind {
    case .eat_meal:
      agents[agent].mealsConsumed += 1
      shareMeal(of: agent, at: object, rules)
    case .cook_meal:
      agents[agent].mealsCooked += 1
      if let fridge = fridgeWithRoom(rules) { objects[fridge].meals += 1 }
    case .rest_sleep:
      objects[object].sleepSlots += 1
      counters.sleeps += 1
    case .use_shower: counters.showers += 1
    }
    counters.finishes += 1
    agents[agent].plan.done = true
    emit(
      "affordance_finish",
      [
        "agent_id": .text(agents[agent].id), "object_id": .text(objects[object].id),
        "affordance": .text(affordance.kind.rawValue),
      ])
    run(.after, of: affordance, at: object, by: agent, rules)
    release(object, by: agent, success: true, rules)
  }

  private func fridgeWithRoom(_ rules: TownRules) -> Int? {
    objects.indices.filter { objects[$0].type == .fridge }.min {
      objects[$0].meals < objects[$1].meals
    }
  }

  /// Who eats while another eats elsewhere shares the meal with him.
  private mutating func shareMeal(of agent: Int, at object: Int, _ rules: TownRules) {
    guard rules.isSocial else { return }
    for other in objects.indices where other != object && objects[other].type == .fridge {
      let guest = objects[other].holder
      guard guest >= 0, objects[other].running >= 0 else { continue }
      counters.sharedMeals += 1
      relate(agent, guest, trust: 0.1, familiarity: 0.25, rules)
      emit("shared_meal", ["agents": names(agent, guest)])
      return
    }
  }

  /// Ends what is being used without its effect; what was taken for it is lost, a bed is free
  /// again.
  mutating func interrupt(_ object: Int, _ rules: TownRules) {
    let agent = objects[object].holder
    guard agent >= 0 else { return }
    if objects[object].running >= 0,
      rules.affordances[objects[object].running].kind == .rest_sleep
    {
      objects[object].sleepSlots += 1
    }
    agents[agent].plan.done = true
    release(object, by: agent, success: false, rules)
  }

  /// Needs fall a little with every tick.
  mutating func decayNeeds(_ rules: TownRules) {
    let decay = rules.config.rewards.decayRates
    for agent in agents.indices where agents[agent].alive {
      agents[agent].hunger = max(0, agents[agent].hunger - decay.hunger)
      agents[agent].hygiene = max(0, agents[agent].hygiene - decay.hygiene)
      agents[agent].energy = max(0, agents[agent].energy - decay.energy)
      agents[agent].lowestNeed = min(agents[agent].lowestNeed, agents[agent].leastNeed)
    }
  }

  /// Every so often stoves and fridges are filled up.
  mutating func restock(_ rules: TownRules) {
    let economy = rules.config.economy
    guard tick % economy.restockTicks == 0 else { return }
    for object in objects.indices {
      switch objects[object].type {
      case .stove:
        let filled = objects[object].rawIngredients + economy.stoveStock
        objects[object].rawIngredients = max(
          objects[object].rawIngredients, min(filled, economy.stockMax))
      case .fridge:
        let filled = objects[object].meals + economy.fridgeStock
        objects[object].meals = max(objects[object].meals, min(filled, economy.stockMax))
      case .bed, .shower: break
      }
    }
  }
}
