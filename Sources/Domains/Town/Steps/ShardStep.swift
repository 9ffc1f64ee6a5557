import Bytes
import Codecs
import Files
import StageKit

/// Runs a shard.
enum ShardStep: Step {
  static let name = "simulate"
  static let summary = "run a town for some ticks"
  static let operands = 0...1
  static let options: [Option] = [
    TownOptions.config, TownOptions.seed, TownOptions.output, TownOptions.variant,
    .value("tick-limit", nil, "N", "number of ticks (the scenario's, or 1000)"),
    .value("ticks", nil, "N", "the same as --tick-limit"),
    .values("policy", nil, "[NAME=]FILE", "a checkpoint that can be promoted"),
    .value("release", nil, "NAME", "initial policy (scripted)"),
    .value("commands", nil, "FILE", "console commands, one per line with its tick"),
    .value("control", nil, "FILE", "execute commands appended to this file"),
    .value("mode", nil, "MODE", "permissions of console commands: viewer or admin"),
    .value("tick-ms", nil, "N", "delay before each tick, in milliseconds (0)"),
    .value("from-snapshot", nil, "FILE", "start from a saved shard"),
    .flag("resume", nil, "resume from the last snapshot in the output directory"),
    .values("fault", nil, "KIND@TICK[:LENGTH]", "crash, reward, queue, telemetry or absence"),
    .value("baseline", nil, "NAME", "report windows of this baseline"),
    .value("subject", nil, "NAME", "report windows of this candidate"),
    .flag("require-pass", nil, "exit 1 unless every window passed"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let isNamed = call.arguments.has("config") || !call.arguments.operands.isEmpty
    var config = TownConfig()
    config.configID = "default"
    if isNamed {
      config = try call.config()
    } else {
      try Said.line("the default town: no --config")
    }
    let rules = TownRules(config, seed: try call.seed())
    var run = try prepare(call, rules)
    let limit = 100_000_000 as Int64
    let named = try call.arguments.int("tick-limit", in: 0...limit)
    let other = try call.arguments.int("ticks", in: 0...limit)
    if let named, let other, named != other {
      throw .usage("'--tick-limit' and '--ticks' are one and say \(named) and \(other)")
    }
    let usual = Int64(config.scenario.ticks > 0 ? config.scenario.ticks : 1000)
    let ticks = named ?? other ?? usual
    let begun = config.scenario.startTick - 1
    let done = run.shard.state.world.tick - begun
    if Int(ticks) > done { try run.run(ticks: Int(ticks) - done) }
    try report(run, call)
    guard call.arguments.has("require-pass") else { return 0 }
    return run.results.allSatisfy { $0 == "pass" } && !run.results.isEmpty ? 0 : 1
  }

  private static func prepare(
    _ call: StepCall, _ rules: TownRules
  ) throws(StageError) -> ShardRun {
    let arguments = call.arguments
    let policies = try call.policies(rules.config)
    let name = arguments.value("release") ?? "scripted"
    guard let release = policies.release(name, configID: rules.config.configID) else {
      throw .usage("'--release \(name)' is no '--policy'")
    }
    var faults: [Fault] = []
    for text in arguments.values("fault") { faults.append(try Fault.parse(text)) }
    var crashes = faults.filter { $0.kind == .crash }.map(\.from)
    // What ends a process is no part of the town, and does not happen again when it goes on.
    faults.removeAll { $0.kind == .crash }
    var shard = Shard(rules, release: release, faults: faults)
    var sizes: [Int]?
    let output = arguments.value("output").map { call.path($0) }
    if arguments.has("resume"), let output, let point = try ShardFiles.resumePoint(output) {
      let file = try StageFiles.readJSON(point.snapshot)
      shard = try ShardSnapshot.shard(from: file, rules, "'\(point.snapshot)'")
      (sizes, crashes) = (point.sizes, [])
    } else if let path = arguments.value("from-snapshot") {
      let file = try StageFiles.readJSON(call.path(path))
      shard = try ShardSnapshot.shard(from: file, rules, "'\(path)'")
      shard.state.faults += faults
    }
    if shard.state.promotion.release.checkpoint != "scripted",
      policies.policy(of: shard.state.promotion.release.checkpoint) == nil
    {
      let used = shard.state.promotion.release.checkpoint
      throw .usage("the shard uses '\(used)': give it with --policy \(used)=FILE")
    }
    var run = ShardRun(rules: rules, policies: policies, shard: shard)
    run.crashes = crashes
    run.mode = rules.config.features.console.mode == .admin ? .admin : .viewer
    if let mode = arguments.value("mode") {
      guard let known = ConsoleCommand.Mode(rawValue: mode) else {
        throw .usage("'--mode' is viewer or admin, not '\(mode)'")
      }
      run.mode = known
    }
    run.tickMilliseconds = UInt64(try arguments.int("tick-ms", in: 0...60_000) ?? 0)
    (run.baseline, run.subject) = (arguments.value("baseline"), arguments.value("subject"))
    if call.events.isHeard { run.events = call.events }
    if let output {
      run.files = try ShardFiles(output, sizes: sizes)
      run.results = try run.files?.results() ?? []
    }
    try listen(call, &run)
    return run
  }

  private static func listen(_ call: StepCall, _ run: inout ShardRun) throws(StageError) {
    if let file = call.arguments.value("commands") {
      let bytes = try StageFiles.read(call.path(file))
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("#") { continue }
        run.script.append(ConsoleCommand.parse(text, mode: run.mode))
      }
      // In the order of their ticks; those of one tick as they stand.
      run.script = run.script.enumerated().sorted {
        ($0.element.tick ?? 0, $0.offset) < ($1.element.tick ?? 0, $1.offset)
      }.map(\.element)
    }
    let told = call.environment["RUNLEDGER_CONTROL"].flatMap { $0.isEmpty ? nil : $0 }
    if let path = call.arguments.value("control") ?? told {
      run.control = ListenedFile(call.path(path))
      run.answersPath = call.path(path) + ".answers"
      // What the ledger hands over is signed.
      if call.arguments.value("control") != nil {
        run.auth = try ConsoleAuth(
          run.rules.config.consoleAuth, environment: call.environment)
      }
    }
  }

  private static func report(_ run: ShardRun, _ call: StepCall) throws(StageError) {
    let world = run.shard.state.world
    let passed = run.results.count { $0 == "pass" }
    let summary: Value = [
      "config_id": .text(run.rules.config.configID),
      "config_sha256": .text(run.rules.config.digest),
      "seed": .int(run.rules.seed), "tick": .int(Int64(world.tick)),
      "alive": .int(Int64(world.agents.count { $0.alive })),
      "windows": .int(Int64(run.results.count)), "windows_passed": .int(Int64(passed)),
      "alerts": .array(run.shard.state.monitor.alerts.map { .text($0.name) }),
      "counters": StateWriter.value(of: world.counters), "state_hash": .text(run.lastHash.hex),
    ]
    if let output = call.arguments.value("output") {
      try StageFiles.write(
        PathName.join(call.path(output), "summary.json"), JSON.encode(summary, pretty: true))
    }
    let counters = world.counters
    try Said.line(
      "tick \(world.tick): \(world.agents.count { $0.alive }) alive, \(counters.deaths) deaths, "
        + "\(counters.finishes) of \(counters.starts) uses finished, "
        + "\(passed) of \(run.results.count) windows passed, state \(run.lastHash.hex.prefix(16))")
  }
}
