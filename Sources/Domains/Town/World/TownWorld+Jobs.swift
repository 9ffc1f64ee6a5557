import Codecs

// Shifts repeat every day: they are counted in ticks of the day, not since the town began.
extension TownWorld {
  /// The job of somebody, where he has one.
  func job(of agent: Int, _ rules: TownRules) -> JobSettings? {
    let job = agents[agent].work.job
    return job >= 0 && job < rules.config.jobs.count ? rules.config.jobs[job].group : nil
  }

  /// One tick of everybody's shift.
  mutating func tickJobs(_ rules: TownRules) {
    for agent in agents.indices where agents[agent].alive {
      agents[agent].paidNow = false
      guard let job = job(of: agent, rules) else { continue }
      let time = timeOfDay(rules)
      let isShift = time >= job.startTick && time < job.endTick
      let wasShift = agents[agent].work.scheduledTicks > 0
      if isShift {
        tickShift(agent, job, since: time - job.startTick, rules)
      } else {
        if wasShift { endShift(agent, rules) }
        agents[agent].work.onShift = false
        let opens = time < job.startTick
        let isSoon = opens && time >= job.startTick - rules.config.behavior.jobArrivalBuffer
        let state: ShiftState = isSoon ? .await_start : opens ? .pre_shift : .post_shift
        agents[agent].work.state = state.rawValue
      }
    }
  }

  private mutating func tickShift(
    _ agent: Int, _ job: JobSettings, since: Int, _ rules: TownRules
  ) {
    let settings = rules.config.employment
    let before = agents[agent].work.shift
    let isThere = agents[agent].position == job.location
    agents[agent].work.scheduledTicks += 1
    let wasAbsent = before == .absent
    let state: ShiftState
    if isThere {
      let keepsTime = before == .on_time || since <= settings.graceTicks
      state = keepsTime && before != .absent ? .on_time : .late
      agents[agent].work.lastPresent = tick
    } else if since <= settings.graceTicks {
      state = .late
    } else {
      let last = agents[agent].work.lastPresent
      let wasHere = last >= tick - since
      let awayLong = wasHere && tick - last > settings.absenceSlack
      let isGone = wasAbsent || awayLong || (!wasHere && since > settings.absentCutoff)
      state = isGone ? .absent : .late
    }
    agents[agent].work.state = state.rawValue
    if state == .late || state == .on_time, isThere { pay(agent, job) }
    agents[agent].work.onShift = isThere
    switch state {
    case .on_time: agents[agent].work.onTimeTicks += 1
    case .late: beLate(agent, job, since, isThere, before, rules)
    case .absent: beAbsent(agent, job, isNew: !wasAbsent, rules)
    case .pre_shift, .await_start, .post_shift: break
    }
    if !isThere, agents[agent].work.lastPresent == tick - 1, !agents[agent].work.departed {
      agents[agent].work.departed = true
      emit(
        "shift_departed_early",
        ["agent_id": .text(agents[agent].id), "job_id": jobName(agent, rules)])
    }
  }

  private mutating func pay(_ agent: Int, _ job: JobSettings) {
    agents[agent].wallet += job.wageRate
    agents[agent].work.wagesPaid += job.wageRate
    agents[agent].paidNow = true
  }

  private mutating func charge(_ agent: Int, _ amount: Double) {
    agents[agent].wallet = max(0, agents[agent].wallet - amount)
  }

  private mutating func beLate(
    _ agent: Int, _ job: JobSettings, _ since: Int, _ isThere: Bool, _ before: ShiftState,
    _ rules: TownRules
  ) {
    counters.lateTicks += 1
    agents[agent].work.lateTicksToday += 1
    if before == .pre_shift || before == .await_start || before == .post_shift {
      charge(agent, job.latenessPenalty)
      agents[agent].work.latenessCounter += 1
      counters.lateStarts += 1
      emit(
        "shift_late_start",
        [
          "agent_id": .text(agents[agent].id), "job_id": jobName(agent, rules),
          "ticks_late": .int(Int64(since)),
        ])
      coworkers(of: agent, isAbsent: false, rules)
    }
    guard !isThere else { return }
    charge(agent, rules.config.employment.lateTickPenalty)
    agents[agent].work.wagesWithheld += job.wageRate
  }

  private mutating func beAbsent(
    _ agent: Int, _ job: JobSettings, isNew: Bool, _ rules: TownRules
  ) {
    agents[agent].work.wagesWithheld += job.wageRate
    guard isNew else { return }
    charge(agent, rules.config.employment.absencePenalty)
    agents[agent].work.absences.append(tick)
    counters.absences += 1
    emit(
      "shift_absent",
      [
        "agent_id": .text(agents[agent].id), "job_id": jobName(agent, rules),
        "absent_shifts_7d": .int(Int64(agents[agent].work.absences.count)),
      ])
    coworkers(of: agent, isAbsent: true, rules)
    let limit = rules.config.employment.maxAbsentShifts
    if agents[agent].work.absences.count == limit - 1, !agents[agent].work.warned {
      agents[agent].work.warned = true
      emit(
        "employment_warning",
        [
          "agent_id": .text(agents[agent].id),
          "absences": .int(Int64(agents[agent].work.absences.count)),
          "limit": .int(Int64(limit)),
        ])
    }
  }

  /// Who works the same job at the place helps who is late, and resents who does not come.
  private mutating func coworkers(of agent: Int, isAbsent: Bool, _ rules: TownRules) {
    guard rules.isSocial else { return }
    let job = agents[agent].work.job
    let colleague = agents.indices.first {
      $0 != agent && agents[$0].alive && agents[$0].work.job == job && agents[$0].work.onShift
    }
    guard let colleague else { return }
    if isAbsent {
      counters.shiftTakeover += 1
      relate(agent, colleague, trust: -0.1, familiarity: 0, rules)
      harden(colleague, agent, by: 0.3, rules)
      emit("employment_took_my_shift", ["agents": names(colleague, agent)])
    } else {
      counters.lateHelp += 1
      relate(agent, colleague, trust: 0.2, familiarity: 0.1, rules)
      soften(agent, colleague, by: 0.1, rules)
      emit("employment_helped_when_late", ["agents": names(colleague, agent)])
    }
  }

  private mutating func endShift(_ agent: Int, _ rules: TownRules) {
    let work = agents[agent].work
    let share = Double(work.onTimeTicks) / Double(work.scheduledTicks)
    agents[agent].work.attendance.append(share)
    let window = rules.config.employment.attendanceWindow
    if agents[agent].work.attendance.count > window {
      agents[agent].work.attendance.removeFirst()
    }
    agents[agent].work.onTimeTicks = 0
    agents[agent].work.scheduledTicks = 0
    agents[agent].work.departed = false
  }

  func jobName(_ agent: Int, _ rules: TownRules) -> Value {
    let job = agents[agent].work.job
    return job >= 0 && job < rules.config.jobs.count ? .text(rules.config.jobs[job].name) : .null
  }
}
