import Codecs

// What admitted commands do. Everything is checked before anything is changed.
extension Shard {
  /// Does a command and gives its result.
  mutating func perform(
    _ verb: ConsoleVerb, _ command: ConsoleCommand, _ rules: TownRules, _ policies: PolicyTable,
    _ output: inout TickOutput
  ) throws(ConsoleProblem) -> ValueMap {
    let arguments = ConsoleArguments(verb: verb, command: command, world: state.world)
    if verb.onlyLooks(command) { return try look(arguments, rules) }
    switch verb.name {
    case "employment_exit": return try employmentExit(arguments, rules)
    case "spawn": return try spawn(arguments, rules)
    case "promote_policy", "rollback_policy", "policy_swap":
      return try changePolicy(arguments, rules, policies, &output)
    case "perturbation_trigger", "arrange_meet": return try trigger(arguments, rules)
    case "perturbation_cancel":
      let id = try arguments.word(0)
      guard state.world.cancel(id, rules) else {
        throw ConsoleProblem("not_found", "nothing is disturbed by '\(id)'")
      }
      return ["cancelled": .text(id)]
    case "stop": return ["stopped_at": .int(Int64(state.world.tick))]
    case "snapshot_migrate": return try migrate(arguments, rules)
    case "perturbations", "feature", "narration", "privacy", "training", "toggle_mortality",
      "set_exit_cap", "set_spawn_delay", "price":
      return try set(arguments, rules)
    default: return try moveLives(arguments, rules)
    }
  }

  private mutating func employmentExit(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let what = try arguments.word(0)
    guard what == "approve" || what == "defer" else { throw .usage(arguments.verb) }
    let agent = try arguments.agent(1)
    guard let reason = arguments.text("reason") else {
      throw ConsoleProblem("usage", "'employment_exit \(what)' needs a --reason")
    }
    let id = Value.text(state.world.agents[agent].id)
    guard state.world.agents[agent].work.job >= 0 else {
      throw ConsoleProblem("invalid_args", "'\(state.world.agents[agent].id)' has no job")
    }
    if what == "approve" {
      state.world.approveExit(of: agent)
      return ["approved": true, "agent_id": id, "reason": .text(reason)]
    }
    let until = state.world.deferExit(of: agent, rules)
    return [
      "deferred": true, "agent_id": id, "until_tick": .int(Int64(until)), "reason": .text(reason),
    ]
  }

