import Codecs
import StageKit

// Commands that only look.
extension Shard {
  /// What a viewer asked for.
  mutating func look(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let world = state.world
    switch arguments.verb.name {
    case "help":
      let name = arguments.optionalWord(0)
      let verbs = ConsoleVerb.all.filter { name == nil || $0.name == name }
      if let name, verbs.isEmpty { throw .unknown(name) }
      return [
        "commands": .array(
          verbs.map { verb in
            [
              "name": .text(verb.name), "usage": .text(verb.usage), "summary": .text(verb.summary),
              "mode": .text(verb.isAdmin ? "admin" : "viewer"),
            ]
          })
      ]
    case "telemetry_snapshot":
      if state.privacy { state.exports += 1 }
      return TelemetrySnapshot.value(self, rules)
    case "health_status": return health(rules)
    case "employment_status", "employment_exit": return employmentStatus(rules)
    case "affordance_status":
      return ["objects": .array(world.objects.indices.map { queue($0, rules) })]
    case "promotion_status": return state.promotion.status(rules).asMap ?? ValueMap()
    case "perturbation_queue":
      return StateWriter.value(of: world.disturbances).asMap ?? ValueMap()
    case "relationship_summary": return relationships(rules)
    case "conflict_status": return try conflicts(arguments)
    case "queue_inspect":
      let id = try arguments.word(0)
      guard let object = world.objects.firstIndex(where: { $0.id == id }) else {
        throw ConsoleProblem("not_found", "there is no object '\(id)'")
      }
      return queue(object, rules).asMap ?? ValueMap()
    case "debug":
      guard try arguments.word(0) == "queues" else { throw .usage(arguments.verb) }
      return [
        "queues": .array(world.objects.indices.map { queue($0, rules) }),
        "queue_fairness": .bool(world.switches.fairness),
        "deadlock_ticks": .int(Int64(state.monitor.deadlockTicks)),
      ]
    case "rivalry_dump": return try rivalries(arguments)
    case "social_events":
      let limit = try arguments.option("limit", 10, 0...100)
      let told = state.narration.recent.suffix(limit)
      return ["events": .array(told.map { StateWriter.value(of: $0) })]
    case "announce_story": return try announce(arguments, rules)
    default: return try snapshot(arguments, rules)
    }
  }

  /// The employment figures, as `employment_status` gives them.
  func employmentStatus(_ rules: TownRules) -> ValueMap {
    let metrics = TelemetrySnapshot.employment(state.world, rules)
    return [
      "schema_version": .text(TelemetrySnapshot.schemaVersion), "schema_warning": .null,
      "pending_agents": metrics["pending"] ?? .null, "metrics": .map(metrics),
    ]
  }

  private func health(_ rules: TownRules) -> ValueMap {
    [
      "tick": .int(Int64(state.world.tick)),
      "alive": .int(Int64(state.world.agents.count { $0.alive })),
      "alerts": .array(state.monitor.alerts.map { .text($0.name) }),
      "backlog": .int(Int64(stream.buffer.count)), "aggregating": .bool(stream.aggregating),
      "training_paused": .bool(state.trainingPaused), "privacy": .bool(state.privacy),
      "commands": .int(Int64(state.commandCount)),
      "reward_clip_events": .int(Int64(state.world.counters.clipped)),
      "reward_clip_total": .double(state.world.counters.clipTotal),
    ]
  }

  private func queue(_ object: Int, _ rules: TownRules) -> Value {
    let it = state.world.objects[object]
    let world = state.world
    return [
      "object_id": .text(it.id), "type": .text(it.typeWord),
      "holder": it.holder >= 0 ? .text(world.agents[it.holder].id) : .null,
      "running": it.running >= 0 ? .text(rules.affordances[it.running].kind.rawValue) : .null,
      "remaining": .int(Int64(it.remaining)), "stall": .int(Int64(it.stall)),
      "queue": .array(
        it.waiting.map { entry in
          ["agent": .text(world.agents[entry.agent].id), "joined": .int(Int64(entry.joined))]
        }),
      "cooldowns": .array(
        it.cooldowns.map { one in
          ["agent": .text(world.agents[one.agent].id), "until": .int(Int64(one.until))]
        }),
    ]
  }

