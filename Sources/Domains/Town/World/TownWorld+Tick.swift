extension TownWorld {
  /// The first half of a tick, up to where policies decide: who lives again, and what disturbs.
  ///
  /// Operators' commands are applied between ``beginTick(_:)`` and ``disturb(_:)``.
  mutating func beginTick(_ rules: TownRules) {
    tick += 1
    events.removeAll(keepingCapacity: true)
    conflictsNow.removeAll(keepingCapacity: true)
    failuresNow = 0
    respawn(rules)
  }

  /// The second half: what disturbs, what people decide and do, and what follows from it.
  ///
  /// `choose` gives the goal of somebody who is due for one.
  mutating func finishTick(
    _ rules: TownRules, choose: (Int, TownWorld) -> Goal = { agent, _ in Goal.wait }
  ) {
    tickDisturbances(rules)
    for agent in agents.indices where isDue(agent, rules) {
      pursue(choose(agent, self), agent, rules)
    }
    act(rules)
    settleTick(rules)
  }

  /// Everybody takes one step towards his goal.
  mutating func act(_ rules: TownRules) {
    for agent in agents.indices where agents[agent].alive && !agents[agent].possessed {
      apply(step(of: agent, rules), by: agent, rules)
    }
  }

  /// What happens by itself after everybody has acted.
  mutating func settleTick(_ rules: TownRules) {
    tickQueues(rules)
    advanceAffordances(rules)
    decayNeeds(rules)
    fadeRivalry(rules)
    tickJobs(rules)
    restock(rules)
    for object in objects.indices where !objects[object].powerOn || !objects[object].waterOn {
      counters.utilityTicks += 1
    }
    nightlyReset(rules)
    tickExits(rules)
    tickLives(rules)
    giveRewards(rules)
  }
}
