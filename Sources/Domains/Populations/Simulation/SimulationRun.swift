import Codecs
import Files
import StageKit

/// One simulation with its files: from the first timestep to `meta.json`.
struct SimulationRun {
  /// What the engine's results depend on beside its inputs; raised whenever they change.
  static let engineVersion = "1"

  let call: StepCall
  let plan: SimulationPlan
  let inputs: SimulationInputs
  let directory: String
  let model: String
  let pivotal: String?
  let routine: String?
  let rates: (rpm: Int, tpm: Int)?

  /// Everything that must stay the same when a run goes on.
  private var config: ValueMap {
    var config: ValueMap = [
      "seed": .int(plan.seed), "multi_touch_threshold": .int(Int64(plan.threshold)),
      "chunk_size": .int(Int64(plan.chunkSize)), "model": .text(model),
      "engine_version": .text(Self.engineVersion),
      "pivotal_model": pivotal.map(Value.text) ?? .null,
      "routine_model": routine.map(Value.text) ?? .null,
      "rpm": rates.map { .int(Int64($0.rpm)) } ?? .null,
      "tpm": rates.map { .int(Int64($0.tpm)) } ?? .null,
    ]
    for (name, digest) in inputs.digests { config["\(name)_sha256"] = digest }
    return config
  }

  /// Runs to the end, taking up what is there.
  func run(_ reasoner: inout some Reasoner) throws(StageError) -> Int32 {
    do throws(FileError) {
      try FileSystem.makeDirectories(directory)
    } catch {
      throw StageError(error)
    }
    let store = try SimulationStore(
      PathName.join(directory, "simulation.db"), config: config, plan)
    let former = store.hashes.count
    if store.isFinished {
      call.say("the simulation is finished: its files are written again")
    } else if former > 0 {
      call.say("goes on after timestep \(former - 1)")
    }
    // What results depend on beside the states: portions and rates do not belong to it.
    var simulation = Simulation(
      plan,
      config: JSON.string(
        [
          "seed": .int(plan.seed), "threshold": .int(Int64(plan.threshold)),
          "inputs": .map(inputs.digests), "engine": .text(Self.engineVersion),
        ]))
    var timeline = try Timeline(PathName.join(directory, "timeline.jsonl"))
    while !simulation.isOver {
      let t = simulation.timestep
      let events = try simulation.advance(&reasoner)
      try timeline.write(events, plan, timestep: t)
      guard let summary = simulation.summaries.last else { break }
      if !store.isFinished { try store.commit(events, summary) }
      try report(summary)
    }
    try timeline.finish()
    let reason = simulation.stopReason ?? "max_timesteps_reached"
    try store.finish(simulation, reason: reason)
    let gate = SimulationGate.gate(simulation, reason: reason)
    let files = ResultFiles(directory: directory)
    try files.write(
      simulation, meta: meta(simulation, reason: reason, usage: reasoner.usage, gate))
    try finalReport(simulation, reason: reason, gate)
    return 0
  }

  private func report(_ summary: TimestepSummary) throws(StageError) {
    try call.events.metric("exposure_rate", summary.exposureRate, step: summary.timestep)
    try call.events.metric("average_sentiment", summary.averageSentiment, step: summary.timestep)
    for position in summary.positions {
      try call.events.metric("position_\(position.option)", position.share, step: summary.timestep)
    }
    try call.events.progress(done: summary.timestep + 1, of: plan.maxTimesteps)
    guard call.arguments.has("verbose") || call.arguments.has("debug") else { return }
    let shares = summary.positions.map { "\($0.option) \(Shown.percent($0.share))" }
    call.say(
      "timestep \(summary.timestep): \(Shown.percent(summary.exposureRate)) reached, "
        + "\(summary.reasoned) thought, \(shares.joined(separator: ", "))")
    if call.arguments.has("debug") { call.say("  state \(summary.stateHash)") }
  }

