import Codecs

extension TownWorld {
  /// Those whose time has come live again.
  mutating func respawn(_ rules: TownRules) {
    for agent in agents.indices where !agents[agent].alive {
      guard agents[agent].respawnAt >= 0, agents[agent].respawnAt <= tick else { continue }
      agents[agent].generation += 1
      beBorn(agent, rules)
      emit("agent_respawn", ["agent_id": .text(agents[agent].id)])
    }
  }

  /// Ends a life; whoever stood to him in some way forgets him.
  mutating func terminate(_ agent: Int, _ reason: String, _ rules: TownRules, forGood: Bool = false)
  {
    guard agents[agent].alive else { return }
    if agents[agent].object >= 0, objects[agents[agent].object].holder == agent {
      interrupt(agents[agent].object, rules)
    } else {
      leave(agent, rules)
    }
    exits.queue.removeAll { $0.agent == agent }
    agents[agent].alive = false
    agents[agent].diedAt = tick
    let penalties = rules.config.rewards
    agents[agent].reward.terminal =
      reason == "eviction" ? penalties.evictionPenalty : penalties.faintPenalty
    slots.release(agents[agent].slot, tick: tick)
    let delay =
      switches.respawnDelay >= 0 ? switches.respawnDelay : rules.config.lifecycle.respawnDelay
    agents[agent].respawnAt = forGood ? -1 : tick + max(1, delay)
    agents[agent].work.onShift = false
    for other in agents.indices {
      agents[other].rivals.removeAll { $0.other == agent }
      agents[other].ties.removeAll { $0.other == agent }
    }
    counters.deaths += 1
    emit(
      "agent_terminated", ["agent_id": .text(agents[agent].id), "reason": .text(reason)])
  }

  /// Who starves or has starved.
  mutating func tickLives(_ rules: TownRules) {
    let starvation = rules.config.stability.starvation
    for agent in agents.indices where agents[agent].alive {
      if agents[agent].hunger <= starvation.hungerThreshold {
        agents[agent].starvingTicks += 1
        // One incident until it is over.
        if agents[agent].starvingTicks == starvation.minDuration { counters.starvation += 1 }
      } else {
        agents[agent].starvingTicks = 0
      }
      guard switches.mortality, rules.config.features.systems.lifecycle == .on else { continue }
      if agents[agent].hunger <= rules.config.lifecycle.faintThreshold {
        if agents[agent].starvingTicks < starvation.minDuration { counters.starvation += 1 }
        terminate(agent, "faint", rules)
      }
    }
  }

  /// What begins anew with every day.
  mutating func nightlyReset(_ rules: TownRules) {
    guard tick % rules.day == 0 else { return }
    for agent in agents.indices {
      agents[agent].work.lateTicksToday = 0
      agents[agent].wasSufficient = agents[agent].lowestNeed > 0.3
      agents[agent].lowestNeed = agents[agent].leastNeed
    }
  }
}