  private mutating func spawn(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    var payload = arguments.command.args.first?.asMap ?? ValueMap()
    for (key, value) in arguments.command.options { payload[key] = value }
    if arguments.command.args.first?.asText != nil {
      payload["agent_id"] = arguments.command.args[0]
      payload["position"] = .array(Array(arguments.command.args.dropFirst().prefix(2)))
    }
    guard let id = payload["agent_id"]?.asText, let place = payload["position"]?.asArray,
      place.count == 2
    else { throw .usage(arguments.verb) }
    let letters = id.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "#") }
    guard !id.isEmpty, id.utf8.count <= 40, letters else {
      throw ConsoleProblem("invalid_args", "a name has 1 to 40 printable characters without '#'")
    }
    guard !state.world.agents.contains(where: { $0.name == id || $0.id == id }) else {
      throw ConsoleProblem("conflict", "somebody is called '\(id)' already")
    }
    guard state.world.agents.count < 2000 else {
      throw ConsoleProblem("invalid_args", "the town is full")
    }
    let town = rules.config.town
    let tile = GridTile(
      x: try ConsoleArguments.whole(place[0], "x", 0...town.width - 1),
      y: try ConsoleArguments.whole(place[1], "y", 0...town.height - 1))
    var needs: [(String, Double)] = []
    for (name, value) in payload["needs"]?.asMap ?? ValueMap() {
      guard ["hunger", "hygiene", "energy"].contains(name) else {
        throw ConsoleProblem("invalid_args", "'\(name)' is no need")
      }
      needs.append((name, try ConsoleArguments.number(value, name, 0...1)))
    }
    var wallet = town.wallet
    if let value = payload["wallet"] {
      wallet = try ConsoleArguments.number(value, "wallet", 0...1_000_000)
    }
    var job = -1
    if let name = payload["job"]?.asText {
      guard let found = rules.config.jobs.firstIndex(where: { $0.name == name }) else {
        throw ConsoleProblem("not_found", "there is no job '\(name)'")
      }
      job = found
    }
    state.world.settle(name: id, at: tile, job: job, rules)
    let agent = state.world.agents.count - 1
    for (name, value) in needs { setNeed(name, of: agent, value) }
    state.world.agents[agent].wallet = wallet
    state.world.emit("agent_spawned", ["agent_id": .text(id)])
    return [
      "spawned": .text(id), "position": Self.value(tile), "needs": needsValue(agent),
      "wallet": .double(wallet),
    ]
  }

  private mutating func setNeed(_ name: String, of agent: Int, _ value: Double) {
    switch name {
    case "hunger": state.world.agents[agent].hunger = value
    case "hygiene": state.world.agents[agent].hygiene = value
    default: state.world.agents[agent].energy = value
    }
    state.world.agents[agent].resetContext = true
  }

  static func value(_ tile: GridTile) -> Value { [.int(Int64(tile.x)), .int(Int64(tile.y))] }

  private func needsValue(_ agent: Int) -> Value {
    let person = state.world.agents[agent]
    return [
      "hunger": .double(person.hunger), "hygiene": .double(person.hygiene),
      "energy": .double(person.energy),
    ]
  }

  /// Commands about one life or two.
  private mutating func moveLives(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let agent = try arguments.agent(0)
    let id = Value.text(state.world.agents[agent].id)
    switch arguments.verb.name {
    case "teleport":
      let tile = try arguments.tile(1, rules)
      state.world.leaveEverything(agent, rules)
      state.world.agents[agent].position = tile
      return ["agent_id": id, "position": Self.value(tile)]
    case "setneed":
      let need = try arguments.word(1)
      guard ["hunger", "hygiene", "energy"].contains(need) else {
        throw ConsoleProblem("invalid_args", "'\(need)' is not hunger, hygiene or energy")
      }
      let value = try arguments.number(2, "the value", -1_000_000...1_000_000)
      setNeed(need, of: agent, min(max(value, 0), 1))
      return ["agent_id": id, "needs": needsValue(agent)]
    case "possess":
      let what = arguments.optionalWord(1) ?? "acquire"
      guard what == "acquire" || what == "release" else { throw .usage(arguments.verb) }
      state.world.agents[agent].possessed = what == "acquire"
      return ["agent_id": id, "possessed": .bool(what == "acquire")]
    case "kill":
      let reason = arguments.optionalWord(1) ?? "killed"
      state.world.terminate(agent, reason, rules)
      return ["killed": id, "reason": .text(reason)]
    default: return try relateLives(agent, arguments, rules)
    }
  }

  private mutating func relateLives(
    _ agent: Int, _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let other = try arguments.agent(1)
    guard other != agent else {
      throw ConsoleProblem("invalid_args", "that takes two different people")
    }
    let names = state.world.names(agent, other)
    if arguments.verb.name == "force_chat" {
      var quality = 1.0
      if arguments.command.args.count > 2 {
        quality = try arguments.number(2, "the quality", 0...1)
      }
      state.world.chat(agent, other, quality: quality, rules)
      return ["agents": names, "quality": .double(quality)]
    }
    let trust = try arguments.number(2, "trust", -1...1)
    var familiarity: Double?
    var rivalry: Double?
    if arguments.command.args.count > 3 {
      familiarity = try arguments.number(3, "familiarity", -1...1)
    }
    if arguments.command.args.count > 4 { rivalry = try arguments.number(4, "rivalry", 0...1) }
    state.world.setTie(agent, other, trust: trust, familiarity: familiarity, rivalry: rivalry)
    return ["agents": names, "trust": .double(trust)]
  }

  private mutating func trigger(
    _ arguments: ConsoleArguments, _ rules: TownRules
  ) throws(ConsoleProblem) -> ValueMap {
    let payload = arguments.command.args.first?.asMap
    guard let name = payload?["spec"]?.asText ?? arguments.optionalWord(0) else {
      throw .usage(arguments.verb)
    }
    guard let spec = rules.config.perturbations.specs.firstIndex(where: { $0.name == name }) else {
      let names = rules.config.perturbations.specs.map(\.name).joined(separator: ", ")
      throw ConsoleProblem(
        "unknown_spec",
        "the configuration has no perturbation '\(name)'"
          + (names.isEmpty ? "; perturbations.specs is empty" : ": \(names)"))
    }
    let isMeet = rules.config.perturbations.specs[spec].group.kind == .arranged_meet
    var people: [Int] = []
    if arguments.verb.name == "arrange_meet" {
      guard isMeet else { throw ConsoleProblem("invalid_args", "'\(name)' arranges no meeting") }
      let words = payload?["agents"]?.asArray ?? Array(arguments.command.args.dropFirst())
      for word in words {
        guard let agent = state.world.agent(word.asText ?? "") else {
          throw ConsoleProblem("not_found", "nobody is called '\(word.asText ?? "")'")
        }
        people.append(agent)
      }
      guard people.count == 2, people[0] != people[1] else { throw .usage(arguments.verb) }
    }
    var startsIn = try arguments.option("starts_in", 0, 0...1_000_000)
    if let value = payload?["starts_in"] {
      startsIn = try ConsoleArguments.whole(value, "starts_in", 0...1_000_000)
    }
    var length = try arguments.option("duration", 0, 0...1_000_000)
    if let value = payload?["duration"] {
      length = try ConsoleArguments.whole(value, "duration", 0...1_000_000)
    }
    var magnitude: Double?
    if let value = arguments.command.options["magnitude"] {
      magnitude = try ConsoleArguments.number(value, "--magnitude", 0...100)
    }
    var targets: [String]?
    if let value = arguments.command.options["targets"] {
      let list = value.asArray?.compactMap(\.asText) ?? value.asText.map { [$0] } ?? []
      guard !list.isEmpty, list.allSatisfy({ !Price.keys(of: $0).isEmpty }) else {
        throw ConsoleProblem("invalid_args", "--targets names no price")
      }
      targets = list
    }
    var one = state.world.make(spec, rules)
    let drawn = one.ends - state.world.tick
    one.starts = state.world.tick + startsIn
    one.ends = one.starts + (length > 0 ? length : drawn)
    if let magnitude { one.magnitude = magnitude }
    if let targets { one.targets = targets }
    if !people.isEmpty { one.participants = people }
    state.world.disturbances.pending.append(one)
    return [
      "event_id": .text(one.id), "spec": .text(name), "starts_at": .int(Int64(one.starts)),
      "ends_at": .int(Int64(one.ends)),
    ]
  }
}
