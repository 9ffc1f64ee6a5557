import Files
import StageKit

/// Finds what is wrong with a scenario before anything is spent on it.
struct ScenarioValidator {
  let scenario: Scenario
  let spec: PopulationSpec?
  let table: AgentTable?
  /// The types of edges that the network has.
  let edgeTypes: [String]?
  private(set) var issues: [Issue] = []
  /// How many people each exposure rule, and each modifier over people alone, concerns.
  private(set) var reach: [RuleReach] = []

  init(_ scenario: Scenario, spec: PopulationSpec?, table: AgentTable?, edgeTypes: [String]?) {
    self.scenario = scenario
    self.spec = spec
    self.table = table
    self.edgeTypes = edgeTypes
    checkEvent()
    checkExposure()
    checkSpread()
    checkOutcomes()
    checkSimulation()
    checkReasoner()
    if let table, let spec, table.count != spec.size {
      warn(
        "COUNT", "meta.agents_file", "\(table.count) agents, and the population has \(spec.size)")
    }
  }

  private mutating func error(
    _ code: String, _ place: String, _ text: String, _ hint: String? = nil
  ) {
    issues.append(.error(code, place, text, hint))
  }

  private mutating func warn(_ code: String, _ place: String, _ text: String, _ hint: String? = nil)
  {
    issues.append(.warning(code, place, text, hint))
  }

