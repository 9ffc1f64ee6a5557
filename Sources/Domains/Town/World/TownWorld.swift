import Codecs

/// A town at one tick.
///
/// Together with the rules it decides the next tick; nothing else does.
struct TownWorld: Coded {
  var tick = 0
  var agents: [Agent] = []
  var objects: [TownObject] = []
  var counters = Counters()
  /// Prices in the order of ``Price``: as set, and as they are while something disturbs them.
  var basePrices: [Double] = []
  var prices: [Double] = []
  var exits = ExitQueue()
  var disturbances = Disturbances()
  var slots = SlotAllocator()
  var switches = Switches()
  /// Events of the current tick; not part of the state.
  var events: [WorldEvent] = []
  /// What failed in the current tick.
  var failuresNow = 0
  /// Intensities of the conflicts of the current tick.
  var conflictsNow: [Double] = []

  init() {}

  mutating func code(_ c: inout some StateCoder) {
    c.field("tick", &tick)
    c.field("agents", &agents)
    c.field("objects", &objects)
    c.field("counters", &counters)
    c.field("base_prices", &basePrices)
    c.field("prices", &prices)
    c.field("employment", &exits)
    c.field("perturbations", &disturbances)
    c.field("embeddings", &slots)
    c.field("switches", &switches)
  }

  /// What an operator may switch while the town runs.
  struct Switches: Coded {
    var fairness = true
    var mortality = true
    var exitCap = -1
    var respawnDelay = -1

    mutating func code(_ c: inout some StateCoder) {
      c.field("queue_fairness", &fairness)
      c.field("mortality", &mortality)
      c.field("exit_cap", &exitCap)
      c.field("respawn_delay", &respawnDelay)
    }
  }

  /// Notes an event of the current tick.
  mutating func emit(_ type: String, _ fields: ValueMap) {
    counters.events += 1
    events.append(WorldEvent(tick: tick, type: type, fields: fields))
  }

  /// What a price is now.
  func price(_ price: Price) -> Double {
    prices[Price.allCases.firstIndex(of: price) ?? 0]
  }

  /// Where in the day the town is.
  func timeOfDay(_ rules: TownRules) -> Int { tick % rules.day }

  /// An inhabitant by his name as it is now.
  func agent(_ id: String) -> Int? {
    agents.firstIndex { $0.id == id && $0.alive }
  }
}

/// Lets nobody sit in two places of an observation: the lowest slot that was never used, else the
/// one released longest ago past its cooldown, else whichever was released first, by force.
struct SlotAllocator: Coded {
  var used = 0
  var released: [Cooldown] = []
  var total = 0
  var forced = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("used", &used)
    c.field("released", &released)
    c.field("total", &total)
    c.field("forced", &forced)
  }

  mutating func take(tick: Int, _ settings: SlotSettings) -> Int {
    total += 1
    if used < settings.maxSlots {
      used += 1
      return used - 1
    }
    guard !released.isEmpty else {
      forced += 1
      return total % settings.maxSlots
    }
    // In the order of release, so that the first is the oldest.
    let first = released.removeFirst()
    if tick - first.until < settings.cooldown { forced += 1 }
    return first.agent
  }

  mutating func release(_ slot: Int, tick: Int) {
    if slot >= 0 { released.append(Cooldown(agent: slot, until: tick)) }
  }

  var forcedShare: Double { total == 0 ? 0 : Double(forced) / Double(total) }
}
