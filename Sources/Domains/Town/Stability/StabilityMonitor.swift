import Codecs

/// Watches a town tick by tick: which alerts are up, and what a window has seen.
struct StabilityMonitor: Coded {
  var alerts: [RaisedAlert] = []
  var before = Counters()
  var rewards = SlidingSum()
  var options = SlidingSum()
  var starvations = SlidingSum()
  var absences = SlidingSum()
  /// For how many ticks every queue with somebody in it has stood still.
  var deadlockTicks = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("alerts", &alerts)
    c.field("before", &before)
    c.field("rewards", &rewards)
    c.field("options", &options)
    c.field("starvations", &starvations)
    c.field("absences", &absences)
    c.field("deadlock_ticks", &deadlockTicks)
  }

  /// After how many ticks without any movement a queue is taken for dead.
  static let deadlockLimit = 120

  /// Takes a tick in: what is up now, and what has come up or gone down as events.
  mutating func track(_ world: inout TownWorld, _ rules: TownRules, backlogged: Bool) {
    let now = world.counters
    let settings = rules.config.stability
    let tick = world.tick
    let alive = world.agents.count { $0.alive }
    var squares = 0.0
    for agent in world.agents { squares += agent.reward.total * agent.reward.total }
    rewards.add(
      count: now.agentTicks - before.agentTicks, sum: now.rewardSum - before.rewardSum,
      squares: squares, tick: tick, window: settings.rewardVariance.window)
    options.add(
      count: alive, sum: Double(now.switches - before.switches), tick: tick,
      window: settings.optionThrash.window)
    starvations.add(
      count: now.starvation - before.starvation, sum: 0, tick: tick,
      window: settings.starvation.window)
    absences.add(count: now.absences - before.absences, sum: 0, tick: tick, window: rules.day)
    let isStuck = world.objects.contains { !$0.waiting.isEmpty && $0.running < 0 }
    let moved = now.starts != before.starts || now.handover != before.handover
    deadlockTicks = isStuck && !moved ? deadlockTicks + 1 : 0
    var up = Self.immediate(world, now, before, rules)
    if starvations.count > settings.starvation.maxIncidents { up.append(.starvation_spike) }
    if options.count >= settings.optionThrash.minSamples,
      options.mean > settings.optionThrash.limit
    {
      up.append(.option_thrash_detected)
    }
    if rewards.count >= settings.rewardVariance.minSamples,
      rewards.variance > settings.rewardVariance.limit
    {
      up.append(.reward_variance_spike)
    }
    if absences.count >= settings.absenceCluster { up.append(.absence_cluster) }
    if deadlockTicks >= Self.deadlockLimit { up.append(.queue_deadlock) }
    if backlogged { up.append(.telemetry_backpressure) }
    update(up, &world)
    before = now
  }

  /// What one tick alone tells.
  private static func immediate(
    _ world: TownWorld, _ now: Counters, _ before: Counters, _ rules: TownRules
  ) -> [Alert] {
    let settings = rules.config.stability
    var up: [Alert] = []
    if world.slots.forcedShare > rules.config.slots.warning { up.append(.embedding_reuse_warning) }
    if world.failuresNow > settings.affordanceFailThreshold {
      up.append(.affordance_failures_exceeded)
    }
    let late = world.agents.reduce(0) { $0 + $1.work.lateTicksToday }
    if late > settings.latenessThreshold { up.append(.lateness_spike) }
    let pending = world.exits.queue.count
    if pending > rules.config.employment.exitQueueLimit {
      up.append(.employment_exit_queue_overflow)
    } else if pending > 0, up.isEmpty {
      up.append(.employment_exit_backlog)
    }
    if now.ghostStep + now.rotation - before.ghostStep - before.rotation >= 5 {
      up.append(.queue_fairness_pressure)
    }
    // This tick's conflicts only: a burst of long ago says nothing about now.
    let heavy = world.conflictsNow.count { $0 >= rules.rivalry.avoidThreshold }
    if heavy >= 5 { up.append(.rivalry_spike) }
    return up
  }

  private mutating func update(_ up: [Alert], _ world: inout TownWorld) {
    if up.isEmpty, alerts.isEmpty { return }
    for alert in alerts where !up.contains(where: { $0.rawValue == alert.name }) {
      world.emit(
        "alert_cleared", ["name": .text(alert.name), "since": .int(Int64(alert.since))])
    }
    alerts.removeAll { alert in !up.contains { $0.rawValue == alert.name } }
    for alert in up where !alerts.contains(where: { $0.name == alert.rawValue }) {
      alerts.append(RaisedAlert(name: alert.rawValue, since: world.tick))
      world.emit("alert_raised", ["name": .text(alert.rawValue)])
    }
  }
}
