import StageKit
import YAML

/// Makes a scenario from a text: event, exposure, spread and outcomes by the template of its kind.
struct ScenarioBuilder {
  let catalogue: Catalogue
  let spec: PopulationSpec
  let description: String
  /// Options of the decision in the caller's own words, from good to bad; empty takes the
  /// template's.
  var options: [String] = []
  /// The name of a template; nil chooses one by the text.
  var template: String?

  /// The scenario's file, and what was assumed.
  func build(
    population: String, agents: String, network: String, study: Node? = nil
  ) throws(StageError) -> (node: Node, assumptions: [String]) {
    let chosen =
      template.flatMap { name in catalogue.scenarios.first { $0.name == name } }
      ?? Catalogue.matches(description, among: catalogue.scenarios).first
    guard let chosen, let kind = chosen.node["event"]?.asText,
      let event = catalogue.events.first(where: { $0.key == kind })?.node
    else {
      throw .invalid(
        "the text does not say what kind of event it is",
        hint:
          "name a template: --template \(catalogue.scenarios.map(\.name).joined(separator: ", "))")
    }
    var assumptions = ["exposure, spread and reasoner are those of template '\(chosen.name)'"]
    let options =
      self.options.isEmpty
      ? (chosen.node["options"]?.asSequence ?? []).compactMap(\.asText) : self.options
    let (channels, rules) = exposure(event, &assumptions)
    let share = event["share"]?.asDouble ?? 0.25
    let weights = (chosen.node["weights"]?.asMapping ?? []).filter { key, _ in
      spec.attribute(key.asText ?? "") != nil
    }
    var modifiers: [Node] = []
    if spec.attribute("social_media_hours") != nil {
      modifiers.append(
        .map([("when", .text("social_media_hours > 3")), ("multiply", .number(1.3))]))
    }
    modifiers.append(.map([("when", .text("edge_weight > 0.7")), ("multiply", .number(1.2))]))
    return (
      .map([
        (
          "meta",
          .map([
            ("name", .text(Scenario.name(of: description))), ("description", .text(description)),
            ("population_spec", .text(population)), ("agents_file", .text(agents)),
            ("network_file", .text(network)), ("created_at", .null),
            ("template", .text(chosen.name)),
          ])
        ),
        (
          "event",
          .map([
            ("type", .text(kind)), ("content", .text(description)),
            ("source", .text(Self.source(kind))), ("credibility", event["credibility"]),
            ("ambiguity", event["ambiguity"]), ("emotional_valence", event["valence"]),
          ])
        ),
        ("seed_exposure", .map([("channels", .list(channels)), ("rules", .list(rules))])),
        (
          "interaction",
          .map([
            ("primary_model", .text("direct_conversation")),
            ("description", .text("people tell those they know")),
          ])
        ),
        (
          "spread",
          .map([
            ("share_probability", .number(share)), ("share_modifiers", .list(modifiers)),
            ("decay_per_hop", .number(0.1)), ("max_hops", .null),
          ])
        ),
        ("outcomes", outcomes(options, weights.compactMap { $0.key.asText })),
        (
          "simulation",
          .map([
            ("max_timesteps", .int(spec.size < 500 ? 50 : spec.size <= 5000 ? 100 : 168)),
            ("timestep_unit", event["unit"]),
            ("stop_conditions", .list([.text(Scenario.defaultStop)])),
          ])
        ),
        (
          "reasoner",
          .map([
            ("intercept", .number(0)),
            ("weights", .mapping(weights, mark: .init(line: 0, column: 0))),
            ("peer_weight", .number(0.6)), ("channel_weight", .number(0.5)),
            ("memory_weight", .number(0.2)), ("noise", .number(0.3)),
            ("option_rules", .list(Self.optionRules(options))), ("share_threshold", .number(0.35)),
          ])
        ), ("study", study),
      ]), assumptions
    )
  }

  private func exposure(_ event: Node, _ assumptions: inout [String]) -> ([Node], [Node]) {
    var channels: [Node] = []
    var rules: [Node] = []
    for channel in event["channels"]?.asSequence ?? [] {
      let condition = channel["when"]?.asText ?? "true"
      let names = (try? ExpressionParser.parse(condition).names) ?? []
      let isKnown = names.allSatisfy { spec.attribute($0) != nil }
      if !isKnown {
        assumptions.append("'\(condition)' needs what nobody has: everybody is reached alike")
      }
      channels.append(
        .map([
          ("name", channel["name"]), ("description", .text("how the event reaches people")),
          ("reach", channel["reach"]), ("credibility_modifier", channel["modifier"]),
        ]))
      rules.append(
        .map([
          ("channel", channel["name"]), ("when", .text(isKnown ? condition : "true")),
          ("probability", channel["p"]), ("timestep", channel["t"]),
        ]))
    }
    return (channels, rules)
  }

  private func outcomes(_ options: [String], _ relevant: [String]) -> Node {
    .map([
      (
        "suggested_outcomes",
        .list([
          .map([
            ("name", .text("stance")), ("type", .text("categorical")),
            ("description", .text("what somebody does")),
            ("options", .list(options.map(Node.text))),
            ("required", .bool(true)),
            (
              "option_friction",
              .map(options.map { ($0, .number(OptionFriction.byWords($0))) })
            ),
          ]),
          .map([
            ("name", .text("sentiment")), ("type", .text("float")),
            ("description", .text("how somebody feels about it")),
            ("range", .list([.int(-1), .int(1)])), ("required", .bool(true)),
          ]),
        ])
      ), ("capture_full_reasoning", .bool(true)),
      ("decision_relevant_attributes", .list(relevant.map(Node.text))),
    ])
  }

  /// Thresholds on `s` that cut it into equal parts, the first option for the highest.
  private static func optionRules(_ options: [String]) -> [Node] {
    options.enumerated().map { place, option in
      let cut = 1 - 2 * Double(place + 1) / Double(options.count)
      let rounded = (cut * 0.6 * 100).rounded() / 100
      let isLast = place == options.count - 1
      return .map([
        ("when", .text(isLast ? "true" : "s > \(rounded)")), ("option", .text(option)),
      ])
    }
  }

  private static func source(_ kind: String) -> String {
    switch kind {
    case "policy_change": "the administration"
    case "product_launch": "the maker"
    case "emergency": "the authorities"
    default: "the provider"
    }
  }
}

/// What changing to an option costs: 0 to 1.
enum OptionFriction {
  /// By the words of the option where a scenario does not say.
  static func byWords(_ option: String) -> Double {
    let words = option.lowercased()
    func has(_ list: [String]) -> Bool { list.contains { words.contains($0) } }
    if has(["maintain", "continue", "keep", "stay", "deny", "no_change"]) { return 0.2 }
    if has(["switch", "migrate", "cancel", "subscribe", "purchase", "buy", "upgrade"]) {
      return 0.75
    }
    if has(["reduce", "abandon", "pause"]) { return 0.4 }
    return 0.5
  }
}
