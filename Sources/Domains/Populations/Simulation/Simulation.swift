import Numerics
import StageKit

/// A simulation in the middle: everybody's state, and what follows in the next timestep.
///
/// A timestep reads every state as it stood at its start, and every draw is keyed by what it is
/// for, so that neither the order of work nor the size of portions changes anything.
struct Simulation {
  /// Somebody hears of the event.
  struct Exposure: Sendable {
    let agent: Int32
    /// The place of a channel; -1 for the network.
    let channel: Int32
    /// Who told; -1 for a channel.
    let source: Int32
    let credibility: Double
    let hop: Int32
  }

  /// Somebody tells somebody, with success or without.
  struct Share: Sendable {
    let source: Int32
    let target: Int32
    let position: Int16
    let succeeded: Bool
  }

  /// What happened in one timestep.
  struct Events {
    var exposures: [Exposure] = []
    var shares: [Share] = []
    var reasoned: [(agent: Int32, response: Response, changed: Bool)] = []
    var faded = 0
  }

  let plan: SimulationPlan
  private(set) var states: [AgentState]
  private(set) var hops: [Int32]
  /// Who told each person since they last thought, in order.
  private(set) var sources: [[Int32]]
  private(set) var memories: [[Memory]]
  private(set) var lastResponses: [Response?]
  private(set) var timestep = 0
  private(set) var hash: StateHashChain
  private(set) var summaries: [TimestepSummary] = []
  private(set) var stopReason: String?

  /// Under which position each directed edge was last tried; -2 for never.
  private var shared: [Int16]
  /// Under which position all friends of somebody were tried; -2 for none.
  private var exhausted: [Int16]
  private let seedDraw: Draw
  private let shareDraw: Draw
  private let fading: [Double]
  private var attempts = 0
  private var exposureCount = 0
  private var cumulativeShares = 0
  private var unchangedFor = 0

  init(_ plan: SimulationPlan, config: String) {
    self.plan = plan
    let count = plan.count
    states = [AgentState](repeating: AgentState(), count: count)
    hops = [Int32](repeating: -1, count: count)
    sources = [[Int32]](repeating: [], count: count)
    memories = [[Memory]](repeating: [], count: count)
    lastResponses = [Response?](repeating: nil, count: count)
    hash = StateHashChain(config: config)
    shared = [Int16](repeating: -2, count: plan.targets.count)
    exhausted = [Int16](repeating: -2, count: count)
    seedDraw = Draw(seed: plan.seed, "seed")
    shareDraw = Draw(seed: plan.seed, "share")
    var fading = [1.0]
    for hop in 1...64 { fading.append(fading[hop - 1] * (1 - plan.scenario.spread.decay)) }
    self.fading = fading
  }

  /// Whether it is over.
  var isOver: Bool { stopReason != nil }

  /// Does one timestep.
  mutating func advance(
    _ reasoner: inout some Reasoner, record: Bool = true
  ) throws(StageError) -> Events {
    var events = Events()
    let before = hops
    let t = timestep
    let heardBefore = exposureCount
    exposeByNetwork(&events, hopsBefore: before, record: record)
    exposeByChannels(&events, record: record)
    let thinking = states.indices.filter(isThinking)
    var responses: [Response?] = []
    responses.reserveCapacity(thinking.count)
    var start = 0
    while start < thinking.count {
      let chunk = thinking[start..<min(thinking.count, start + plan.chunkSize)]
      responses += try reasoner.respond(to: chunk.map(situation))
      start += plan.chunkSize
    }
    var changes = 0
    var willing = 0
    for (agent, response) in zip(thinking, responses) {
      guard let response else { continue }
      let wasWilling = states[agent].willShare
      let changed = plan.rules.apply(
        response, to: &states[agent], at: t, sources: sources[agent].count)
      if changed { changes += 1 }
      if states[agent].willShare, !wasWilling { willing += 1 }
      sources[agent].removeAll(keepingCapacity: true)
      remember(agent, t)
      lastResponses[agent] = response
      events.reasoned.append((Int32(agent), response, changed))
    }
    for agent in states.indices where states[agent].lastReasoned != Int32(t) {
      if MindRules.fade(&states[agent]) { events.faded += 1 }
    }
    cumulativeShares += willing
    unchangedFor = changes == 0 ? unchangedFor + 1 : 0
    hash.advance(
      states, hops: hops, timestep: t, attempts: attempts, exposures: exposureCount)
    summaries.append(
      TimestepSummary(
        timestep: t, states, options: plan.scenario.decision?.options ?? [],
        newExposures: exposureCount - heardBefore, reasoned: events.reasoned.count,
        shares: willing, cumulativeShares: cumulativeShares, changes: changes, stateHash: hash.hex))
    stopReason = reasonToStop()
    timestep += 1
    return events
  }

  // MARK: Hearing of it

