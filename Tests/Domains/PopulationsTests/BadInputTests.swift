import Files
import StageKit
import Testing

@testable import Populations

/// What bad input gets, beside what `SpecTests` and `ScenarioTests` try row by row.
@Suite struct BadInputTests {
  private static func conditional(_ distribution: String, _ modifier: String) -> String {
    "sampling: {strategy: conditional, depends_on: [age], distribution: {\(distribution)}, "
      + "modifiers: [{when: age > 3, \(modifier)}]}"
  }

  private static let pair = "type: categorical, options: [a, b], weights: [0.5, 0.5]"

  @Test(arguments: [
    (
      "TYPE_MISMATCH", "float",
      conditional("type: normal, mean: 1, std: 1", "weight_overrides: {a: 1}")
    ),
    (
      "TYPE_MISMATCH", "float",
      conditional("type: normal, mean: 1, std: 1", "weight_factors: {a: 1}")
    ),
    ("TYPE_MISMATCH", "categorical", conditional(pair, "probability_override: 0.5")),
    ("TYPE_MISMATCH", "categorical", conditional(pair, "add: 0.5")),
    (
      "TYPE_MISMATCH", "boolean",
      conditional("type: boolean, probability_true: 0.5", "weight_overrides: {a: 1}")
    ),
    (
      "TYPE_MISMATCH", "boolean", conditional("type: boolean, probability_true: 0.5", "multiply: 2")
    ),
    ("TYPE_MISMATCH", "boolean", "sampling: {strategy: independent, distribution: {\(pair)}}"),
    ("WEIGHT_INVALID", "categorical", conditional(pair, "weight_overrides: {a: 0.5, b: 0.6}")),
    ("WEIGHT_INVALID", "categorical", conditional(pair, "weight_overrides: {a: -0.5, b: 1.5}")),
    ("WEIGHT_INVALID", "categorical", conditional(pair, "weight_factors: {c: 2}")),
    ("WEIGHT_INVALID", "categorical", conditional(pair, "weight_factors: {a: -2}")),
    (
      "WEIGHT_INVALID", "categorical",
      "sampling: {strategy: independent, distribution: {type: categorical, options: [a, b], "
        + "weights: [0.5, 0.53]}}"
    ),
    (
      "DIST_PARAM_INVALID", "float",
      "sampling: {strategy: independent, distribution: {type: beta, alpha: 1, beta: -1}}"
    ),
    (
      "DIST_PARAM_INVALID", "float",
      "sampling: {strategy: independent, distribution: {type: normal, mean: 1, std: 1, "
        + "min: 4, max: 2}}"
    ),
    (
      "DIST_PARAM_INVALID", "boolean",
      "sampling: {strategy: independent, distribution: {type: boolean, probability_true: -0.1}}"
    ),
    ("RANGE_VIOLATION", "float", conditional("type: beta, alpha: 1, beta: 1", "add: -0.6")),
    (
      "RANGE_VIOLATION", "boolean",
      conditional("type: boolean, probability_true: 0.5", "probability_override: -0.1")
    ),
    (
      "STRATEGY_INVALID", "float",
      "sampling: {strategy: independent, depends_on: [age], distribution: {type: "
        + "uniform, min: 0, max: 1}}"
    ),
    (
      "STRATEGY_INVALID", "float",
      "sampling: {strategy: independent, distribution: {type: uniform, min: 0, max: 1}, "
        + "modifiers: [{when: age > 3, add: 1}]}"
    ),
    ("STRATEGY_INVALID", "float", "sampling: {strategy: derived, formula: '3'}"),
    (
      "STRATEGY_INVALID", "float",
      "sampling: {strategy: conditional, depends_on: [age], formula: age, distribution: "
        + "{type: uniform, min: 0, max: 1}}"
    ),
    ("STRATEGY_INVALID", "float", "sampling: {strategy: independent}"),
    ("DEPENDENCY_INVALID", "float", "sampling: {strategy: derived, depends_on: [x], formula: x}"),
    (
      "MODIFIER_STACKING", "float",
      conditional("type: normal, mean: 8, std: 1, min: 7, max: 99", "multiply: 0.1")
    ),
    (
      "CONDITION_VALUE", "float",
      "sampling: {strategy: conditional, depends_on: [age], distribution: {type: "
        + "normal, mean: 1, std: 1}, modifiers: [{when: age > 900, add: 1}]}"
    ),
  ])
  func `a mistake in an attribute has its code`(
    code: String, type: String, sampling: String
  ) throws {
    let issues = try SpecTests.issues(
      "\(SpecTests.age)\n- {name: x, type: \(type), \(sampling)}", order: "[age, x]")
    #expect(issues.contains { $0.code == code && $0.location.hasPrefix("x") }, "\(issues)")
  }

