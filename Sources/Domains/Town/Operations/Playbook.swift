import Bytes
import Codecs
import StageKit

/// A step of a rehearsal with what was expected of it.
struct RehearsedRow: Sendable {
  var check: String
  var passed: Bool
  var detail: String

  var value: Value {
    ["check": .text(check), "status": .text(passed ? "PASS" : "FAIL"), "detail": .text(detail)]
  }
}

/// A shard of its own in which operators' work is rehearsed: nothing of it reaches a running town.
struct Rehearsal {
  let rules: TownRules
  var policies = PolicyTable()
  var shard: Shard
  var rows: [RehearsedRow] = []
  var events: [WorldEvent] = []
  var windows: [ClosedWindow] = []
  var changes: [ReleaseChange] = []
  var sent: [String] = []
  var archived: [String] = []
  private var count = 0

  init(_ config: TownConfig, seed: Int64, faults: [Fault] = []) {
    rules = TownRules(config, seed: seed)
    shard = Shard(rules, release: Release(configID: config.configID), faults: faults)
  }

  var tick: Int { shard.state.world.tick }

  /// Lets the town live for so many ticks, with commands at the first of them; their answers.
  @discardableResult
  mutating func live(_ ticks: Int, _ lines: [String] = []) -> [ConsoleAnswer] {
    var answers: [ConsoleAnswer] = []
    for index in 0..<ticks {
      let commands =
        index > 0
        ? []
        : lines.map { line -> ConsoleCommand in
          var command = ConsoleCommand.parse(line, mode: .admin)
          count += 1
          command.commandID = command.commandID ?? "rehearsal-\(count)"
          command.issuer = "rehearsal"
          return command
        }
      let output = shard.tick(commands, rules, policies)
      answers += output.answers
      events += output.events
      changes += output.changes
      sent += output.flush.sent
      archived += output.flush.archived
      if let window = output.window { windows.append(window) }
    }
    return answers
  }

  /// Says one command and gives its answer.
  mutating func say(_ line: String) -> ConsoleAnswer {
    live(1, [line])[0]
  }

  /// Lives until something holds, at most so long; whether it came to hold.
  mutating func live(until holds: (Rehearsal) -> Bool, atMost ticks: Int) -> Bool {
    for _ in 0..<ticks {
      if holds(self) { return true }
      live(1)
    }
    return holds(self)
  }

  mutating func expect(_ check: String, _ passed: Bool, _ detail: String) {
    rows.append(RehearsedRow(check: check, passed: passed, detail: detail))
  }

  func has(_ alert: Alert) -> Bool {
    shard.state.monitor.alerts.contains { $0.name == alert.rawValue }
  }

  func events(_ type: String) -> [WorldEvent] { events.filter { $0.type == type } }
}

extension TownConfig {
  /// The same town, with a loop of jobs and an observer's buffer, in which every drill can be done.
  var forDrills: TownConfig {
    var config = self
    config.employment.enforceJobLoop = true
    config.telemetry.transport.enabled = true
    config.scenario = ScenarioSettings()
    if config.town.agents < 6 { config.town.agents = 6 }
    var meet = PerturbationSettings.Spec()
    (meet.kind, meet.location) = (.arranged_meet, GridTile(x: 2, y: 1))
    config.perturbations.specs.removeAll { $0.name == "drill_meet" }
    config.perturbations.specs.append(Named(name: "drill_meet", group: meet))
    return config
  }
}

/// What is done about a kind of incident, played through with a fault that is really there.
enum Incident: String, CaseIterable, Sendable {
  case crash, reward, queue, telemetry, employment

  /// Plays the incident through.
  func play(_ config: TownConfig, seed: Int64) throws(StageError) -> [RehearsedRow] {
    switch self {
    case .crash: try Self.crash(config.forDrills, seed)
    case .reward: Self.reward(config.forDrills, seed)
    case .queue: Self.queue(config.forDrills, seed)
    case .telemetry: Self.telemetry(config.forDrills, seed)
    case .employment: Self.employment(config.forDrills, seed)
    }
  }

