import Codecs
import StageKit

extension Shard {
  /// Commands that set one thing.
  mutating func set(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    switch arguments.verb.name {
    case "perturbations":
      let isOn = try arguments.isOn(0)
      state.world.disturbances.enabled = isOn
      return ["perturbations": .bool(isOn)]
    case "feature":
      guard try arguments.word(0) == "set", try arguments.word(1) == "queue_fairness" else {
        throw .usage(arguments.verb)
      }
      let isOn = try arguments.isOn(2)
      state.world.switches.fairness = isOn
      return ["queue_fairness": .bool(isOn)]
    case "privacy":
      let isOn = try arguments.isOn(0)
      state.privacy = isOn
      state.world.emit("privacy_toggled", ["privacy": .bool(isOn)])
      return ["privacy": .bool(isOn)]
    case "training":
      let what = try arguments.word(0)
      guard what == "pause" || what == "resume" else { throw .usage(arguments.verb) }
      state.trainingPaused = what == "pause"
      state.world.emit("training_switched", ["paused": .bool(state.trainingPaused)])
      return ["training_paused": .bool(state.trainingPaused)]
    case "toggle_mortality":
      let isOn = try arguments.isOn(0)
      state.world.switches.mortality = isOn
      return ["mortality": .bool(isOn)]
    case "set_exit_cap":
      let cap = try arguments.whole(0, "the cap", 0...50)
      state.world.switches.exitCap = cap
      return ["daily_exit_cap": .int(Int64(cap))]
    case "set_spawn_delay":
      let delay = try arguments.whole(0, "the delay", 0...100_000)
      state.world.switches.respawnDelay = delay
      return ["respawn_delay_ticks": .int(Int64(delay))]
    case "price": return try setPrice(arguments, rules)
    default: return try setNarration(arguments)
    }
  }

  private mutating func setPrice(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let key = try arguments.word(0)
    guard let price = Price(rawValue: key), let place = Price.allCases.firstIndex(of: price) else {
      let names = Price.allCases.map(\.rawValue).joined(separator: ", ")
      throw ConsoleProblem("not_found", "there is no price '\(key)': \(names)")
    }
    let value = try arguments.number(1, "a price", 0...10)
    state.world.basePrices[place] = value
    state.world.applyPrices(rules)
    state.world.emit("price_set", ["key": .text(key), "value": .double(value)])
    return ["key": .text(key), "value": .double(value)]
  }

  private mutating func setNarration(
    _ arguments: ConsoleArguments
  ) throws(ConsoleProblem) -> ValueMap {
    guard try arguments.word(0) == "set" else { throw .usage(arguments.verb) }
    let key = try arguments.word(1)
    let value = try arguments.whole(2, key, 0...100_000)
    switch key {
    case "global_cooldown": state.narration.globalCooldown = value
    case "window_limit": state.narration.windowLimit = value
    default: throw .usage(arguments.verb)
    }
    state.world.emit("narration_config_changed", ["key": .text(key), "value": .int(Int64(value))])
    return ["key": .text(key), "value": .int(Int64(value))]
  }

  /// Promotion, rollback and swap of what is in use.
  mutating func changePolicy(
    _ arguments: ConsoleArguments, _ rules: TownRules, _ policies: PolicyTable,
    _ output: inout TickOutput
  ) throws(ConsoleProblem) -> ValueMap {
    let command = arguments.command
    let isRollback = arguments.verb.name == "rollback_policy"
    let named =
      isRollback
      ? arguments.text("to") ?? arguments.text("checkpoint") : try arguments.word(0)
    var target: Release?
    if let named {
      target = policies.release(named, configID: rules.config.configID)
      if target == nil {
        let known = ["scripted"] + policies.policies.map(\.name)
        throw ConsoleProblem(
          "not_found",
          "the shard was given no checkpoint '\(named)': \(known.joined(separator: ", "))")
      }
    }
    if let hash = arguments.text("policy_hash"), hash != target?.policyHash {
      throw ConsoleProblem("conflict", "the checkpoint's policy hash is another one")
    }
    let (id, issuer) = (command.commandID ?? "", command.issuer ?? "console")
    let tick = state.world.tick
    let change: ReleaseChange
    if isRollback {
      let promotion = state.promotion
      if target == nil, promotion.former == nil, promotion.release == promotion.initial {
        throw ConsoleProblem(
          "invalid_args",
          "nothing was promoted: '\(promotion.release.checkpoint)' is in use from the beginning")
      }
      change = state.promotion.rollback(
        tick: tick, to: target, reason: arguments.text("reason") ?? "operator", commandID: id,
        issuer: issuer)
    } else if let target {
      let isSwap = arguments.verb.name == "policy_swap"
      if !isSwap, state.promotion.state != "ready" || !state.promotion.isReady(rules) {
        throw ConsoleProblem(
          "promotion_not_ready",
          "\(state.promotion.streak) of \(rules.config.stability.promotion.requiredPasses) "
            + "windows in a row have passed")
      }
      change = state.promotion.promote(
        target, tick: tick, reason: arguments.text("reason") ?? "operator", commandID: id,
        issuer: issuer, event: isSwap ? "policy_swap" : "promoted")
    } else {
      throw .usage(arguments.verb)
    }
    output.changes.append(change)
    state.world.emit(
      "release_changed",
      ["event": .text(change.event), "from": change.from.value, "to": change.to.value])
    return [
      "event": .text(change.event), "release": change.to.value,
      "previous_release": change.from.value, "state": .text(state.promotion.state),
    ]
  }

  /// The state of a snapshot under this configuration, where the way is registered.
  func migrate(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let path = try arguments.word(0)
    guard let file = arguments.command.attachment else {
      throw ConsoleProblem(
        "not_found", "there is no snapshot '\(path)' below the shard's directory")
    }
    do {
      let snapshot = try ShardSnapshot.migrate(file, to: rules, "'\(path)'")
      return [
        "migrated": .text(path), "config_id": .text(rules.config.configID), "snapshot": snapshot,
      ]
    } catch {
      throw ConsoleProblem("invalid_args", error.message)
    }
  }
}

extension TownWorld {
  /// Stops whatever somebody does, so that he can be put elsewhere.
  mutating func leaveEverything(_ agent: Int, _ rules: TownRules) {
    let object = agents[agent].object
    if object >= 0, objects[object].holder == agent {
      interrupt(object, rules)
    } else {
      leave(agent, rules)
    }
    agents[agent].plan.done = true
  }

  /// Sets what one feels for another.
  mutating func setTie(
    _ agent: Int, _ other: Int, trust: Double, familiarity: Double?, rivalry: Double?
  ) {
    let old = agents[agent].ties.first { $0.other == other } ?? Tie(other: other)
    agents[agent].ties.removeAll { $0.other == other }
    agents[agent].ties.append(
      Tie(other: other, trust: trust, familiarity: familiarity ?? old.familiarity))
    if agents[agent].ties.count > 6 { agents[agent].ties.removeFirst() }
    guard let rivalry else { return }
    agents[agent].rivals.removeAll { $0.other == other }
    agents[agent].rivals.append(Rival(other: other, level: rivalry))
  }
}
