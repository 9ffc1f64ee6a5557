extension TownWorld {
  /// What everybody gets for this tick.
  mutating func giveRewards(_ rules: TownRules) {
    let settings = rules.config.rewards
    let begins = tick % settings.clip.episodeTicks == 0
    for agent in agents.indices {
      if begins { agents[agent].episodeReward = 0 }
      let isTerminal = agents[agent].diedAt == tick
      guard agents[agent].alive || isTerminal else {
        agents[agent].reward = RewardParts()
        continue
      }
      var parts = RewardParts()
      parts.terminal = isTerminal ? agents[agent].reward.terminal : 0
      parts.survival = settings.survivalTick
      parts.needsPenalty = -Self.penalty(
        agents[agent].hunger, agents[agent].hygiene, agents[agent].energy, settings.needsWeights)
      parts.social = agents[agent].socialNow
      parts.wage = agents[agent].paidNow ? settings.wageRate : 0
      parts.punctuality = agents[agent].work.shift == .on_time ? settings.punctualityBonus : 0
      agents[agent].socialNow = 0
      let raw =
        parts.survival + parts.needsPenalty + parts.social + parts.wage + parts.punctuality
        + parts.terminal
      let isGuarded =
        isTerminal
        || (agents[agent].diedAt >= 0
          && tick - agents[agent].diedAt < settings.clip.deathTicks)
      parts.total = Self.clip(
        raw, isGuarded: isGuarded, episode: agents[agent].episodeReward, settings.clip)
      parts.clipAdjustment = parts.total - raw
      agents[agent].episodeReward += parts.total
      agents[agent].reward = parts
      counters.rewardSum += parts.total
      counters.agentTicks += 1
      if parts.clipAdjustment != 0 {
        counters.clipped += 1
        counters.clipTotal += abs(parts.clipAdjustment)
      }
    }
  }

  /// The weighted squares of what is missing.
  static func penalty(
    _ hunger: Double, _ hygiene: Double, _ energy: Double, _ weights: RewardSettings.Needs
  ) -> Double {
    let missing = (1 - hunger, 1 - hygiene, 1 - energy)
    return weights.hunger * (missing.0 * missing.0) + weights.hygiene * (missing.1 * missing.1)
      + weights.energy * (missing.2 * missing.2)
  }

  /// Nothing good around a death; then within the bounds of a tick, then of the episode.
  static func clip(
    _ raw: Double, isGuarded: Bool, episode: Double, _ clip: RewardSettings.Clip
  ) -> Double {
    var total = isGuarded ? min(raw, 0) : raw
    total = min(max(total, -clip.perTick), clip.perTick)
    let sum = episode + total
    if abs(sum) <= clip.perEpisode { return total }
    // An episode that is at its bound gets nothing more in that direction.
    return (sum > 0 ? clip.perEpisode : -clip.perEpisode) - episode
  }
}