  private mutating func share(
    _ value: Double, _ place: String, _ range: ClosedRange<Double> = 0...1
  ) {
    if !range.contains(value) {
      error("RANGE", place, "\(value) lies outside of \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private mutating func checkEvent() {
    if scenario.event.content.trimmed.isEmpty {
      error("EVENT", "event.content", "it is empty", "say what happens")
    }
    if scenario.event.source.trimmed.isEmpty { error("EVENT", "event.source", "it is empty") }
    share(scenario.event.credibility, "event.credibility")
    share(scenario.event.ambiguity, "event.ambiguity")
    share(scenario.event.valence, "event.emotional_valence", -1...1)
    if !Attribute.isSnakeCase(scenario.name) {
      warn("NAME", "meta.name", "'\(scenario.name)' is not in small letters with '_'")
    }
  }

  private mutating func checkExposure() {
    let names = scenario.channels.map(\.name)
    if names.isEmpty { error("CHANNEL", "seed_exposure.channels", "there is none") }
    if names.count > 5 {
      error(
        "CHANNEL", "seed_exposure.channels", "there are \(names.count), and at most 5 are possible")
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      error("CHANNEL", "seed_exposure.channels[\(index)]", "the channel '\(name)' stands twice")
    }
    if scenario.rules.isEmpty {
      error("RULE", "seed_exposure.rules", "there is none: nobody ever learns of it")
    }
    for (index, rule) in scenario.rules.enumerated() {
      let place = "seed_exposure.rules[\(index)]"
      if !names.contains(rule.channel) {
        error(
          "CHANNEL", place, "there is no channel '\(rule.channel)'",
          "there are \(names.joined(separator: ", "))")
      }
      share(rule.probability, place)
      if rule.timestep < 0 { error("RANGE", place, "a timestep is not below 0") }
      if let most = scenario.maxTimesteps, rule.timestep >= most {
        warn("RULE", place, "timestep \(rule.timestep) never comes: there are \(most)")
      }
      checkCondition(rule.when, place, allowed: [])
      guard let table else { continue }
      let counted = RuleReach(rule.when, at: place, table)
      reach.append(counted)
      if counted.isDead {
        error(
          "REACH", place, "'\(rule.when)' concerns none of \(table.count) people",
          "compare with what agents have")
      } else if counted.isVoid {
        warn(
          "REACH", place, "'\(rule.when)' concerns all \(table.count) people",
          "write 'true', or look at the scale")
      }
    }
    for name in names where !scenario.rules.contains(where: { $0.channel == name }) {
      warn("CHANNEL", "seed_exposure.channels", "no rule uses the channel '\(name)'")
    }
  }

  private mutating func checkSpread() {
    share(scenario.spread.probability, "spread.share_probability")
    share(scenario.spread.decay, "spread.decay_per_hop")
    if let hops = scenario.spread.maxHops, hops < 0 { error("RANGE", "spread.max_hops", "below 0") }
    for (index, modifier) in scenario.spread.modifiers.enumerated() {
      let place = "spread.share_modifiers[\(index)]"
      if modifier.multiply < 0 || modifier.multiply > 5 {
        warn("MULTIPLIER", place, "multiply \(modifier.multiply) lies outside of 0 to 5")
      }
      let condition = checkCondition(modifier.when, place, allowed: ["edge_type", "edge_weight"])
      for (name, _, values) in condition?.literalComparisons ?? [] where name == "edge_type" {
        for value in values where !(edgeTypes?.contains(value.text) ?? true) {
          warn("EDGE_TYPE", place, "no edge is of type '\(value.text)'")
        }
      }
      guard let table, let condition,
        !condition.names.contains(where: { $0.hasPrefix("edge_") })
      else { continue }
      let counted = RuleReach(modifier.when, at: place, table)
      reach.append(counted)
      if counted.isDead {
        warn("REACH", place, "'\(modifier.when)' concerns none of \(table.count) people")
      } else if counted.isVoid {
        warn("REACH", place, "'\(modifier.when)' concerns all \(table.count) people")
      }
    }
  }

  private mutating func checkOutcomes() {
    if scenario.outcomes.isEmpty {
      warn("OUTCOME", "outcomes.suggested_outcomes", "there is none: nothing is measured")
    }
    for (index, outcome) in scenario.outcomes.enumerated() {
      let place = "outcomes.suggested_outcomes[\(index)]"
      if scenario.outcomes[..<index].contains(where: { $0.name == outcome.name }) {
        error("OUTCOME", place, "the outcome '\(outcome.name)' stands twice")
      }
      if outcome.kind == .categorical, outcome.options.count < 2 {
        error("OUTCOME", place, "a categorical outcome has at least two options")
      }
      for (option, duplicates) in outcome.options.enumerated()
      where outcome.options[..<option].contains(duplicates) {
        error("OUTCOME", place, "the option '\(duplicates)' stands twice")
      }
      if let range = outcome.range, range.low >= range.high {
        error("OUTCOME", place, "the range's lower end \(range.low) is not below \(range.high)")
      }
      for (option, value) in outcome.friction {
        if !outcome.options.contains(option) {
          error("OUTCOME", place, "there is no option '\(option)'")
        }
        share(value, place)
      }
      if outcome.kind == .openEnded {
        warn("VAGUE", place, "an open-ended outcome is not measured")
      }
    }
    for name in scenario.relevant where spec.map({ $0.attribute(name) == nil }) ?? false {
      warn("ATTRIBUTE", "outcomes.decision_relevant_attributes", "there is no attribute '\(name)'")
    }
  }

  private mutating func checkSimulation() {
    if let most = scenario.maxTimesteps, most < 1 || most > 100_000 {
      error("RANGE", "simulation.max_timesteps", "\(most) lies outside of 1 to 100000")
    }
    for (index, text) in scenario.stops.enumerated() {
      let place = "simulation.stop_conditions[\(index)]"
      do throws(ExpressionError) {
        let condition = try StopCondition(text)
        if let reason = condition.contradiction {
          warn("STOP", place, "'\(text)' never holds: \(reason)")
        }
      } catch {
        self.error("STOP", place, "'\(text)': \(error.description)")
      }
    }
  }

  private mutating func checkReasoner() {
    let names = table?.names ?? spec?.attributes.map(\.name)
    for (attribute, _) in scenario.reasoner.weights {
      let bare = String(attribute.split(separator: "=").first ?? "")
      if let names, !names.contains(bare) {
        error("ATTRIBUTE", "reasoner.weights", "there is no attribute '\(bare)'")
      }
    }
    let options = scenario.decision?.options ?? []
    for (index, rule) in scenario.reasoner.optionRules.enumerated() {
      let place = "reasoner.option_rules[\(index)]"
      checkCondition(rule.when, place, allowed: ["s"])
      if !options.contains(rule.option) {
        error(
          "OUTCOME", place, "there is no option '\(rule.option)'",
          "there are \(options.joined(separator: ", "))")
      }
    }
  }

  /// Reads a condition, and holds its names and literals against what there is.
  @discardableResult
  private mutating func checkCondition(
    _ text: String, _ place: String, allowed: [String]
  ) -> Expression? {
    let expression: Expression
    do throws(ExpressionError) {
      expression = try ExpressionParser.parse(text)
    } catch {
      self.error("CONDITION_SYNTAX", place, "'\(text)': \(error.description)")
      return nil
    }
    let names = table?.names ?? spec?.attributes.map(\.name)
    for name in expression.names where !allowed.contains(name) {
      if let names, !names.contains(name) {
        error("ATTRIBUTE", place, "'\(text)' uses '\(name)', which nobody has")
      }
    }
    if let spec { issues += LiteralCheck.issues(of: expression, spec.attributes, at: place) }
    return expression
  }
}
