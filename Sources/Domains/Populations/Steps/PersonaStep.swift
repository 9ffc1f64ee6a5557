import StageKit
import YAML

/// Puts people into words.
enum PersonaStep: Step {
  static let name = "persona"
  static let summary = "describe people in words: population.persona.yaml"
  static let options: [Option] = [
    .value("output", "o", "FILE", "the persona file (default: beside the population)"),
    .value("agents", nil, "FILE", "the sampled people"),
    .value("agent", nil, "N", "number of the person to show (0)"),
    .flag("show", nil, "print the description of one person"),
    .flag("yes", nil, "skip the questions to a person"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let file = try call.operand(0, "population.yaml")
    let agents = try call.required("agents")
    let output = call.arguments.value("output") ?? defaultOutput(file)
    let spec = try PopulationSpec(path: call.path(file), as: file)
    let table = try AgentTable(path: call.path(agents), as: agents)
    let missing = spec.attributes.map(\.name).filter { !table.names.contains($0) }
    guard missing.isEmpty else {
      throw .invalid(
        "'\(agents)' was not drawn from '\(file)': nobody has '\(missing[0])'",
        hint: "draw it again: runledger population sample \(file) -o \(agents)")
    }
    let number = try call.arguments.int("agent", in: 0...Int64(table.count - 1)).map(Int.init) ?? 0
    let config = PersonaConfig(spec, table)
    try call.write(output, config.node.document)
    call.say("\(output): \(config.groups.count) groups, \(config.phrases.count) attributes")
    if call.arguments.has("show") || call.arguments.has("agent") {
      for line in PersonaText.lines(config, names: table.names, row: table.rows[number]) {
        call.say(line)
      }
    }
    return 0
  }

  /// `population.persona.yaml` for `population.yaml`.
  static func defaultOutput(_ file: String) -> String {
    (file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file) + ".persona.yaml"
  }
}
