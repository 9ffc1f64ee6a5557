import Agents
import Codecs
import Files
import StageKit

/// Lets news spread and people make up their minds.
enum SimulateStep: Step {
  static let name = "simulate"
  static let summary = "simulate how news spreads and opinions form: results/"
  static let options: [Option] =
    [
      .value("output", "o", "DIR", "the results; an interrupted run is resumed there"),
      .value("persona", "p", "FILE", "persona file, for a model"),
      .value("reasoner", nil, "KIND", "rules or llm"),
      .value("pivotal-model", nil, "MODEL", "the model for reasoning"),
      .value("routine-model", nil, "MODEL", "the model for classification"),
      .value(
        "threshold", "t", "N", "friends who must have told a person before they reconsider (3)"),
      .value("chunk-size", nil, "N", "how many people are processed at a time (50)"),
      .value("seed", nil, "N", "seed"),
      .flag("verbose", "v", "print every timestep"),
      .flag("debug", nil, "print every timestep and its state"),
      Preconditions.option,
    ] + ModelAccess.options + SimulationInputs.options
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let settings = try StandingSettings(call.environment, directory: call.directory)
    let inputs = try SimulationInputs(call, try call.operand(0, "scenario.yaml"))
    try inputs.demandValid()
    let seed =
      call.arguments.has("seed") || inputs.scenario.seed == nil
      ? try call.seed() : inputs.scenario.seed ?? 1
    let plan = try SimulationPlan(
      inputs.scenario, inputs.table, inputs.network, seed: seed,
      threshold: try settings.integer(
        "simulation.threshold", given: call.arguments.value("threshold"), in: 1...1000),
      chunkSize: try settings.integer(
        "simulation.chunk_size", given: call.arguments.value("chunk-size"), in: 1...1_000_000))
    let kind = settings.value("simulation.reasoner", given: call.arguments.value("reasoner")).value
    switch kind {
    case "rules":
      var reasoner = try RuleReasoner(inputs.scenario, inputs.table, seed: seed)
      let run = SimulationRun(
        call: call, plan: plan, inputs: inputs, directory: call.path(output), model: "rules",
        pivotal: nil, routine: nil, rates: nil)
      return try run.run(&reasoner)
    case "llm":
      let models = try ModelAccess(call, settings, ModelPrices())
      let chat = try models.chat(
        call, Preconditions(call, settings, file: inputs.scenario.study),
        keptIn: PathName.join(output, "exchanges"))
      var persona: PersonaConfig?
      if let file = call.arguments.value("persona") {
        persona = try PersonaConfig(path: call.path(file), as: file)
      }
      var reasoner = ModelReasoner(
        chat, pivotal: models.pivotal, routine: models.routine, plan, persona: persona)
      let run = SimulationRun(
        call: call, plan: plan, inputs: inputs, directory: call.path(output),
        model: models.provider.name, pivotal: models.pivotal, routine: models.routine,
        rates: (models.rpm, models.tpm))
      return try run.run(&reasoner)
    default: throw .usage("there is no reasoner '\(kind)'", hint: "there are rules and llm")
    }
  }
}