  /// A shard ends without a word; it goes on from its snapshot under the same configuration, and is
  /// where it would have been.
  private static func crash(
    _ config: TownConfig, _ seed: Int64
  ) throws(StageError) -> [RehearsedRow] {
    var whole = Rehearsal(config, seed: seed)
    whole.live(700)
    let snapshot = ShardSnapshot.value(whole.shard, whole.rules)
    whole.live(500)
    var again = Rehearsal(config, seed: seed)
    // All that is left of the first process is the file.
    let file = try decode(JSON.encode(snapshot))
    again.shard = try ShardSnapshot.shard(from: file, again.rules, "the snapshot")
    again.expect("snapshot", true, "saved at tick 699, read back whole")
    again.live(500)
    let (there, here) = (whole.shard.hash(), again.shard.hash())
    again.expect("resume", there == here, "tick \(again.tick): \(here.hex.prefix(16))")
    var other = config
    other.rewards.survivalTick = 0.001
    let refused: Bool
    do throws(StageError) {
      _ = try ShardSnapshot.shard(from: file, TownRules(other, seed: seed), "the snapshot")
      refused = false
    } catch { refused = true }
    again.expect("same configuration", refused, "another configuration is refused")
    return again.rows
  }

  private static func decode(_ bytes: [UInt8]) throws(StageError) -> Value {
    do throws(JSONError) { return try JSON.decode(bytes) } catch {
      throw .invalid(error.description)
    }
  }

  /// Rewards explode: clip events show it, training pauses, the clip is lowered, a smoke run is
  /// clean.
  private static func reward(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var town = Rehearsal(config, seed: seed)
    town.live(200)
    let before = town.shard.state.world.counters.clipTotal
    var broken = Rehearsal(
      config, seed: seed, faults: [Fault(kindWord: "reward", from: 0, to: 1_000_000)])
    broken.live(config.stability.promotion.windowTicks)
    let total = broken.shard.state.world.counters.clipTotal
    broken.expect(
      "seen", total > before + 1000, "reward_clip_total \(total), \(before) without the fault")
    broken.expect(
      "held", broken.windows.last?.result == "fail",
      "window: \(broken.windows.last?.alerts.joined(separator: ", ") ?? "none")")
    let paused = broken.say("training pause")
    broken.expect(
      "paused", paused.isOK && broken.shard.state.trainingPaused, "shadow training is paused")
    var lowered = config
    lowered.rewards.clip.perTick = config.rewards.clip.perTick / 2
    var smoke = Rehearsal(lowered, seed: seed)
    smoke.live(1000)
    broken.expect(
      "guardrails", lowered.digest != config.digest,
      "clip_per_tick \(lowered.rewards.clip.perTick) is another configuration")
    broken.expect(
      "smoke", smoke.shard.state.world.counters.deaths == 0, "1000 ticks, no deaths")
    return broken.rows
  }

  /// A queue stands still with fairness off: it is seen, looked into, and moves when fairness is
  /// on.
  private static func queue(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var town = Rehearsal(
      config, seed: seed, faults: [Fault(kindWord: "queue", from: 10, to: 1_000_000)])
    let raised = town.live(until: { $0.has(.queue_deadlock) }, atMost: 1000)
    town.expect("seen", raised, "queue_deadlock at tick \(town.tick)")
    let debug = town.say("debug queues").result?.asMap
    let stuck = (debug?["queues"]?.asArray ?? []).filter { queue in
      let fields = queue.asMap
      return !(fields?["queue"]?.asArray ?? []).isEmpty && fields?["running"]?.isNull == true
    }
    town.expect("inspected", !stuck.isEmpty, "\(stuck.count) queues with a holder who does nothing")
    town.expect(
      "fairness", debug?["queue_fairness"]?.asBool == false, "the cooldown is switched off")
    let holders = stuck.compactMap { $0.asMap?["holder"]?.asText }
    _ = town.say("feature set queue_fairness on")
    for holder in holders { _ = town.say("possess \(holder) release") }
    let cleared = town.live(until: { !$0.has(.queue_deadlock) }, atMost: 400)
    town.expect("cleared", cleared, "at tick \(town.tick)")
    town.expect(
      "ghost steps", town.shard.state.world.counters.ghostStep > 0,
      "\(town.shard.state.world.counters.ghostStep) holders were sent back")
    return town.rows
  }

