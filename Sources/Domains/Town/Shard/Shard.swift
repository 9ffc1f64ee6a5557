import Bytes
import Codecs
import Crypto

/// What the hash of a tick covers.
struct ShardState: Coded {
  var world = TownWorld()
  var monitor = StabilityMonitor()
  var window = OpenWindow()
  var promotion = PolicyPromotion()
  var narration = Narration()
  var privacy = false
  /// How many payloads were made, which is what the salt of privacy turns with.
  var exports = 0
  /// A chain over every command with its answer.
  var commandChain = ""
  var commandCount = 0
  var faults: [Fault] = []
  var trainingPaused = false

  mutating func code(_ c: inout some StateCoder) {
    c.field("world", &world)
    c.field("stability", &monitor)
    c.field("window", &window)
    c.field("promotion", &promotion)
    c.field("narration", &narration)
    c.field("privacy", &privacy)
    c.field("exports", &exports)
    c.field("command_chain", &commandChain)
    c.field("command_count", &commandCount)
    c.field("faults", &faults)
    c.field("training_paused", &trainingPaused)
  }
}

/// A command that was answered, so that it is answered the same when it is asked again.
struct AnsweredCommand: Coded {
  var id = ""
  var digest = ""
  var answer = ""

  mutating func code(_ c: inout some StateCoder) {
    c.field("cmd_id", &id)
    c.field("args_hash", &digest)
    c.field("answer", &answer)
  }
}

/// What a tick gives to the outside.
struct TickOutput {
  var events: [WorldEvent] = []
  var answers: [ConsoleAnswer] = []
  var window: ClosedWindow?
  var changes: [ReleaseChange] = []
  var flush = TelemetryStream.Flush()
  var hash = Digest.zero
}

/// A town with its operators and observers: one pure function from a state and commands to the next
/// state and what it gives to the outside.
struct Shard: Coded {
  var state = ShardState()
  var stream = TelemetryStream()
  var answered: [AnsweredCommand] = []
  private var hasher = StateDigester()

  init() {}

  mutating func code(_ c: inout some StateCoder) {
    c.field("shard", &state)
    c.field("transport", &stream)
    c.field("console", &answered)
  }

  /// A shard before its first tick.
  init(_ rules: TownRules, release: Release, faults: [Fault] = []) {
    state.world = TownWorld(rules)
    state.promotion.release = release
    state.promotion.initial = release
    state.privacy = rules.config.telemetry.privacy
    state.faults = faults
  }

  /// What the salts of exports are made of; known to whoever knows the seed.
  func secret(_ rules: TownRules) -> String { "\(rules.seed)" }

  /// One tick.
  mutating func tick(
    _ commands: [ConsoleCommand], _ rules: TownRules, _ policies: PolicyTable
  ) -> TickOutput {
    var output = TickOutput()
    state.world.beginTick(rules)
    injectFaults(rules)
    for command in commands { output.answers.append(answer(command, rules, policies, &output)) }
    let policy = policies.policy(of: state.promotion.release.checkpoint)
    let idle = state.faults.contains { $0.kind == .absence && $0.isActive(at: state.world.tick) }
    state.world.finishTick(rules) { agent, world in
      let goal =
        policy?.goal(of: agent, in: world, rules) ?? ScriptedPolicy.choose(agent, in: world, rules)
      return idle && goal == .work ? .wait : goal
    }
    spoilRewards(rules)
    state.monitor.track(&state.world, rules, backlogged: stream.aggregating)
    closeWindow(rules, &output)
    state.narration.take(state.world.events, rules.config.telemetry.narration)
    publish(rules, &output)
    output.events = state.world.events
    output.hash = hash()
    return output
  }

  /// The hash of everything that the next tick depends on.
  mutating func hash() -> Digest {
    var covered = HashedShard(state: state, stream: stream)
    return hasher.digest(of: &covered)
  }

  private mutating func closeWindow(_ rules: TownRules, _ output: inout TickOutput) {
    let baseline = state.promotion.latenessBaseline
    guard
      let window = state.window.track(state.world, state.monitor, baseline: baseline, rules)
    else { return }
    output.window = window
    state.world.emit("window_closed", window.value.asMap ?? ValueMap())
    guard let change = state.promotion.take(window, rules) else { return }
    output.changes.append(change)
    state.world.emit("release_rolled_back", ["reason": .text(change.reason)])
  }

  private mutating func publish(_ rules: TownRules, _ output: inout TickOutput) {
    let settings = rules.config.telemetry.transport
    guard settings.enabled, state.world.tick % settings.everyTicks == 0 else { return }
    state.exports += 1
    let snapshot = TelemetrySnapshot.value(self, rules)
    output.flush = stream.offer(
      snapshot, events: state.world.events.count, tick: state.world.tick, settings)
    if let turned = output.flush.turned {
      state.world.emit(turned, ["backlog": .int(Int64(stream.buffer.count))])
    }
  }
}

/// The part of a shard that is hashed: payloads under way are counted, not hashed.
private struct HashedShard: Coded {
  var state = ShardState()
  var stream = TelemetryStream()

  init() {}
  init(state: ShardState, stream: TelemetryStream) { (self.state, self.stream) = (state, stream) }

  mutating func code(_ c: inout some StateCoder) {
    state.code(&c)
    stream.codeCounts(&c)
  }
}
