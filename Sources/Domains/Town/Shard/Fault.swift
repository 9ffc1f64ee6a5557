import StageKit

/// A fault that is put into a shard on purpose, so that what is done about it can be tried.
struct Fault: Coded, Equatable {
  enum Kind: String, CaseIterable, Sendable {
    /// The process ends in the middle of its work.
    case crash
    /// Rewards grow without bound.
    case reward
    /// Holders stop using what they hold, and fairness no longer sends them away.
    case queue
    /// Nobody takes the telemetry.
    case telemetry
    /// Nobody goes to work.
    case absence
  }

  var kindWord = Kind.crash.rawValue
  var from = 0
  var to = 0

  var kind: Kind { Kind(rawValue: kindWord) ?? .crash }

  mutating func code(_ c: inout some StateCoder) {
    c.field("kind", &kindWord)
    c.field("from", &from)
    c.field("to", &to)
  }

  func isActive(at tick: Int) -> Bool { tick >= from && tick < to }

  /// Reads `KIND@TICK` or `KIND@TICK:LENGTH`.
  static func parse(_ text: String) throws(StageError) -> Fault {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
    let kinds = Kind.allCases.map(\.rawValue)
    guard parts.count == 2, kinds.contains(parts[0]) else {
      throw .usage(
        "'--fault' takes KIND@TICK[:LENGTH], not '\(text)'",
        hint: "there are \(kinds.joined(separator: ", "))")
    }
    let times = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard let from = times[0], from >= 0, times.count <= 2 else {
      throw .usage("'--fault' takes KIND@TICK[:LENGTH], not '\(text)'")
    }
    let length = times.count == 2 ? times[1] ?? 0 : 1_000_000_000
    guard length > 0 else { throw .usage("the length of '--fault \(text)' is no positive number") }
    return Fault(kindWord: parts[0], from: from, to: from + length)
  }
}

extension Shard {
  /// What faults do before anybody acts.
  mutating func injectFaults(_ rules: TownRules) {
    let tick = state.world.tick
    for fault in state.faults where fault.isActive(at: tick) {
      switch fault.kind {
      case .queue:
        state.world.switches.fairness = fault.from == tick ? false : state.world.switches.fairness
        freezeHolders(rules, begins: fault.from == tick)
      case .telemetry: stream.stalledUntil = max(stream.stalledUntil, fault.to)
      case .crash, .reward, .absence: break
      }
    }
  }

  /// Everybody who comes to a shower is let in and does nothing there.
  private mutating func freezeHolders(_ rules: TownRules, begins: Bool) {
    if begins {
      for agent in state.world.agents.indices {
        state.world.agents[agent].hygiene = min(state.world.agents[agent].hygiene, 0.3)
      }
    }
    guard !state.world.switches.fairness else { return }
    for object in state.world.objects.indices
    where state.world.objects[object].type == .shower && state.world.objects[object].holder >= 0 {
      let holder = state.world.objects[object].holder
      if state.world.objects[object].running < 0 { state.world.agents[holder].possessed = true }
    }
  }

  /// What a fault does to rewards, before they are clipped anew.
  mutating func spoilRewards(_ rules: TownRules) {
    let tick = state.world.tick
    guard state.faults.contains(where: { $0.kind == .reward && $0.isActive(at: tick) }) else {
      return
    }
    let clip = rules.config.rewards.clip
    for agent in state.world.agents.indices where state.world.agents[agent].alive {
      let before = state.world.agents[agent].reward.total
      let raw = before * 1000
      let total = min(max(raw, -clip.perTick), clip.perTick)
      state.world.agents[agent].reward.total = total
      state.world.agents[agent].reward.clipAdjustment = total - raw
      state.world.counters.rewardSum += total - before
      state.world.counters.clipped += total == raw ? 0 : 1
      state.world.counters.clipTotal += abs(total - raw)
    }
  }
}