  @Test func `a cycle is refused with its path, before anything is asked`() throws {
    let workshop = try Workshop()
    func attribute(_ name: String, _ other: String) -> String {
      "- {name: \(name), type: int, sampling: {strategy: derived, depends_on: [\(other)], "
        + "formula: \(other)}}\n"
    }
    try workshop.write(
      "a.yaml",
      attribute("first", "second") + attribute("second", "third")
        + attribute("third", "first"))
    let words = workshop.refusal("spec", "20 people", "--attributes", "a.yaml", "-o", "base.yaml")
    #expect(words.contains("first -> second -> third -> first"), "\(words)")
  }

  /// A population of an age, and of `x` as it is written here.
  private static func sample(_ type: String, _ sampling: String) throws -> String {
    let workshop = try Workshop()
    try workshop.write(
      "p.yaml",
      "meta: {description: test, size: 30}\nattributes:\n\(SpecTests.age)\n"
        + "- {name: x, type: \(type), \(sampling)}\nsampling_order: [age, x]\n")
    return workshop.refusal("sample", "p.yaml", "-o", "agents.json", "--seed", "1")
  }

  @Test(arguments: [
    ("categorical", conditional(pair, "weight_overrides: {a: 0, b: 0}"), "WEIGHT_INVALID"),
    ("categorical", conditional(pair, "weight_factors: {a: 0, b: 0}"), "all weights are zero"),
    (
      "float", "sampling: {strategy: derived, depends_on: [age], formula: 1 / (age - age)}",
      "division by zero"
    ),
    (
      "float",
      "sampling: {strategy: conditional, depends_on: [age], distribution: {type: "
        + "lognormal, mean_formula: 0 - age, std: 1}}",
      "mean above zero"
    ),
    (
      "float",
      "sampling: {strategy: conditional, depends_on: [age], distribution: {type: "
        + "uniform, min_formula: age + 1, max: 0}}",
      "min that is not above"
    ),
  ])
  func `a draw that cannot be made ends with agent and attribute`(
    type: String, sampling: String, words: String
  ) throws {
    let refusal = try Self.sample(type, sampling)
    #expect(refusal.contains(words), "\(refusal)")
    if words != "WEIGHT_INVALID" {
      #expect(refusal.contains("agent 0, attribute 'x'"), "\(refusal)")
    }
  }

  @Test(arguments: [
    (
      "required: true}]", "required: true}, {name: mood, type: float, range: [1, 1]}]", "OUTCOME",
      true
    ),
    ("used == 'never_used'", "edge_weight > 0.5 and shoe > 3", "ATTRIBUTE", true),
    ("multiply: 1.5", "multiply: -1", "MULTIPLIER", false),
    (
      "credibility_modifier: 1}]", "credibility_modifier: 1}, {name: mute, reach: organic}]",
      "CHANNEL", false
    ),
  ])
  func `a mistake in a scenario has its code`(
    from: String, to: String, code: String, isError: Bool
  ) throws {
    let issues = try ScenarioTests.issues(from, to)
    #expect(
      issues.contains { $0.code == code && ($0.severity == .error) == isError }, "\(issues)")
  }

  @Test func `files that are not there are named`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 40)
    try FileSystem.rename(workshop.path("network.json"), workshop.path("elsewhere.json"))
    let words = workshop.refusal("simulate", "scenario.yaml", "-o", "results")
    #expect(words.contains("network_file 'network.json' is not there"), "\(words)")
    #expect(workshop.refusal("results", "nowhere").contains("there is no 'meta.json'"))
    #expect(workshop.refusal("validate", "nobody.yaml").contains("nobody.yaml"))
    try workshop.run("sample", "population.yaml", "-o", "agents.json", "-n", "30", "--seed", "1")
    let other = workshop.refusal(
      "estimate", "scenario.yaml", "--network", "elsewhere.json")
    #expect(other.contains("who is no agent"), "\(other)")
    #expect(!FileSystem.exists(workshop.path("results")))
  }

  @Test func `fewer people than the population has are a warning`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 40)
    try workshop.run("sample", "population.yaml", "-o", "agents.json", "-n", "60", "--seed", "42")
    #expect(try workshop.run("validate", "scenario.yaml") == 0)
    #expect(try workshop.run("validate", "scenario.yaml", "--strict") == 1)
  }
}
