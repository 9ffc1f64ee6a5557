import StageKit
import YAML

/// One attribute of the people of a population, as its file describes it.
struct Attribute: Sendable {
  enum Kind: String, CaseIterable, Sendable { case int, float, categorical, boolean }
  enum Strategy: String, CaseIterable, Sendable { case independent, derived, conditional }
  enum Category: String, CaseIterable, Sendable {
    case universal
    case populationSpecific = "population_specific"
    case contextSpecific = "context_specific"
    case personality
  }

  let name: String
  let kind: Kind
  let category: Category
  let description: String
  let strategy: Strategy
  let distribution: Distribution?
  let formula: String?
  let dependsOn: [String]
  let modifiers: [Modifier]
  let grounding: Grounding?
  let constraints: [Constraint]
  /// The attribute as it is written, to be written again.
  let node: Node

  /// Whether it holds numbers.
  var isNumeric: Bool { kind == .int || kind == .float }

  /// Where values come from, and how far they can be trusted.
  struct Grounding: Sendable {
    enum Level: String, CaseIterable, Sendable { case strong, medium, low }
    enum Method: String, CaseIterable, Sendable {
      case researched, extrapolated, estimated, computed
    }
    let level: Level
    let method: Method
    let source: String?
  }

  /// A bound, or a condition that every value is meant to meet.
  struct Constraint: Sendable {
    enum Kind: String, CaseIterable, Sendable {
      case hardMin = "hard_min"
      case hardMax = "hard_max"
      case min, max, expression
      case specExpression = "spec_expression"
    }
    let kind: Kind
    let value: Double?
    let expression: String?
  }

  /// A change of the base draw for those for whom a condition holds.
  struct Modifier: Sendable {
    let when: String
    let multiply: Double?
    let add: Double?
    let weightOverrides: [(option: String, weight: Double)]?
    /// What weights of options are multiplied by, beside all other modifiers that apply.
    let weightFactors: [(option: String, weight: Double)]?
    let probabilityOverride: Double?
  }

  /// The value of a hard bound, if there is one.
  func bound(_ kind: Constraint.Kind) -> Double? {
    constraints.first { $0.kind == kind }?.value
  }
}

extension Attribute {
  static let keys = [
    "name", "type", "category", "description", "sampling", "grounding", "constraints", "scope",
  ]

  /// Reads an attribute; reports what is wrong and gives nil where nothing can be made of it.
  init?(_ item: Item) {
    let owner = "attribute '\(item.node["name"]?.asText ?? "?")'"
    guard let section = Section(item, owner: owner, keys: Self.keys),
      let name = section.required("name")?.scalarText()
    else { return nil }
    let kind: Kind? = section.required("type").flatMap { _ in section.word("type") }
    guard let sampling = section.required("sampling"),
      let rules = Section(
        sampling, owner: "the sampling of \(owner)",
        keys: ["strategy", "distribution", "formula", "depends_on", "modifiers"])
    else { return nil }
    let strategy: Strategy? = rules.required("strategy").flatMap { _ in rules.word("strategy") }
    guard let kind, let strategy else { return nil }
    if !Self.isSnakeCase(name) {
      section["name"]?.fail(
        "'\(name)' is no name of an attribute", hint: "use small letters, digits and '_'")
    }
    self.name = name
    self.kind = kind
    category = section.word("category") ?? .populationSpecific
    description = section.text("description") ?? ""
    self.strategy = strategy
    distribution = rules["distribution"].flatMap { item in
      item.node.isNull ? nil : Distribution(item, owner: owner)
    }
    formula = rules.text("formula")
    dependsOn = rules.texts("depends_on")
    modifiers = rules.list("modifiers").compactMap { Modifier($0, owner: owner) }
    grounding = section["grounding"].flatMap { Grounding($0, owner: owner) }
    constraints = section.list("constraints").compactMap { Constraint($0, owner: owner) }
    node = item.node
  }

  static func isSnakeCase(_ name: String) -> Bool {
    guard let first = name.utf8.first, first >= 0x61, first <= 0x7a else { return false }
    return name.utf8.allSatisfy {
      $0 >= 0x61 && $0 <= 0x7a || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x5f
    }
  }
}

extension Attribute.Grounding {
  fileprivate init?(_ item: Item, owner: String) {
    guard
      let section = Section(
        item, owner: "the grounding of \(owner)", keys: ["level", "method", "source", "note"])
    else { return nil }
    level = section.word("level") ?? .low
    method = section.word("method") ?? .estimated
    source = section.text("source")
  }
}

extension Attribute.Constraint {
  fileprivate init?(_ item: Item, owner: String) {
    guard
      let section = Section(
        item, owner: "a constraint of \(owner)", keys: ["type", "value", "expression", "reason"]),
      let kind: Kind = section.required("type").flatMap({ _ in section.word("type") })
    else { return nil }
    self.kind = kind
    value = section.number("value")
    expression = section.text("expression")
    switch kind {
    case .expression, .specExpression: if expression == nil { _ = section.required("expression") }
    case .hardMin, .hardMax, .min, .max: if value == nil { _ = section.required("value") }
    }
  }
}

extension Attribute.Modifier {
  fileprivate init?(_ item: Item, owner: String) {
    guard
      let section = Section(
        item, owner: "a modifier of \(owner)",
        keys: [
          "when", "multiply", "add", "weight_overrides", "weight_factors", "probability_override",
        ]),
      let when = section.required("when")?.scalarText()
    else { return nil }
    self.when = when
    multiply = section.number("multiply")
    add = section.number("add")
    probabilityOverride = section.number("probability_override")
    func weights(_ key: String) -> [(option: String, weight: Double)]? {
      guard let item = section[key], !item.node.isNull else { return nil }
      return (item.members() ?? []).compactMap { member in
        member.value.number().map { (member.name, $0) }
      }
    }
    weightOverrides = weights("weight_overrides")
    weightFactors = weights("weight_factors")
  }
}