  private func relationships(_ rules: TownRules) -> ValueMap {
    var ties = ValueMap()
    for agent in state.world.agents where agent.alive {
      ties[agent.id] = .array(
        agent.ties.map { tie in
          [
            "other": .text(state.world.agents[tie.other].id), "trust": .double(tie.trust),
            "familiarity": .double(tie.familiarity),
          ]
        })
    }
    return [
      "ties": .map(ties),
      "coverage": .double(Charter(state.world, rules).relationshipCoverage),
    ]
  }

  private func edges() -> [(agent: Int, rival: Rival)] {
    var edges: [(agent: Int, rival: Rival)] = []
    for (index, agent) in state.world.agents.enumerated() where agent.alive {
      edges += agent.rivals.map { (index, $0) }
    }
    // By strength, then by place, so that the order is one.
    return edges.sorted {
      ($1.rival.level, $0.agent, $0.rival.other) < ($0.rival.level, $1.agent, $1.rival.other)
    }
  }

  private func value(_ edge: (agent: Int, rival: Rival)) -> Value {
    [
      "agent": .text(state.world.agents[edge.agent].id),
      "rival": .text(state.world.agents[edge.rival.other].id), "level": .double(edge.rival.level),
    ]
  }

  private func conflicts(_ arguments: ConsoleArguments) throws(ConsoleProblem) -> ValueMap {
    let history = try arguments.option("history", 5, 0...1000)
    let count = try arguments.option("rivalries", 5, 0...1000)
    let counters = state.world.counters
    let told = state.narration.recent.filter { $0.category == "queue_conflict" }.suffix(history)
    return [
      "queue_conflict_events": .int(Int64(counters.conflicts)),
      "queue_conflict_intensity_sum": .double(counters.conflictIntensity),
      "ghost_step_events": .int(Int64(counters.ghostStep)),
      "history": .array(told.map { StateWriter.value(of: $0) }),
      "rivalries": .array(edges().prefix(count).map { value($0) }),
    ]
  }

  private func rivalries(_ arguments: ConsoleArguments) throws(ConsoleProblem) -> ValueMap {
    let limit = try arguments.option("limit", 5, 0...1000)
    var found = edges()
    if !arguments.command.args.isEmpty {
      let agent = try arguments.agent(0)
      found = found.filter { $0.agent == agent }
    }
    return ["rivalries": .array(found.prefix(limit).map { value($0) })]
  }

  private mutating func announce(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let words = arguments.command.args.compactMap(\.asText)
    let message = words.joined(separator: " ")
    guard !message.isEmpty, message.utf8.count <= 1000 else { throw .usage(arguments.verb) }
    let told = state.narration.tell(
      .operator_story, message, message, tick: state.world.tick,
      rules.config.telemetry.narration)
    return ["told": .bool(told), "message": .text(message)]
  }

  private func snapshot(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let path = try arguments.word(0)
    guard let file = arguments.command.attachment else {
      throw ConsoleProblem(
        "not_found", "there is no snapshot '\(path)' below the shard's directory")
    }
    var result: ValueMap = [
      "path": .text(path), "schema_version": file.asMap?["schema_version"] ?? .null,
      "config_id": file.asMap?["state"]?.asMap?["config_id"] ?? .null,
      "tick": file.asMap?["state"]?.asMap?["tick"] ?? .null,
    ]
    guard arguments.verb.name == "snapshot_validate" else { return result }
    do {
      _ = try ShardSnapshot.shard(from: file, rules, "'\(path)'")
      result["valid"] = true
    } catch {
      if arguments.command.options["strict"] != nil {
        throw ConsoleProblem("invalid_args", error.message)
      }
      result["valid"] = false
      result["reason"] = .text(error.message)
    }
    return result
  }
}
