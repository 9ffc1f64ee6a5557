import Codecs

/// Who waits to lose his job, in order.
struct ExitQueue: Coded {
  var queue: [Waiting] = []
  var manual: [Int] = []
  var exitsToday = 0
  var day = 0

  mutating func code(_ c: inout some StateCoder) {
    c.field("exit_queue", &queue)
    c.field("manual_exits", &manual)
    c.field("exits_today", &exitsToday)
    c.field("day", &day)
  }
}

extension TownWorld {
  /// How many exits a day there may be; 0 is no cap.
  func exitCap(_ rules: TownRules) -> Int {
    switches.exitCap >= 0 ? switches.exitCap : rules.config.employment.dailyExitCap
  }

  /// One tick of the queue of those who have to go.
  mutating func tickExits(_ rules: TownRules) {
    let settings = rules.config.employment
    guard settings.enforceJobLoop else { return }
    let day = tick / settings.exitReviewWindow
    if day != exits.day { (exits.day, exits.exitsToday) = (day, 0) }
    let week = 7 * rules.day
    for agent in agents.indices where !agents[agent].work.absences.isEmpty {
      agents[agent].work.absences.removeAll { $0 <= tick - week }
      if agents[agent].work.absences.isEmpty { agents[agent].work.warned = false }
    }
    // What people decided comes first and knows no cap.
    let manual = exits.manual
    exits.manual = []
    for agent in manual { exit(agent, "manual_approve", rules) }
    for agent in agents.indices where isDue(agent, settings) { enqueue(agent, settings) }
    while let first = exits.queue.first, tick - first.joined > settings.exitReviewWindow {
      exit(first.agent, "auto_review", rules)
    }
    let cap = exitCap(rules)
    while let first = exits.queue.first, cap == 0 || exits.exitsToday < cap {
      // Somebody has until the next tick to defer whoever has just come.
      if first.joined >= tick { break }
      exit(first.agent, "daily_cap", rules)
    }
  }

  private func isDue(_ agent: Int, _ settings: EmploymentSettings) -> Bool {
    let work = agents[agent].work
    return agents[agent].alive && work.job >= 0 && settings.maxAbsentShifts > 0
      && work.absences.count >= settings.maxAbsentShifts && work.deferredUntil < tick
      && !exits.queue.contains { $0.agent == agent }
  }

  private mutating func enqueue(_ agent: Int, _ settings: EmploymentSettings) {
    exits.queue.append(Waiting(agent: agent, joined: tick))
    let pending = exits.queue.count
    if pending > settings.exitQueueLimit {
      emit(
        "employment_exit_queue_overflow",
        [
          "agent_id": .text(agents[agent].id), "pending_count": .int(Int64(pending)),
          "limit": .int(Int64(settings.exitQueueLimit)),
        ])
    } else {
      emit(
        "employment_exit_pending",
        ["agent_id": .text(agents[agent].id), "pending_count": .int(Int64(pending))])
    }
  }

  private mutating func exit(_ agent: Int, _ reason: String, _ rules: TownRules) {
    exits.queue.removeAll { $0.agent == agent }
    guard agents[agent].alive, agents[agent].work.job >= 0 else { return }
    exits.exitsToday += 1
    counters.exits += 1
    emit(
      "employment_exit_processed",
      [
        "agent_id": .text(agents[agent].id), "job_id": jobName(agent, rules),
        "reason": .text(reason),
      ])
    agents[agent].work.absences = []
    terminate(agent, "eviction", rules)
  }

  /// Asks for an exit in the next tick.
  mutating func approveExit(of agent: Int) {
    if !exits.manual.contains(agent) { exits.manual.append(agent) }
    counters.exitRequests += 1
    emit("employment_exit_manual_request", ["agent_id": .text(agents[agent].id)])
  }

  /// Takes somebody off the queue until a review window later; returns until when.
  mutating func deferExit(of agent: Int, _ rules: TownRules) -> Int {
    exits.queue.removeAll { $0.agent == agent }
    exits.manual.removeAll { $0 == agent }
    let until = tick + rules.config.employment.exitReviewWindow
    agents[agent].work.deferredUntil = until
    emit(
      "employment_exit_deferred",
      ["agent_id": .text(agents[agent].id), "until_tick": .int(Int64(until))])
    return until
  }
}
