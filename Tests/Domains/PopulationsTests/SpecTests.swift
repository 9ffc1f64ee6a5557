import StageKit
import Testing
import YAML

@testable import Populations

@Suite struct SpecTests {
  /// A population of some attributes written as YAML, and what the validator says of it.
  static func issues(_ attributes: String, order: String) throws -> [Populations.Issue] {
    let text =
      "meta: {description: test, size: 10}\nattributes:\n\(attributes)\nsampling_order: \(order)\n"
    let spec = try SourceFile.read(Array(text.utf8), as: "p.yaml") { PopulationSpec($0) }
    return SpecValidator.issues(of: spec)
  }

  static let age =
    "- {name: age, type: int, sampling: {strategy: independent, distribution: {type: "
    + "uniform, min: 0, max: 90}}}"

  @Test(arguments: [
    (
      "WEIGHT_INVALID",
      "{name: x, type: categorical, sampling: {strategy: independent, distribution: {type: "
        + "categorical, options: [a, b], weights: [0.5]}}}"
    ),
    (
      "WEIGHT_INVALID",
      "{name: x, type: categorical, sampling: {strategy: independent, distribution: {type: "
        + "categorical, options: [a, b], weights: [0.5, 0.6]}}}"
    ),
    (
      "WEIGHT_INVALID",
      "{name: x, type: categorical, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: categorical, options: [a, b], weights: [0.5, 0.5]}, "
        + "modifiers: [{when: age > 3, weight_overrides: {c: 1}}]}}"
    ),
    (
      "WEIGHT_INCOMPLETE",
      "{name: x, type: categorical, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: categorical, options: [a, b], weights: [0.5, 0.5]}, "
        + "modifiers: [{when: age > 3, weight_overrides: {a: 0.7}}]}}"
    ),
    (
      "DIST_PARAM_INVALID",
      "{name: x, type: float, sampling: {strategy: independent, distribution: {type: "
        + "normal, mean: 1, std: -1}}}"
    ),
    (
      "DIST_PARAM_INVALID",
      "{name: x, type: float, sampling: {strategy: independent, distribution: {type: "
        + "normal, mean: 1, std: 0}}}"
    ),
    (
      "DIST_PARAM_INVALID",
      "{name: x, type: float, sampling: {strategy: independent, distribution: {type: "
        + "uniform, min: 3, max: 3}}}"
    ),
    (
      "DIST_PARAM_INVALID",
      "{name: x, type: float, sampling: {strategy: independent, distribution: {type: beta, "
        + "alpha: 0, beta: 1}}}"
    ),
    (
      "DIST_PARAM_INVALID",
      "{name: x, type: boolean, sampling: {strategy: independent, distribution: {type: "
        + "boolean, probability_true: 1.2}}}"
    ),
    (
      "DIST_PARAM_INVALID",
      "{name: x, type: float, sampling: {strategy: independent, distribution: {type: "
        + "lognormal, mean: 0, std: 1}}}"
    ),
    (
      "RANGE_VIOLATION",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: beta, alpha: 1, beta: 1}, modifiers: [{when: age > 3, add: 0.6}]}}"
    ),
    (
      "RANGE_VIOLATION",
      "{name: x, type: boolean, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: boolean, probability_true: 0.2}, modifiers: [{when: age > "
        + "3, probability_override: 2}]}}"
    ),
    (
      "TYPE_MISMATCH",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 1, std: 1}, modifiers: [{when: age > 3, "
        + "probability_override: 0.2}]}}"
    ),
    (
      "TYPE_MISMATCH",
      "{name: x, type: categorical, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: categorical, options: [a, b], weights: [0.5, 0.5]}, "
        + "modifiers: [{when: age > 3, multiply: 2}]}}"
    ),
    (
      "TYPE_MISMATCH",
      "{name: x, type: boolean, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: boolean, probability_true: 0.2}, modifiers: [{when: age > "
        + "3, add: 0.1}]}}"
    ),
    (
      "DEPENDENCY_INVALID",
      "{name: x, type: int, sampling: {strategy: derived, depends_on: [nobody], formula: "
        + "nobody + 1}}"
    ),
    (
      "FORMULA_SYNTAX",
      "{name: x, type: int, sampling: {strategy: derived, depends_on: [age], formula: age +}}"
    ),
    (
      "FORMULA_REFERENCE",
      "{name: x, type: int, sampling: {strategy: derived, depends_on: [age], formula: age + size}}"
    ),
    (
      "CONDITION_SYNTAX",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 1, std: 1}, modifiers: [{when: age >, add: 1}]}}"
    ),
    (
      "CONDITION_REFERENCE",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 1, std: 1}, modifiers: [{when: zone == 'a', "
        + "add: 1}]}}"
    ),
    (
      "CONDITION_VALUE",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 1, std: 1}, modifiers: [{when: age == 'old', "
        + "add: 1}]}}"
    ),
    (
      "STRATEGY_INVALID",
      "{name: x, type: int, sampling: {strategy: independent, formula: age, distribution: "
        + "{type: uniform, min: 0, max: 1}}}"
    ),
    ("STRATEGY_INVALID", "{name: x, type: int, sampling: {strategy: derived, depends_on: [age]}}"),
    (
      "STRATEGY_INCONSISTENT",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 1, std: 1}}}"
    ),
    (
      "NO_OP",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 1, std: 1}, modifiers: [{when: age > 3, "
        + "multiply: 1}]}}"
    ),
    (
      "MODIFIER_STACKING",
      "{name: x, type: float, sampling: {strategy: conditional, depends_on: [age], "
        + "distribution: {type: normal, mean: 8, std: 1}, modifiers: [{when: age > 3, "
        + "multiply: 3}]}, constraints: [{type: hard_max, value: 10}]}"
    ),
  ])
  func `every kind of mistake is found by its code`(code: String, attribute: String) throws {
    let issues = try Self.issues("\(Self.age)\n- \(attribute)", order: "[age, x]")
    #expect(issues.contains { $0.code == code && $0.location.hasPrefix("x") }, "\(issues)")
    let isWarning = [
      "WEIGHT_INCOMPLETE", "CONDITION_VALUE", "STRATEGY_INCONSISTENT", "NO_OP", "MODIFIER_STACKING",
    ].contains(code)
    #expect(issues.contains { $0.severity == .error } == !isWarning, "\(issues)")
  }

  @Test func `orders, doubles and cycles are found`() throws {
    let x = "- {name: x, type: int, sampling: {strategy: derived, depends_on: [age], formula: age}}"
    #expect(
      try Self.issues("\(Self.age)\n\(x)", order: "[x, age]").map(\.code)
        == ["SAMPLING_ORDER_INVALID"])
    #expect(
      try Self.issues("\(Self.age)\n\(x)", order: "[age]").map(\.code) == [
        "SAMPLING_ORDER_INVALID"
      ])
    #expect(
      try Self.issues("\(Self.age)\n\(Self.age)", order: "[age]").map(\.code) == ["DUPLICATE"])
    #expect(
      SamplingOrder.sort([("b", ["c"]), ("c", ["d"]), ("d", ["b"]), ("a", [])])
        == .cycle(["b", "c", "d", "b"]))
    #expect(
      SamplingOrder.sort([("zone", []), ("age", []), ("income", ["age"]), ("transit", ["zone"])])
        == .order(["age", "income", "zone", "transit"]))
  }

  @Test func `every template is valid, has 25 attributes, and names its sources`() throws {
    let catalogue = try Catalogue()
    #expect(catalogue.populations.count >= 8)
    for template in catalogue.populations {
      let built = try SpecBuilder.population(
        meta: [("description", .text(template.name)), ("size", .int(100))],
        attributes: template.attributes, assumptions: [])
      #expect(built.spec.attributes.count >= 25, "\(template.name)")
      #expect(built.warnings.isEmpty)
      let errors = SpecValidator.issues(of: built.spec).filter { $0.severity == .error }
      #expect(errors.isEmpty, "\(template.name): \(errors)")
      #expect(built.spec.attributes.allSatisfy { $0.grounding?.source != nil })
      for scenario in catalogue.scenarios {
        let extended = try SpecBuilder.population(
          meta: [("description", .text("x")), ("size", .int(100))],
          attributes: template.attributes + scenario.attributes, assumptions: [])
        let errors = SpecValidator.issues(of: extended.spec).filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(template.name) and \(scenario.name): \(errors)")
      }
    }
  }

  @Test func `sizes are read from texts`() {
    #expect(SpecBuilder.size(in: "500 commuters") == 500)
    #expect(SpecBuilder.size(in: "1 town of 2,500 residents") == 2500)
    #expect(SpecBuilder.size(in: "voters") == 1000)
  }

  @Test func `the same text gives the same bytes, and they are YAML that reads back`() throws {
    let workshop = try Workshop()
    try workshop.run("spec", "500 commuters of Austin", "-o", "a.yaml")
    try workshop.run("spec", "500 commuters of Austin", "-o", "b.yaml")
    #expect(try workshop.bytes("a.yaml") == workshop.bytes("b.yaml"))
    let spec = try PopulationSpec(path: workshop.path("a.yaml"), as: "a.yaml")
    #expect(spec.node.document == (try workshop.bytes("a.yaml")))
    #expect(spec.size == 500)
  }

  @Test func `texts that say too little ask questions, and write nothing`() throws {
    let workshop = try Workshop()
    let words = workshop.refusal("spec", "wombats", "-o", "base.yaml")
    #expect(words.contains("who is meant") && words.contains("which kind of people"))
    #expect(workshop.refusal("spec", "-o", "base.yaml").contains("the text is missing"))
    #expect(throws: (any Error).self) { try workshop.bytes("base.yaml") }
  }

  @Test func `a dollar sign survives in a file`() throws {
    let workshop = try Workshop()
    try workshop.write("scenario.txt", "subscribers must pay $7.99 a month\n")
    try workshop.run("spec", "300 streaming subscribers", "-o", "base.yaml")
    try workshop.run(
      "extend", "base.yaml", "--scenario-file", "scenario.txt", "-o", "population.yaml")
    let spec = try PopulationSpec(path: workshop.path("population.yaml"), as: "population.yaml")
    #expect(spec.scenarioDescription == "subscribers must pay $7.99 a month")
    #expect(spec.attribute("price_sensitivity") != nil)
  }

  @Test func `an invalid population is written beside its target`() throws {
    let workshop = try Workshop()
    try workshop.write(
      "attributes.yaml",
      "- {name: x, type: float, sampling: {strategy: independent, distribution: {type: "
        + "normal, mean: 1, std: -1}}}\n"
    )
    let words = workshop.refusal(
      "spec", "20 people", "--attributes", "attributes.yaml", "-o", "base.yaml")
    #expect(words.contains("base.invalid.yaml"))
    #expect(try workshop.text("base.invalid.yaml").contains("std: -1"))
    #expect(throws: (any Error).self) { try workshop.bytes("base.yaml") }
  }
}
