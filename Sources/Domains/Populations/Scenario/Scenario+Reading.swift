import StageKit
import YAML

extension Scenario {
  static let keys = [
    "meta", "event", "seed_exposure", "interaction", "spread", "outcomes", "simulation", "reasoner",
    "study",
  ]

  /// Reads a scenario's file.
  init(path: String, as name: String) throws(StageError) {
    self = try SourceFile.read(path, as: name) { Scenario($0) }
  }

  /// Reads a scenario; reports what cannot be read, and leaves what cannot be meant to the
  /// validator.
  init?(_ item: Item) {
    guard let section = Section(item, owner: "the scenario", keys: Self.keys) else { return nil }
    func part(_ key: String, _ keys: [String]) -> Section? {
      section.required(key).flatMap { Section($0, owner: key, keys: keys) }
    }
    if let meta = part(
      "meta",
      [
        "name", "description", "population_spec", "agents_file", "network_file", "created_at",
        "template",
      ])
    {
      name = meta.text("name") ?? ""
      description = meta.text("description") ?? ""
      populationFile = meta.text("population_spec") ?? ""
      agentsFile = meta.text("agents_file") ?? ""
      networkFile = meta.text("network_file") ?? ""
    }
    readEvent(
      part("event", ["type", "content", "source", "credibility", "ambiguity", "emotional_valence"]))
    readExposure(part("seed_exposure", ["channels", "rules"]))
    readSpread(
      part("spread", ["share_probability", "share_modifiers", "decay_per_hop", "max_hops"]))
    readOutcomes(
      part(
        "outcomes",
        [
          "suggested_outcomes", "capture_full_reasoning", "extraction_instructions",
          "decision_relevant_attributes",
        ]))
    if let item = section["interaction"],
      let inner = Section(
        item, owner: "interaction", keys: ["primary_model", "secondary_model", "description"])
    {
      _ = inner.word("primary_model", Interaction.self)
      _ = inner.word("secondary_model", Interaction.self)
    }
    if let simulation = part(
      "simulation", ["max_timesteps", "timestep_unit", "stop_conditions", "seed"])
    {
      maxTimesteps = simulation.integer("max_timesteps")
      unit = simulation.word("timestep_unit") ?? .hour
      stops = simulation.texts("stop_conditions")
      seed = simulation.integer("seed").map(Int64.init)
    }
    if let item = section["reasoner"] { readReasoner(item) }
    study = section.members("study").map { ($0.name, $0.value.node.asText ?? "") }
  }

  private mutating func readEvent(_ section: Section?) {
    guard let section else { return }
    event.kind = section.word("type") ?? .announcement
    event.content = section.text("content") ?? ""
    event.source = section.text("source") ?? ""
    event.credibility = section.number("credibility") ?? 0.8
    event.ambiguity = section.number("ambiguity") ?? 0.3
    event.valence = section.number("emotional_valence") ?? 0
  }

  private mutating func readExposure(_ section: Section?) {
    guard let section else { return }
    channels = section.list("channels").compactMap { item in
      guard
        let inner = Section(
          item, owner: "a channel", keys: ["name", "description", "reach", "credibility_modifier"]),
        let name = inner.required("name")?.scalarText()
      else { return nil }
      return Channel(
        name: name, reach: inner.word("reach") ?? .broadcast,
        modifier: inner.number("credibility_modifier") ?? 1)
    }
    rules = section.list("rules").compactMap { item in
      guard
        let inner = Section(
          item, owner: "an exposure rule", keys: ["channel", "when", "probability", "timestep"]),
        let channel = inner.required("channel")?.scalarText()
      else { return nil }
      return Rule(
        channel: channel, when: inner.text("when") ?? "true",
        probability: inner.number("probability") ?? 1, timestep: inner.integer("timestep") ?? 0)
    }
  }

  private mutating func readSpread(_ section: Section?) {
    guard let section else { return }
    spread.probability = section.number("share_probability") ?? 0
    spread.decay = section.number("decay_per_hop") ?? 0
    spread.maxHops = section.integer("max_hops")
    spread.modifiers = section.list("share_modifiers").compactMap { item in
      guard
        let inner = Section(item, owner: "a share modifier", keys: ["when", "multiply", "add"]),
        let when = inner.required("when")?.scalarText()
      else { return nil }
      return ShareModifier(
        when: when, multiply: inner.number("multiply") ?? 1, add: inner.number("add") ?? 0)
    }
  }

  private mutating func readOutcomes(_ section: Section?) {
    guard let section else { return }
    relevant = section.texts("decision_relevant_attributes")
    outcomes = section.list("suggested_outcomes").compactMap { item in
      guard
        let inner = Section(
          item, owner: "an outcome",
          keys: ["name", "type", "description", "options", "range", "required", "option_friction"]),
        let name = inner.required("name")?.scalarText(),
        let kind: OutcomeKind = inner.required("type").flatMap({ _ in inner.word("type") })
      else { return nil }
      let range = inner.list("range").compactMap { $0.number() }
      return Outcome(
        name: name, kind: kind, description: inner.text("description") ?? "",
        options: inner.texts("options"), range: range.count == 2 ? (range[0], range[1]) : nil,
        isRequired: inner.flag("required") ?? true,
        friction: inner.members("option_friction").compactMap { member in
          member.value.number().map { (member.name, $0) }
        })
    }
  }

  private mutating func readReasoner(_ item: Item) {
    guard
      let section = Section(
        item, owner: "reasoner",
        keys: [
          "intercept", "weights", "peer_weight", "channel_weight", "memory_weight", "noise",
          "option_rules", "share_threshold",
        ])
    else { return }
    reasoner.intercept = section.number("intercept") ?? 0
    reasoner.weights = section.members("weights").compactMap { member in
      member.value.number().map { (member.name, $0) }
    }
    reasoner.peerWeight = section.number("peer_weight") ?? 0.5
    reasoner.channelWeight = section.number("channel_weight") ?? 1
    reasoner.memoryWeight = section.number("memory_weight") ?? 0
    reasoner.noise = section.number("noise") ?? 0.2
    reasoner.shareThreshold = section.number("share_threshold") ?? 0.3
    reasoner.optionRules = section.list("option_rules").compactMap { item in
      guard let inner = Section(item, owner: "an option rule", keys: ["when", "option"]),
        let when = inner.required("when")?.scalarText(),
        let option = inner.required("option")?.scalarText()
      else { return nil }
      return (when, option)
    }
  }
}
