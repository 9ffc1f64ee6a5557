import Codecs

/// What a simulation with a language model will ask and cost, before anything is asked.
///
/// An expectation by rates: those who are told tell others at the share probability, over-counted
/// edges taken off by 0.55; a fiftieth thinks again each timestep. No draw is made, so that it is
/// exact.
struct Estimate: Equatable {
  private(set) var calls: [Int] = []
  private(set) var rates: [Double] = []
  private(set) var usage = Usage()

  /// The calls of all timesteps.
  var totalCalls: Int { calls.reduce(0, +) }

  init(
    count: Int, averageDegree: Double, shareProbability: Double, reach: [Double], attributes: Int,
    contentLength: Int, maxTimesteps: Int
  ) {
    var exposed = 0.0
    var reasoned = 0.0
    var rate = 0.0
    let people = Double(count)
    for t in 0..<maxTimesteps {
      let told = reasoned * 0.55 * averageDegree * shareProbability * (1 - exposed / people)
      let new = min(max(0, (t < reach.count ? reach[t] : 0) + told), people - exposed)
      let again = t > 0 ? 0.02 * reasoned : 0
      calls.append(Int((new + again).rounded(.toNearestOrEven)))
      exposed += new
      reasoned += new
      let former = rate
      rate = exposed / people
      rates.append(rate)
      if former > 0.95, new < 1 { break }
    }
    usage.calls = totalCalls
    usage.pivotalIn = totalCalls * (250 + 80 + 15 * attributes + contentLength / 4 + 115)
    usage.pivotalOut = totalCalls * 200
    usage.routineIn = totalCalls * 300
    usage.routineOut = totalCalls * 70
  }

  /// The estimate of a plan: twice the edges over those who have one, and for every rule those whom
  /// it concerns times its probability.
  init(_ plan: SimulationPlan) {
    var reach: [Double] = []
    for (number, rule) in plan.scenario.rules.enumerated() where rule.timestep >= 0 {
      while reach.count <= min(rule.timestep, plan.maxTimesteps) { reach.append(0) }
      if rule.timestep < reach.count {
        reach[rule.timestep] += Double(plan.exposed[number].count) * rule.probability
      }
    }
    let linked = (0..<plan.count).count { plan.offsets[$0 + 1] > plan.offsets[$0] }
    self.init(
      count: plan.count,
      averageDegree: 2 * Double(plan.network.edges.count) / Double(max(1, linked)),
      shareProbability: plan.scenario.spread.probability, reach: reach,
      attributes: plan.table.names.count,
      contentLength: plan.scenario.event.content.unicodeScalars.count,
      maxTimesteps: plan.maxTimesteps)
  }

  /// As JSON, with the dollars of both models.
  func value(_ prices: ModelPrices, pivotal: String, routine: String) -> ValueMap {
    let first = prices.cost(pivotal, input: usage.pivotalIn, output: usage.pivotalOut)
    let second = prices.cost(routine, input: usage.routineIn, output: usage.routineOut)
    var total: Double?
    if let first, let second { total = first + second }
    return [
      "calls": .int(Int64(totalCalls)), "calls_by_timestep": .array(calls.map { .int(Int64($0)) }),
      "exposure_by_timestep": .array(rates.map(Value.double)),
      "pivotal_model": .text(pivotal), "routine_model": .text(routine),
      "pivotal_input_tokens": .int(Int64(usage.pivotalIn)),
      "pivotal_output_tokens": .int(Int64(usage.pivotalOut)),
      "routine_input_tokens": .int(Int64(usage.routineIn)),
      "routine_output_tokens": .int(Int64(usage.routineOut)),
      "pivotal_usd": first.map(Value.double) ?? .null,
      "routine_usd": second.map(Value.double) ?? .null,
      "estimated_usd": total.map(Value.double) ?? .null,
    ]
  }
}
