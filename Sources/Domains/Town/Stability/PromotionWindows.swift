import Codecs

/// A window of ticks that is over, with its evidence.
struct ClosedWindow: Coded, Equatable {
  var index = 0
  var start = 0
  var end = 0
  var ticksSeen = 0
  /// `pass`, `fail` or `incomplete`.
  var result = "incomplete"
  var alerts: [String] = []
  var lateness = 0
  var starvation = 0
  var optionSwitchRate = 0.0
  var selfSufficiency = 0.0
  var tenureDays = 0.0
  var coverage = 0.0
  var attendance = 0.0
  var clipEvents = 0
  var clipTotal = 0.0
  var rewardMean = 0.0
  var deaths = 0
  var exits = 0
  var conflicts = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("index", &index)
    c.field("start", &start)
    c.field("end", &end)
    c.field("ticks_seen", &ticksSeen)
    c.field("result", &result)
    c.field("alerts", &alerts)
    c.field("lateness", &lateness)
    c.field("starvation", &starvation)
    c.field("option_switch_rate", &optionSwitchRate)
    c.field("self_sufficiency", &selfSufficiency)
    c.field("tenure_days", &tenureDays)
    c.field("relationship_coverage", &coverage)
    c.field("attendance_ratio", &attendance)
    c.field("reward_clip_events", &clipEvents)
    c.field("reward_clip_total", &clipTotal)
    c.field("reward_mean", &rewardMean)
    c.field("deaths", &deaths)
    c.field("exits", &exits)
    c.field("queue_conflict_events", &conflicts)
  }

  /// What the window measured, by name.
  var kpis: [(name: String, value: Double)] {
    [
      ("lateness", Double(lateness)), ("starvation", Double(starvation)),
      ("option_switch_rate", optionSwitchRate), ("alerts", Double(alerts.count)),
      ("self_sufficiency", selfSufficiency), ("tenure_days", tenureDays),
      ("relationship_coverage", coverage), ("attendance_ratio", attendance),
      ("reward_clip_events", Double(clipEvents)), ("reward_clip_total", clipTotal),
      ("reward_mean", rewardMean), ("deaths", Double(deaths)), ("exits", Double(exits)),
      ("queue_conflict_events", Double(conflicts)),
    ]
  }

  /// A line of `windows.jsonl`.
  var value: Value {
    var measured = ValueMap()
    for kpi in kpis { measured[kpi.name] = .double(kpi.value) }
    return [
      "index": .int(Int64(index)), "start": .int(Int64(start)), "end": .int(Int64(end)),
      "ticks_seen": .int(Int64(ticksSeen)), "result": .text(result),
      "alerts": .array(alerts.map { .text($0) }), "kpis": .map(measured),
    ]
  }
}

/// The window that is open: number k holds the ticks from k W on, W of them.
struct OpenWindow: Coded {
  var ticksSeen = 0
  var alerts: [String] = []
  var start = Counters()

  mutating func code(_ c: inout some StateCoder) {
    c.field("ticks_seen", &ticksSeen)
    c.field("alerts", &alerts)
    c.field("start", &start)
  }

  /// Takes in one tick; the window when it is over.
  mutating func track(
    _ world: TownWorld, _ monitor: StabilityMonitor, baseline: Int, _ rules: TownRules
  ) -> ClosedWindow? {
    let length = rules.config.stability.promotion.windowTicks
    ticksSeen += 1
    for alert in monitor.alerts where !alerts.contains(alert.name) { alerts.append(alert.name) }
    guard world.tick % length == length - 1 else { return nil }
    let closed = close(world, length, baseline, rules)
    (ticksSeen, alerts) = (0, [])
    start = world.counters
    return closed
  }

  private func close(
    _ world: TownWorld, _ length: Int, _ baseline: Int, _ rules: TownRules
  ) -> ClosedWindow {
    let settings = rules.config.stability
    var closed = ClosedWindow()
    (closed.index, closed.ticksSeen) = (world.tick / length, ticksSeen)
    (closed.start, closed.end) = (world.tick - length + 1, world.tick)
    let now = world.counters
    let samples = now.agentTicks - start.agentTicks
    closed.lateness = now.lateTicks - start.lateTicks
    closed.starvation = now.starvation - start.starvation
    closed.optionSwitchRate =
      samples == 0 ? .nan : Double(now.switches - start.switches) / Double(samples)
    closed.rewardMean = samples == 0 ? .nan : (now.rewardSum - start.rewardSum) / Double(samples)
    (closed.clipEvents, closed.clipTotal) = (
      now.clipped - start.clipped, now.clipTotal - start.clipTotal
    )
    (closed.deaths, closed.exits) = (now.deaths - start.deaths, now.exits - start.exits)
    closed.conflicts = now.conflicts - start.conflicts
    let charter = Charter(world, rules)
    closed.selfSufficiency = charter.selfSufficiency
    closed.tenureDays = charter.tenureDays
    closed.coverage = charter.relationshipCoverage
    closed.attendance = charter.attendance
    closed.alerts = alerts.filter { !settings.promotion.allowedAlerts.contains($0) }
    if baseline >= 0, Double(closed.lateness) > Double(baseline) * settings.latenessRatio {
      closed.alerts.append(Alert.lateness_ratio_exceeded.rawValue)
    }
    let share = samples == 0 ? 0 : Double(closed.clipEvents) / Double(samples)
    if share > 0.99, !settings.promotion.allowedAlerts.contains("reward_clip_saturated") {
      closed.alerts.append(Alert.reward_clip_saturated.rawValue)
    }
    let isComplete = ticksSeen == length
    let isGood =
      closed.alerts.isEmpty && closed.starvation == 0
      && closed.optionSwitchRate <= settings.optionSwitchMax
    closed.result = !isComplete ? "incomplete" : isGood ? "pass" : "fail"
    return closed
  }
}

/// What the town's charter asks for.
struct Charter {
  /// The share of people whose needs all stayed above .3 for a day; not a number without people.
  let selfSufficiency: Double
  /// The mean of how many days people have lived here on end.
  let tenureDays: Double
  /// The share of people with a tie above .3.
  let relationshipCoverage: Double
  /// The mean share of shifts that were kept, over those who have worked.
  let attendance: Double

  init(_ world: TownWorld, _ rules: TownRules) {
    let alive = world.agents.filter(\.alive)
    func share(_ count: Int) -> Double {
      alive.isEmpty ? .nan : Double(count) / Double(alive.count)
    }
    selfSufficiency = share(alive.count { $0.wasSufficient && $0.lowestNeed > 0.3 })
    tenureDays =
      alive.isEmpty
      ? .nan
      : alive.reduce(0.0) { $0 + Double(world.tick - $1.born) / Double(rules.day) }
        / Double(alive.count)
    relationshipCoverage = share(
      alive.count { $0.ties.contains { max($0.trust, $0.familiarity) > 0.3 } })
    let worked = alive.filter { !$0.work.attendance.isEmpty }
    attendance =
      worked.isEmpty
      ? .nan : worked.reduce(0) { $0 + $1.work.attendanceRatio } / Double(worked.count)
  }

  /// The targets, with whether each is met.
  var rows: [(name: String, value: Double, target: Double, isMet: Bool)] {
    [
      ("self_sufficiency", selfSufficiency, 0.7, selfSufficiency >= 0.7),
      ("tenure_days", tenureDays, 3, tenureDays >= 3),
      ("relationship_coverage", relationshipCoverage, 0.6, relationshipCoverage >= 0.6),
    ]
  }
}
