import Codecs

/// The commands of the console.
struct ConsoleVerb: Sendable {
  let name: String
  let isAdmin: Bool
  let usage: String
  let summary: String

  private init(_ name: String, admin: Bool, _ usage: String, _ summary: String) {
    (self.name, isAdmin, self.usage, self.summary) = (name, admin, usage, summary)
  }

  private static func viewer(_ name: String, _ usage: String, _ summary: String) -> ConsoleVerb {
    ConsoleVerb(name, admin: false, usage, summary)
  }

  private static func admin(_ name: String, _ usage: String, _ summary: String) -> ConsoleVerb {
    ConsoleVerb(name, admin: true, usage, summary)
  }

  static let all: [ConsoleVerb] = [
    viewer("help", "[COMMAND]", "these commands, or one of them"),
    viewer("telemetry_snapshot", "", "the payload that observers get"),
    viewer("health_status", "", "tick, alerts, backlog"),
    viewer("employment_status", "", "who waits to lose his job, cap and limit"),
    viewer("affordance_status", "", "who uses which object"),
    viewer("promotion_status", "", "release, streak, history"),
    viewer("perturbation_queue", "", "what disturbs the town"),
    viewer("relationship_summary", "", "ties and their coverage"),
    viewer("conflict_status", "[--history N] [--rivalries N]", "quarrels and rivals"),
    viewer("queue_inspect", "OBJECT", "holder, queue and cooldowns of one object"),
    viewer("debug", "queues", "the same of every object"),
    viewer("rivalry_dump", "[AGENT] [--limit N]", "rivals, strongest first"),
    viewer("social_events", "[--limit N]", "the last stories"),
    viewer("announce_story", "MESSAGE", "tell a story to those who watch"),
    viewer("snapshot_inspect", "PATH", "what a snapshot is of"),
    viewer("snapshot_validate", "PATH [--strict]", "whether a snapshot can be loaded here"),
    admin(
      "employment_exit", "review | approve AGENT | defer AGENT --reason TEXT", "the exit queue"),
    admin("spawn", "AGENT X Y | {agent_id, position, needs, wallet}", "somebody new"),
    admin("teleport", "AGENT X Y", "put somebody elsewhere"),
    admin("setneed", "AGENT NEED VALUE", "set hunger, hygiene or energy"),
    admin("price", "KEY VALUE", "set a price"),
    admin("force_chat", "AGENT AGENT [QUALITY]", "make two talk"),
    admin("set_rel", "AGENT AGENT TRUST [FAMILIARITY] [RIVALRY]", "set a tie"),
    admin("arrange_meet", "SPEC AGENT AGENT [--starts-in N] [--duration N]", "make two meet"),
    admin("possess", "AGENT [acquire|release]", "take somebody's will, or give it back"),
    admin("kill", "AGENT [REASON]", "end a life"),
    admin("toggle_mortality", "true|false", "whether anybody faints"),
    admin("set_exit_cap", "N", "exits a day; 0 is no cap"),
    admin("set_spawn_delay", "N", "ticks until somebody lives again"),
    admin("perturbation_trigger", "SPEC [--starts-in N] [--duration N] [--magnitude X]", "disturb"),
    admin("perturbation_cancel", "EVENT", "end a disturbance"),
    admin("perturbations", "on|off", "whether chance disturbs the town"),
    admin("feature", "set queue_fairness on|off", "cooldowns and ghost steps"),
    admin("narration", "set global_cooldown|window_limit N", "how much is told"),
    admin("privacy", "on|off", "hide names from the next payload on"),
    admin("training", "pause|resume", "whether shadow training may go on"),
    admin("promote_policy", "CHECKPOINT [--policy-hash H]", "put a policy into use"),
    admin("rollback_policy", "[--to CHECKPOINT] [--reason TEXT]", "go back"),
    admin("policy_swap", "CHECKPOINT", "another policy, without evidence"),
    admin("stop", "", "end the shard after this tick"),
    admin("snapshot_migrate", "PATH [--output DIR]", "a snapshot under this configuration"),
  ]

  static func find(_ name: String) -> ConsoleVerb? { all.first { $0.name == name } }

  /// Whether a command only looks: `employment_exit review` does, though its verb acts.
  func onlyLooks(_ command: ConsoleCommand) -> Bool {
    !isAdmin || name == "employment_exit" && command.args.first?.asText == "review"
  }
}

/// Why a command was not done.
struct ConsoleProblem: Error {
  var code: String
  var message: String

  init(_ code: String, _ message: String) { (self.code, self.message) = (code, message) }

  static func unknown(_ name: String) -> ConsoleProblem {
    let near = NearWord.suggestions(for: name, among: ConsoleVerb.all.map(\.name)).first
    return ConsoleProblem(
      "unsupported",
      "there is no command '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }

  static func usage(_ verb: ConsoleVerb) -> ConsoleProblem {
    ConsoleProblem("usage", "usage: \(verb.name) \(verb.usage)")
  }
}
