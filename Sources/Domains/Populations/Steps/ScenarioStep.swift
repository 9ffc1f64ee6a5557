import Files
import StageKit
import YAML

/// Describes what happens.
enum ScenarioStep: Step {
  static let name = "scenario"
  static let summary = "describe what happens: scenario.yaml"
  static let options: [Option] = [
    .value("output", "o", "FILE", "where scenario.yaml goes"),
    .value("population", "p", "FILE", "the population"),
    .value("agents", "a", "FILE", "the sampled people"),
    .value("network", "n", "FILE", "their network"),
    .value("description", "d", "TEXT", "the event (default: the population's)"),
    .value("scenario-file", nil, "FILE", "the text, from a file or - for standard input"),
    .value("options", nil, "A,B,C", "the options of the decision, best first"),
    .value("template", nil, "NAME", "the template (default: chosen by the text)"),
    .value("catalogue", nil, "FILE", "custom templates"),
    .flag("yes", nil, "skip the questions to a person"), Preconditions.option,
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = call.arguments.value("output") ?? "scenario.yaml"
    let population = try call.required("population")
    let agents = try call.required("agents")
    let network = try call.required("network")
    let spec = try PopulationSpec(path: call.path(population), as: population)
    let text =
      try call.text(
        call.arguments.value("description"), file: call.arguments.value("scenario-file"))
      ?? spec.scenarioDescription
    guard let text = text?.trimmed, !text.isEmpty else {
      throw .usage(
        "nothing says what happens", hint: "give -d TEXT, or extend the population by a scenario")
    }
    let settings = try StandingSettings(call.environment, directory: call.directory)
    var builder = ScenarioBuilder(
      catalogue: try Catalogue(call, settings),
      spec: spec, description: text)
    builder.template = call.arguments.value("template")
    builder.options = (call.arguments.value("options") ?? "").split(separator: ",").map { option in
      String(option).trimmed.split(separator: " ").joined(separator: "_")
    }
    if !builder.options.isEmpty, builder.options.count < 2 {
      throw .usage("'--options' takes at least two, separated by commas")
    }
    // The scenario names its files as they are seen from its own place.
    let home = PathName.parent(PathName.normalize(call.path(output)))
    // A stage's inputs lie elsewhere at every attempt, so that only their names are kept.
    let isStage = !["", "exec"].contains(call.environment["RUNLEDGER_STAGE"] ?? "")
    func relative(_ file: String) -> String {
      isStage
        ? PathName.lastComponent(file)
        : PathName.relative(PathName.normalize(call.path(file)), to: home)
    }
    let (node, assumptions) = try builder.build(
      population: relative(population), agents: relative(agents), network: relative(network),
      study: Preconditions(call, settings, file: spec.study).node)
    let scenario = try SourceFile.read(node.document, as: output) { Scenario($0) }
    let table = try AgentTable(path: call.path(agents), as: agents)
    let people = try SocialNetwork(path: call.path(network), as: network, ids: table.ids)
    let validator = ScenarioValidator(
      scenario, spec: spec, table: table, edgeTypes: people.types)
    for assumption in assumptions { call.say("assumed: \(assumption)") }
    for issue in validator.issues { call.say(issue.description) }
    try Confirmation.ask("write '\(output)'?", [text], call)
    try call.write(output, node.document)
    let gate = ScenarioGate.gate(scenario, validator)
    try gate.report(call)
    call.say(
      "\(output): \(scenario.channels.count) channels, \(scenario.rules.count) rules, "
        + "\(scenario.outcomes.count) outcomes")
    for line in gate.lines { call.say(line) }
    return 0
  }
}

/// Gate 5: whether a scenario can reach anybody and measure anything.
enum ScenarioGate {
  static func gate(_ scenario: Scenario, _ validator: ScenarioValidator) -> PipelineGate {
    var gate = PipelineGate("5")
    let errors = validator.issues.filter { $0.severity == .error }
    let first = errors.first { $0.code != "REACH" }
    gate.none(
      "errors", errors.count { $0.code != "REACH" },
      fix: first.map { "mend \($0.location): \($0.message)" })
    gate.none(
      "dead_rules", errors.count { $0.code == "REACH" },
      fix: "mend the conditions that concern nobody")
    let measurable = scenario.outcomes.count { $0.kind != .openEnded }
    gate.atLeast(
      "measurable_outcomes", Double(measurable), warn: 1, fail: 1,
      fix: "add an outcome that is no open end")
    func count(_ code: String) -> Double {
      Double(validator.issues.count { $0.code == code && $0.severity == .warning })
    }
    gate.atMost(
      "void_or_dead_conditions", count("REACH"), warn: 0, fail: .infinity,
      fix: "a condition that concerns everybody or nobody says nothing")
    gate.atMost("odd_literals", count("CONDITION_VALUE"), warn: 0, fail: .infinity)
    gate.atMost("contradictory_stops", count("STOP"), warn: 0, fail: .infinity)
    gate.atMost("vague_outcomes", count("VAGUE"), warn: 0, fail: .infinity)
    return gate
  }
}
