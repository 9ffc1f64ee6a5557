import Agents
import Codecs
import Files
import StageKit

/// Lets news spread and people make up their minds.
enum SimulateStep: Step {
  static let name = "simulate"
  static let summary = "let news spread and people make up their minds: results/"
  static let options: [Option] =
    [
      .value("output", "o", "DIR", "where the results go; a run that was cut short goes on there"),
      .value("persona", "p", "FILE", "people in words, for a model"),
      .value("reasoner", nil, "KIND", "rules or llm"),
      .value("model", "m", "MODEL", "one model for everything"),
      .value("pivotal-model", nil, "MODEL", "the model that thinks"),
      .value("routine-model", nil, "MODEL", "the model that classifies"),
      .value("provider", nil, "NAME", "whose models"),
      .value("base-url", nil, "URL", "where models are asked, instead of the provider's"),
      .value("exchanges", nil, "DIR", "where exchanges with models are kept (DIR/exchanges)"),
      .flag("sealed", nil, "ask nobody: only exchanges that are kept"),
      .value("threshold", "t", "N", "how many have to tell somebody before they think again (3)"),
      .value("chunk-size", nil, "N", "how many people think at a time (50)"),
      .value("rate-tier", nil, "N", "the tier of the provider, 1 to 4"),
      .value("rpm-override", nil, "N", "questions a minute"),
      .value("tpm-override", nil, "N", "tokens a minute"),
      .value("seed", nil, "N", "the seed of every draw"),
      .flag("verbose", "v", "print every timestep"),
      .flag("debug", nil, "print every timestep and its state"),
    ] + SimulationInputs.options
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let settings = try Settings(call.environment, directory: call.directory)
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
      let models = try ModelChoice(call, settings, ModelPrices())
      var reasoner = try modelReasoner(call, settings, models, plan, output)
      let run = SimulationRun(
        call: call, plan: plan, inputs: inputs, directory: call.path(output),
        model: models.provider.name, pivotal: models.pivotal, routine: models.routine,
        rates: (models.rpm, models.tpm))
      return try run.run(&reasoner)
    default: throw .usage("there is no reasoner '\(kind)'", hint: "there are rules and llm")
    }
  }

  /// The reasoner that asks a model; nothing is asked before everything is known that has to be.
  private static func modelReasoner(
    _ call: StepCall, _ settings: Settings, _ models: ModelChoice, _ plan: SimulationPlan,
    _ output: String
  ) throws(StageError) -> ModelReasoner {
    let isSealed = call.arguments.has("sealed")
    let given = settings.value("simulation.base_url", given: call.arguments.value("base-url")).value
    let key = call.environment[models.provider.key] ?? ""
    if !isSealed {
      var questions: [String] = []
      for (name, question) in [
        ("objective", "which decision is it for?"), ("metric", "which outcome answers it?"),
        ("scope", "who is meant, and which segments?"), ("profile", "how real must the sample be?"),
      ] where !plan.scenario.study.contains(where: { $0.key == name && !$0.value.isEmpty }) {
        questions.append("study.\(name): \(question)")
      }
      if given.isEmpty, key.isEmpty {
        questions.append(
          "\(models.provider.key): the key of provider '\(models.provider.name)' is not set")
      }
      guard questions.isEmpty else {
        throw StageError(
          .refused,
          "before anything is spent, this has to be known:\n"
            + questions.map { "  \($0)" }.joined(separator: "\n"),
          hint: "answer under 'study:' in the scenario's file")
      }
    }
    var persona: PersonaConfig?
    if let file = call.arguments.value("persona") {
      persona = try PersonaConfig(path: call.path(file), as: file)
    }
    let store = ExchangeStore(
      call.arguments.value("exchanges").map { call.path($0) }
        ?? PathName.join(call.path(output), "exchanges"), isSealed: isSealed)
    let model = ChatModel(
      base: given.isEmpty ? models.provider.url : given, key: key, store: store,
      requestsPerMinute: min(models.rpm, models.tpm / 1_000))
    return ModelReasoner(
      model, pivotal: models.pivotal, routine: models.routine, plan, persona: persona)
  }
}