  private func finalReport(
    _ simulation: Simulation, reason: String, _ gate: PipelineGate
  ) throws(StageError) {
    try call.report("timesteps", Double(simulation.summaries.count))
    for (name, value) in ResultFiles.distributions(simulation) {
      for (option, share) in value.asMap ?? [:] {
        if let share = share.asDouble { try call.report("\(name)_\(option)", share) }
      }
    }
    try gate.report(call)
    try call.events.note("state \(simulation.hash.hex)")
    call.say("stopped after \(simulation.summaries.count) timesteps: \(reason)")
    call.say("state \(simulation.hash.hex)")
    for line in gate.lines { call.say(line) }
  }

  private func meta(
    _ simulation: Simulation, reason: String, usage: Usage, _ gate: PipelineGate
  ) throws(StageError) -> ValueMap {
    let prices = try ModelPrices()
    let first = pivotal.flatMap {
      prices.cost($0, input: usage.pivotalIn, output: usage.pivotalOut)
    }
    let second = routine.flatMap {
      prices.cost($0, input: usage.routineIn, output: usage.routineOut)
    }
    let isFree = pivotal == nil
    var total: Double? = isFree ? 0 : nil
    if let first, let second { total = first + second }
    return [
      "scenario_name": .text(plan.scenario.name),
      "scenario_path": .text(PathName.lastComponent(inputs.scenarioFile)),
      "population_size": .int(Int64(plan.count)), "model": .text(model),
      "pivotal_model": pivotal.map(Value.text) ?? .null,
      "routine_model": routine.map(Value.text) ?? .null, "seed": .int(plan.seed),
      "multi_touch_threshold": .int(Int64(plan.threshold)),
      "chunk_size": .int(Int64(plan.chunkSize)), "completed_at": .null, "status": "success",
      "stopped_reason": .text(reason), "total_timesteps": .int(Int64(simulation.summaries.count)),
      "engine_version": .text(Self.engineVersion), "state_hash": .text(simulation.hash.hex),
      "inputs": .map(inputs.digests), "gates": .array([gate.value]),
      "rate_limiter_stats": rates.map {
        ["rpm": .int(Int64($0.rpm)), "tpm": .int(Int64($0.tpm))]
      } ?? .null,
      "cost": [
        "pivotal_input_tokens": .int(Int64(usage.pivotalIn)),
        "pivotal_output_tokens": .int(Int64(usage.pivotalOut)),
        "routine_input_tokens": .int(Int64(usage.routineIn)),
        "routine_output_tokens": .int(Int64(usage.routineOut)),
        "total_input_tokens": .int(Int64(usage.pivotalIn + usage.routineIn)),
        "total_output_tokens": .int(Int64(usage.pivotalOut + usage.routineOut)),
        "calls": .int(Int64(usage.calls)), "pivotal_model": pivotal.map(Value.text) ?? .null,
        "routine_model": routine.map(Value.text) ?? .null,
        "estimated_usd": total.map(Value.double) ?? .null,
      ],
    ]
  }
}

/// Gate 6: whether a simulation went anywhere.
enum SimulationGate {
  static func gate(_ simulation: Simulation, reason: String) -> PipelineGate {
    var gate = PipelineGate("6")
    gate.none("no_stop_reason", reason.isEmpty ? 1 : 0)
    let reached = simulation.summaries.last?.exposureRate ?? 0
    gate.atLeast(
      "exposure", reached, warn: 0.2, fail: 0.000_001,
      fix: "raise the probability of a rule of exposure, or share_probability")
    let thinkers = simulation.states.count { $0.hasReasoned }
    gate.atLeast(
      "thinkers", Double(thinkers), warn: 1, fail: 1,
      fix: "raise the probability of a rule of exposure at timestep 0")
    let positions = simulation.summaries.last?.positions ?? []
    if simulation.plan.scenario.decision != nil {
      gate.atLeast(
        "positions_held", Double(positions.count { $0.share > 0 }), warn: 2, fail: 1,
        fix: "everybody thinks alike: look at option_rules and weights")
    }
    return gate
  }
}
