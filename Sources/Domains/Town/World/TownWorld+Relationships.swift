import Codecs

// Rivalry has a ledger of its own, six edges for each; trust and familiarity are ties.
extension TownWorld {
  /// How much one is a rival of another.
  func rivalry(_ agent: Int, to other: Int) -> Double {
    agents[agent].rivals.first { $0.other == other }?.level ?? 0
  }

  /// Makes a rivalry stronger; ambition adds to it.
  mutating func harden(_ agent: Int, _ other: Int, by amount: Double, _ rules: TownRules) {
    let ambition = max(0, agents[agent].personality.traits.ambition)
    adjust(agent, other, by: amount * (1 + (ambition > 0 ? 0.3 : 0)), rules)
  }

  /// Makes a rivalry weaker, on both sides.
  mutating func soften(_ left: Int, _ right: Int, by amount: Double, _ rules: TownRules) {
    adjust(left, right, by: -amount, rules)
    adjust(right, left, by: -amount, rules)
  }

  private mutating func adjust(_ agent: Int, _ other: Int, by amount: Double, _ rules: TownRules) {
    let rivalry = rules.rivalry
    if let place = agents[agent].rivals.firstIndex(where: { $0.other == other }) {
      let level = agents[agent].rivals[place].level + amount
      agents[agent].rivals[place].level = min(max(level, rivalry.min), rivalry.max)
    } else if amount > 0 {
      let level = min(max(amount, rivalry.min), rivalry.max)
      agents[agent].rivals.append(Rival(other: other, level: level))
      if agents[agent].rivals.count > rivalry.maxEdges {
        let weakest = agents[agent].rivals.indices.min {
          agents[agent].rivals[$0].level < agents[agent].rivals[$1].level
        }
        if let weakest { agents[agent].rivals.remove(at: weakest) }
      }
    }
  }

  /// Rivalry fades with every tick, and is forgotten when little is left.
  mutating func fadeRivalry(_ rules: TownRules) {
    let rivalry = rules.rivalry
    for agent in agents.indices where !agents[agent].rivals.isEmpty {
      for place in agents[agent].rivals.indices {
        agents[agent].rivals[place].level -= rivalry.decay
      }
      agents[agent].rivals.removeAll { $0.level <= rivalry.evictionThreshold }
    }
  }

  /// Changes trust and familiarity on both sides; who forgives takes half of what is bad.
  mutating func relate(
    _ left: Int, _ right: Int, trust: Double, familiarity: Double, _ rules: TownRules
  ) {
    tie(left, right, trust, familiarity)
    tie(right, left, trust, familiarity)
  }

  /// Changes one side.
  mutating func tie(_ agent: Int, _ other: Int, _ trust: Double, _ familiarity: Double) {
    let isForgiving = agents[agent].personality.traits.forgiveness > 0
    func felt(_ change: Double) -> Double { change < 0 && isForgiving ? change / 2 : change }
    func bounded(_ value: Double) -> Double { min(max(value, -1), 1) }
    if let place = agents[agent].ties.firstIndex(where: { $0.other == other }) {
      let old = agents[agent].ties[place]
      agents[agent].ties[place].trust = bounded(old.trust + felt(trust))
      agents[agent].ties[place].familiarity = bounded(old.familiarity + felt(familiarity))
    } else {
      agents[agent].ties.append(
        Tie(other: other, trust: bounded(felt(trust)), familiarity: bounded(felt(familiarity))))
      if agents[agent].ties.count > 6 {
        let weakest = agents[agent].ties.indices.min {
          let (a, b) = (agents[agent].ties[$0], agents[agent].ties[$1])
          return a.trust + a.familiarity < b.trust + b.familiarity
        }
        if let weakest { agents[agent].ties.remove(at: weakest) }
      }
    }
  }

  /// Two talk; nothing comes of it within somebody's cooldown.
  mutating func chat(_ speaker: Int, _ listener: Int, quality: Double, _ rules: TownRules) {
    counters.chats += 1
    counters.chatQuality += quality
    let extra = 0.02 * max(0, agents[speaker].personality.traits.extroversion)
    relate(speaker, listener, trust: 0.05 * quality, familiarity: 0.10 * quality + extra, rules)
    for one in [speaker, listener] { agents[one].chatUntil = tick + 30 }
    reward(chat: speaker, with: listener, quality, rules)
    emit(
      "chat_success",
      [
        "speaker": .text(agents[speaker].id), "listener": .text(agents[listener].id),
        "quality": .double(quality),
      ])
  }

  /// A talk that did not come about: half of its bonus is taken from who began it, a quarter from
  /// the other.
  mutating func failChat(_ speaker: Int, _ listener: Int, _ rules: TownRules) {
    guard rules.config.features.stages.socialRewards != .OFF else { return }
    let base = rules.config.rewards.social.chatBase
    agents[speaker].socialNow -= base / 2
    agents[listener].socialNow -= base / 4
  }

  /// The bonus of a talk, for both sides, unless somebody is in need.
  private mutating func reward(
    chat speaker: Int, with listener: Int, _ quality: Double, _ rules: TownRules
  ) {
    guard rules.config.features.stages.socialRewards != .OFF else { return }
    let social = rules.config.rewards.social
    for (agent, other) in [(speaker, listener), (listener, speaker)]
    where 1 - agents[agent].leastNeed <= 0.85 {
      let tie = agents[agent].ties.first { $0.other == other }
      let (trust, familiarity) = (tie?.trust ?? 0, tie?.familiarity ?? 0)
      agents[agent].socialNow +=
        (social.chatBase + social.trust * trust + social.familiarity * familiarity) * quality
    }
  }
}