  /// Nobody takes the telemetry: aggregation sets in, the raw stream is archived, and both end.
  private static func telemetry(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var config = config
    config.telemetry.transport.everyTicks = 5
    config.telemetry.transport.backlogThreshold = 20
    config.telemetry.transport.bufferBytes = 1_000_000_000
    var town = Rehearsal(
      config, seed: seed, faults: [Fault(kindWord: "telemetry", from: 100, to: 600)])
    town.live(500)
    town.expect(
      "seen", town.has(.telemetry_backpressure), "backlog \(town.shard.stream.buffer.count)")
    town.expect("aggregation", town.shard.stream.aggregating, "every 10th snapshot is kept")
    town.expect(
      "archive", town.archived.count == town.shard.stream.archived && !town.archived.isEmpty,
      "\(town.archived.count) raw snapshots are archived")
    let cleared = town.live(until: { !$0.has(.telemetry_backpressure) }, atMost: 1000)
    town.expect("cleared", cleared && !town.shard.stream.aggregating, "at tick \(town.tick)")
    town.expect(
      "nothing lost", town.shard.stream.dropped == 0, "\(town.shard.stream.dropped) dropped")
    return town.rows
  }

  /// Nobody goes to work: the exit queue grows; some are approved, some deferred, with reasons.
  private static func employment(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var config = config
    config.employment.exitQueueLimit = 2
    config.employment.dailyExitCap = 1
    // Nobody is to starve meanwhile for want of a wage.
    config.town.wallet = 100
    // Whoever is asked about is still there when he is asked about.
    config.employment.exitReviewWindow = 100_000
    let day = config.town.ticksPerDay
    var town = Rehearsal(
      config, seed: seed, faults: [Fault(kindWord: "absence", from: 0, to: 1_000_000)])
    let limit = config.employment.exitQueueLimit
    let raised = town.live(
      until: { $0.shard.state.world.exits.queue.count > limit },
      atMost: day * (config.employment.maxAbsentShifts + 2))
    let pending = town.shard.state.world.exits.queue.count
    town.expect("seen", raised, "pending_count \(pending) of queue_limit \(limit)")
    town.expect(
      "overflow", !town.events("employment_exit_queue_overflow").isEmpty,
      "\(town.events("employment_warning").count) warnings before")
    let review = town.say("employment_exit review").result?.asMap
    let names = (review?["pending_agents"]?.asArray ?? []).compactMap(\.asText)
    town.expect("review", names.count >= 3, names.joined(separator: ", "))
    // The first of them goes by the daily cap, whatever anybody says.
    guard names.count >= 3 else { return town.rows }
    let unreasoned = town.say("employment_exit approve \(names[1])")
    town.expect("reason", unreasoned.code == "usage", unreasoned.message ?? "")
    _ = town.say("employment_exit approve \(names[1]) --reason never came")
    let asked = town.events("employment_exit_manual_request").last?.tick ?? -1
    town.live(2)
    let done = town.events("employment_exit_processed").first {
      $0.fields["agent_id"]?.asText == names[1]
    }
    // The request is an event of one tick; lifecycle processes it within the next.
    town.expect(
      "approve", done.map { $0.tick - asked <= 1 && $0.tick >= asked } ?? false,
      "requested at \(asked), processed at \(done?.tick ?? -1)")
    _ = town.say("employment_exit defer \(names[2]) --reason was ill")
    town.live(50)
    let still = town.shard.state.world.exits.queue.contains {
      town.shard.state.world.agents[$0.agent].id == names[2]
    }
    town.expect("defer", !still, "\(names[2]) is not back after 50 ticks")
    return town.rows
  }
}
