import Codecs
import Numerics

extension TownWorld {
  /// The town of a configuration before its first tick.
  init(_ rules: TownRules) {
    let config = rules.config
    basePrices = [
      config.economy.mealCost, config.economy.cookEnergyCost, config.economy.cookHygieneCost,
      config.economy.ingredientsCost,
    ]
    prices = basePrices
    // The first tick is the one after this.
    tick = config.scenario.startTick - 1
    placeObjects(rules)
    let people = config.scenario.agents
    for (index, person) in people.enumerated() {
      let job = config.jobs.firstIndex { $0.name == person.job } ?? -1
      settle(name: person.id, at: person.position, job: job, rules)
      var agent = agents[index]
      func put(_ value: Double, _ target: inout Double) {
        // Drawn around what the scenario says, so that seeds differ.
        if value >= 0 { target = min(max(value + jitter(index, rules), 0), 1) }
      }
      put(person.needs.hunger, &agent.hunger)
      put(person.needs.hygiene, &agent.hygiene)
      put(person.needs.energy, &agent.energy)
      if person.wallet >= 0 { agent.wallet = person.wallet }
      agent.rivals = person.rivals.compactMap { rival in
        people.firstIndex { $0.id == rival.name }.map { Rival(other: $0, level: rival.number) }
      }
      agents[index] = agent
    }
    if people.isEmpty {
      let jobs = config.jobs.count
      for index in 0..<config.town.agents {
        let side = max(1, config.town.width - 2)
        let tile = GridTile(
          x: 1 + index % side, y: min(2 + index / side, config.town.height - 1))
        settle(name: "a\(index + 1)", at: tile, job: jobs == 0 ? -1 : index % jobs, rules)
      }
    }
    events = []
  }

  private func jitter(_ index: Int, _ rules: TownRules) -> Double {
    (rules.birth.uniform(7, i: UInt32(index)) * 2 - 1) * rules.config.town.jitter
  }

  private mutating func placeObjects(_ rules: TownRules) {
    let config = rules.config
    var listed = config.scenario.objects.isEmpty ? config.affordances.objects : []
    listed += config.scenario.objects
    if listed.isEmpty {
      // One shower and fridge for four people, a bed for three, a stove for eight.
      let count = config.town.agents
      let kinds: [(ObjectType, Int)] = [
        (.shower, max(1, (count + 3) / 4)), (.bed, max(1, (count + 2) / 3)),
        (.fridge, max(1, (count + 3) / 4)), (.stove, max(1, (count + 7) / 8)),
      ]
      var place = 0
      for (type, amount) in kinds {
        for number in 1...amount {
          var object = ScenarioSettings.Object()
          object.id = "\(type.rawValue)_\(number)"
          object.type = type.rawValue
          object.position = GridTile(
            x: place * 2 % config.town.width,
            y: config.town.height - 1 - min(place * 2 / config.town.width, config.town.height - 1))
          place += 1
          listed.append(object)
        }
      }
    }
    objects = listed.map { listed in
      var object = TownObject()
      object.id = listed.id
      object.typeWord = listed.type
      object.position = listed.position
      switch object.type {
      case .fridge: object.meals = 5
      case .stove: object.rawIngredients = 3
      case .bed: object.sleepSlots = 1
      case .shower: break
      }
      return object
    }
  }

  /// Adds somebody to the town.
  mutating func settle(name: String, at tile: GridTile, job: Int, _ rules: TownRules) {
    let index = agents.count
    var agent = Agent()
    agent.name = name
    agent.home = tile
    agent.work.job = job
    agents.append(agent)
    beBorn(index, rules)
  }

  /// Gives somebody a fresh life in his place.
  mutating func beBorn(_ index: Int, _ rules: TownRules) {
    let town = rules.config.town
    let draw = rules.birth
    let old = agents[index]
    var agent = Agent()
    (agent.name, agent.home, agent.position) = (old.name, old.home, old.home)
    (agent.generation, agent.born) = (old.generation, tick)
    agent.work.job = old.work.job
    let (actor, life) = (UInt32(index), UInt32(agent.generation))
    func near(_ value: Double, _ n: UInt32) -> Double {
      let moved = value + (draw.uniform(n, i: actor, j: life) * 2 - 1) * town.jitter
      return min(max(moved, 0), 1)
    }
    (agent.hunger, agent.hygiene) = (near(town.hunger, 0), near(town.hygiene, 1))
    (agent.energy, agent.wallet) = (near(town.energy, 2), town.wallet)
    let kinds = UInt64(Personality.allCases.count)
    agent.temperament = Int(draw.integer(below: kinds, 3, i: actor, j: life))
    agent.slot = slots.take(tick: tick, rules.config.slots)
    agent.plan.since = tick
    agents[index] = agent
  }
}
