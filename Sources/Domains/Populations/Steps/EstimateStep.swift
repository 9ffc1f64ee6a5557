import Codecs
import StageKit

/// Says what a simulation with a model will ask and cost.
enum EstimateStep: Step {
  static let name = "estimate"
  static let summary = "estimate the requests and cost of a simulation with a model"
  static let options: [Option] =
    [
      .value("output", "o", "FILE", "also write the figures as JSON"),
      .value("model", "m", "MODEL", "one model for everything"),
      .value("pivotal-model", nil, "MODEL", "the model for reasoning"),
      .value("routine-model", nil, "MODEL", "the model for classification"),
      .value(
        "threshold", "t", "N", "friends who must have told a person before they reconsider (3)"),
      .value("provider", nil, "NAME", "the model provider"),
      .value("prices", nil, "FILE", "custom prices"),
      .flag("verbose", nil, "print every timestep"),
    ] + SimulationInputs.options
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let settings = try StandingSettings(call.environment, directory: call.directory)
    let inputs = try SimulationInputs(call, try call.operand(0, "scenario.yaml"))
    try inputs.demandValid()
    let threshold = try settings.integer(
      "simulation.threshold", given: call.arguments.value("threshold"), in: 1...1000)
    let prices = try ModelPrices(path: call.arguments.value("prices").map { call.path($0) })
    let models = try ModelAccess(call, settings, prices)
    let plan = try SimulationPlan(
      inputs.scenario, inputs.table, inputs.network, seed: 1, threshold: threshold, chunkSize: 50)
    let estimate = Estimate(plan)
    var value = estimate.value(prices, pivotal: models.pivotal, routine: models.routine)
    value["threshold"] = .int(Int64(threshold))
    value["concurrency"] = .int(Int64(ModelPrices.concurrency(rpm: models.rpm, tpm: models.tpm)))
    if let output = call.arguments.value("output") {
      try call.write(output, JSON.encode(.map(value), pretty: true))
    }
    try call.report("calls", Double(estimate.totalCalls))
    let usd = value["estimated_usd"]?.asDouble
    if let usd { try call.report("estimated_usd", usd) }
    call.say("\(estimate.totalCalls) calls in \(estimate.calls.count) timesteps")
    for (model, input, output) in [
      (models.pivotal, estimate.usage.pivotalIn, estimate.usage.pivotalOut),
      (models.routine, estimate.usage.routineIn, estimate.usage.routineOut),
    ] {
      let cost = prices.cost(model, input: input, output: output)
      call.say(
        "\(model): \(input) tokens in, \(output) out, "
          + (cost.map { "$\(Shown.fixed($0, 4))" } ?? "no price known")
      )
    }
    call.say(usd.map { "$\(Shown.fixed($0, 4)) in all" } ?? "the cost is not known")
    if call.arguments.has("verbose") {
      for (t, (calls, rate)) in zip(estimate.calls, estimate.rates).enumerated() {
        call.say("timestep \(t): \(calls) calls, \(Shown.percent(rate)) reached")
      }
    }
    return 0
  }
}
