import Codecs

/// What observers are told of a town, schema 0.2.0; what has come since stands beside it.
enum TelemetrySnapshot {
  /// The version of what this program writes and reads.
  static let schemaVersion = "0.2.0"

  /// The payload of a shard.
  static func value(_ shard: Shard, _ rules: TownRules) -> ValueMap {
    let state = shard.state
    let world = state.world
    var map: ValueMap = [
      "schema_version": .text(schemaVersion), "schema_warning": .null,
      "jobs": .map(jobs(world, rules)), "economy": .map(economy(world)),
      "employment": .map(employment(world, rules)),
      "events": .array(world.events.map(\.value)),
    ]
    map["tick"] = .int(Int64(world.tick))
    map["config_id"] = .text(rules.config.configID)
    map["conflict"] = conflict(world)
    map["needs"] = .map(needs(world))
    map["stability"] = [
      "alerts": .array(state.monitor.alerts.map { .text($0.name) }),
      "metrics": StateWriter.value(of: world.counters),
      "option_switch_rate": .double(state.monitor.options.mean),
      "reward_mean": .double(state.monitor.rewards.mean),
      "reward_variance": .double(state.monitor.rewards.variance),
      "reward_samples": .int(Int64(state.monitor.rewards.count)),
      "starvation_incidents": .int(Int64(state.monitor.starvations.count)),
    ]
    var promotion = state.promotion.status(rules).asMap ?? ValueMap()
    promotion["history"] = .int(Int64(state.promotion.history.count))
    map["promotion"] = .map(promotion)
    map["policy_identity"] = [
      "config_id": .text(rules.config.configID),
      "policy_hash": .text(state.promotion.release.policyHash),
      "observation_variant": .text(rules.config.features.systems.observations.rawValue),
      "anneal_ratio": .double(rules.config.runtime.annealRatio),
    ]
    map["perturbations"] = [
      "enabled": .bool(world.disturbances.enabled),
      "active": .array(world.disturbances.active.map { StateWriter.value(of: $0) }),
      "pending": .array(world.disturbances.pending.map { StateWriter.value(of: $0) }),
    ]
    map["narrations"] = .array(state.narration.recent.map { StateWriter.value(of: $0) })
    map["transport"] = transport(shard.stream)
    map["charter"] = charter(world, rules)
    guard state.privacy else { return map }
    let names = world.agents.map(\.id)
    let privacy = Privacy(secret: shard.secret(rules), export: state.exports, names: names)
    return privacy.hide(.map(map)).asMap ?? ValueMap()
  }

  private static func jobs(_ world: TownWorld, _ rules: TownRules) -> ValueMap {
    var jobs = ValueMap()
    for (index, agent) in world.agents.enumerated() where agent.alive {
      let work = agent.work
      jobs[agent.id] = [
        "job_id": world.jobName(index, rules), "on_shift": .bool(work.onShift),
        "wallet": .double(agent.wallet), "lateness_counter": .int(Int64(work.latenessCounter)),
        "wages_earned": .double(work.wagesPaid), "meals_cooked": .int(Int64(agent.mealsCooked)),
        "meals_consumed": .int(Int64(agent.mealsConsumed)),
        "basket_cost": .double(world.prices.reduce(0, +)),
        "shift_state": .text(work.shift.word), "attendance_ratio": .double(work.attendanceRatio),
        "late_ticks_today": .int(Int64(work.lateTicksToday)),
        "absent_shifts_7d": .int(Int64(work.absences.count)),
        "wages_withheld": .double(work.wagesWithheld),
        "exit_pending": .bool(world.exits.queue.contains { $0.agent == index }),
      ]
    }
    return jobs
  }

  private static func economy(_ world: TownWorld) -> ValueMap {
    var economy = ValueMap()
    for object in world.objects {
      var stock = ValueMap()
      switch object.type {
      case .fridge: stock["meals"] = .int(Int64(object.meals))
      case .stove: stock["raw_ingredients"] = .int(Int64(object.rawIngredients))
      case .bed: stock["sleep_slots"] = .int(Int64(object.sleepSlots))
      case .shower: break
      }
      economy[object.id] = ["type": .text(object.typeWord), "stock": .map(stock)]
    }
    return economy
  }

  /// The six employment figures.
  static func employment(_ world: TownWorld, _ rules: TownRules) -> ValueMap {
    let pending = world.exits.queue.map { Value.text(world.agents[$0.agent].id) }
    return [
      "pending": .array(pending), "pending_count": .int(Int64(pending.count)),
      "exits_today": .int(Int64(world.exits.exitsToday)),
      "daily_exit_cap": .int(Int64(world.exitCap(rules))),
      "queue_limit": .int(Int64(rules.config.employment.exitQueueLimit)),
      "review_window": .int(Int64(rules.config.employment.exitReviewWindow)),
    ]
  }

  private static func needs(_ world: TownWorld) -> ValueMap {
    var needs = ValueMap()
    for agent in world.agents where agent.alive {
      needs[agent.id] = [
        "hunger": .double(agent.hunger), "hygiene": .double(agent.hygiene),
        "energy": .double(agent.energy), "goal": .text(agent.goal.word),
      ]
    }
    return needs
  }

  private static func conflict(_ world: TownWorld) -> Value {
    var rivalry = ValueMap()
    for agent in world.agents where agent.alive && !agent.rivals.isEmpty {
      var edges = ValueMap()
      for rival in agent.rivals { edges[world.agents[rival.other].id] = .double(rival.level) }
      rivalry[agent.id] = .map(edges)
    }
    return [
      "queues": [
        "cooldown_events": .int(Int64(world.counters.cooldown)),
        "ghost_step_events": .int(Int64(world.counters.ghostStep)),
        "rotation_events": .int(Int64(world.counters.rotation)),
      ], "rivalry": .map(rivalry),
    ]
  }

  private static func transport(_ stream: TelemetryStream) -> Value {
    [
      "queue_length": .int(Int64(stream.buffer.count)), "queue_bytes": .int(Int64(stream.bytes)),
      "dropped_messages": .int(Int64(stream.dropped)), "sent": .int(Int64(stream.sent)),
      "archived": .int(Int64(stream.archived)), "aggregating": .bool(stream.aggregating),
      "last_success_tick": .int(Int64(stream.lastSuccess)),
      "last_failure_tick": .int(Int64(stream.lastFailure)),
    ]
  }

  private static func charter(_ world: TownWorld, _ rules: TownRules) -> Value {
    var rows = ValueMap()
    for row in Charter(world, rules).rows {
      rows[row.name] = [
        "value": .double(row.value), "target": .double(row.target), "met": .bool(row.isMet),
      ]
    }
    return .map(rows)
  }
}