  private mutating func exposeByChannels(_ events: inout Events, record: Bool) {
    let t = timestep
    for (number, rule) in plan.scenario.rules.enumerated() where rule.timestep == t {
      let place = plan.scenario.channels.firstIndex { $0.name == rule.channel }
      let modifier = place.map { plan.scenario.channels[$0].modifier } ?? 1
      let credibility = min(1, plan.scenario.event.credibility * modifier)
      for agent in plan.exposed[number] {
        let u = seedDraw.uniform(t: UInt32(t), i: UInt32(agent), j: UInt32(number))
        guard u < rule.probability else { continue }
        hear(Int(agent), credibility, hop: 0)
        if record {
          events.exposures.append(
            Exposure(
              agent: agent, channel: Int32(place ?? 0), source: -1, credibility: credibility, hop: 0
            ))
        }
      }
    }
  }

  private mutating func exposeByNetwork(
    _ events: inout Events, hopsBefore: [Int32], record: Bool
  ) {
    let t = UInt32(timestep)
    let maxHops = plan.scenario.spread.maxHops.map(Int32.init) ?? .max
    for source in states.indices where states[source].willShare {
      let position = states[source].publicPosition
      guard exhausted[source] != position else { continue }
      let hop = hopsBefore[source] < 0 ? 1 : hopsBefore[source] + 1
      guard hop <= maxHops else { continue }
      let fade = fading[min(Int(hop), 64)]
      let credibility = min(1, max(0.05, 0.85 * fade))
      for slot in Int(plan.offsets[source])..<Int(plan.offsets[source + 1])
      where shared[slot] != position {
        // One try for each position, whether or not it succeeds.
        shared[slot] = position
        attempts += 1
        let target = Int(plan.targets[slot])
        let p = SimulationPlan.chance(plan.chances[slot], fading: fade)
        let u = shareDraw.uniform(t: t, i: UInt32(source), j: UInt32(target))
        let succeeded = u < p
        if record {
          events.shares.append(
            Share(
              source: Int32(source), target: Int32(target), position: position,
              succeeded: succeeded))
        }
        guard succeeded else { continue }
        hear(target, credibility, hop: hop)
        if !sources[target].contains(Int32(source)) { sources[target].append(Int32(source)) }
        if record {
          events.exposures.append(
            Exposure(
              agent: Int32(target), channel: -1, source: Int32(source), credibility: credibility,
              hop: hop))
        }
      }
      exhausted[source] = position
    }
  }

  private mutating func hear(_ agent: Int, _ credibility: Double, hop: Int32) {
    states[agent].isAware = true
    states[agent].exposures += 1
    states[agent].pending += 1
    states[agent].credibility += credibility
    exposureCount += 1
    if hops[agent] < 0 || hop < hops[agent] { hops[agent] = hop }
  }

  // MARK: Thinking

  private func isThinking(_ agent: Int) -> Bool {
    let state = states[agent]
    guard state.isAware else { return false }
    if !state.hasReasoned { return true }
    return !state.isCommitted && sources[agent].count >= plan.threshold
  }

  private func situation(_ agent: Int) -> Situation {
    var peers: [Situation.Peer] = []
    for slot in Int(plan.offsets[agent])..<Int(plan.offsets[agent + 1]) where peers.count < 5 {
      let other = Int(plan.targets[slot])
      guard states[other].hasReasoned else { continue }
      peers.append(
        Situation.Peer(
          agent: other, sentiment: states[other].publicSentiment,
          position: states[other].publicPosition, edgeType: Int(plan.edgeTypes[slot])))
    }
    let state = states[agent]
    return Situation(
      agent: agent, timestep: timestep,
      credibility: state.pending > 0 ? state.credibility / Double(state.pending) : 0,
      exposures: Int(state.pending), sources: sources[agent].count, peers: peers,
      memories: memories[agent], previous: state)
  }

  private mutating func remember(_ agent: Int, _ t: Int) {
    if memories[agent].count == 3 { memories[agent].removeFirst() }
    memories[agent].append(
      Memory(
        timestep: t, sentiment: states[agent].publicSentiment,
        conviction: states[agent].publicConviction))
  }

  // MARK: Stopping

  /// Why it is over after this timestep; nil while it is not.
  private func reasonToStop() -> String? {
    if timestep >= plan.maxTimesteps - 1 { return "max_timesteps_reached" }
    guard let last = summaries.last else { return nil }
    let values: [Datum] = [
      .int(Int64(timestep)), .number(last.exposureRate), .number(last.averageSentiment),
      .number(last.averageConviction), .int(Int64(unchangedFor)), .bool(isConverged),
    ]
    for stop in plan.stops where stop.holds(values) { return stop.text }
    let isToCome = plan.scenario.rules.contains { $0.timestep > timestep }
    let recent = summaries.suffix(3)
    if !isToCome, recent.count == 3, recent.allSatisfy({ $0.reasoned == 0 }) {
      return "simulation_quiescent"
    }
    return nil
  }

  /// Whether the share of every position varied by at most 0.01 over five timesteps.
  private var isConverged: Bool {
    let recent = summaries.suffix(5)
    guard recent.count == 5, recent.allSatisfy({ !$0.positions.isEmpty }) else { return false }
    for place in recent[recent.startIndex].positions.indices {
      let shares = recent.map { $0.positions[place].share }
      if let low = shares.min(), let high = shares.max(), high - low > 0.01 { return false }
    }
    return true
  }
}
