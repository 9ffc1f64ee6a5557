import Codecs
import Testing

@testable import Town

@Suite struct ConsoleTests {
  @Test func `every command has a usage, and what is unknown is unsupported`() throws {
    var town = try quietTown(3)
    town.live(5)
    let near = town.say("telemetry_snapshop")
    #expect(near.code == "unsupported" && near.message?.contains("telemetry_snapshot") == true)
    let help = town.say("help").result?.asMap?["commands"]?.asArray
    #expect(help?.count == ConsoleVerb.all.count)
    let one = town.say("help setneed").result?.asMap?["commands"]?.asArray
    #expect(one?.count == 1 && one?.first?.asMap?["usage"] == "AGENT NEED VALUE")
    #expect(town.say("help setned").code == "unsupported")
  }

  @Test func `viewers look, admins act, and acts have names`() throws {
    let config = try town()
    let rules = TownRules(config, seed: 1)
    var shard = Shard(rules, release: Release())
    func say(_ text: String, _ mode: ConsoleCommand.Mode) -> ConsoleAnswer {
      shard.tick([ConsoleCommand.parse(text, mode: mode)], rules, PolicyTable()).answers[0]
    }
    for verb in ConsoleVerb.all where verb.isAdmin {
      #expect(say(verb.name, .viewer).code == "forbidden", "\(verb.name)")
      #expect(say(verb.name, .admin).code == "usage", "\(verb.name)")
    }
    // The backlog is looked at without either.
    #expect(say("employment_exit review", .viewer).isOK)
    #expect(say("employment_exit defer a1 --reason x", .viewer).code == "forbidden")
    #expect(say("kill a1 --mode admin --cmd-id k", .viewer).isOK)
    #expect(
      say("{\"name\":\"kill\",\"args\":[\"a2\"],\"mode\":\"boss\"}", .admin).code == "forbidden")
    #expect(say("{\"args\":[]}", .admin).code == "usage")
    #expect(say("{\"name\":\"health_status\",\"args\":3}", .admin).code == "usage")
    #expect(say("{\"name\":\"health_status\",\"cmd_id\":3}", .admin).code == "usage")
    #expect(say("{broken", .admin).code == "usage")
  }

  @Test func `bad arguments change nothing`() throws {
    var town = try quietTown(3)
    town.live(5)
    for (line, code) in [
      ("spawn a1 3 3", "conflict"), ("spawn z 99 3", "invalid_args"), ("spawn z", "usage"),
      ("spawn {\"agent_id\":\"z\",\"position\":[1,1],\"needs\":{\"joy\":1}}", "invalid_args"),
      ("spawn z#1 1 1", "invalid_args"), ("setneed nobody hunger 1", "not_found"),
      ("setneed a1 joy 1", "invalid_args"), ("setneed a1 hunger x", "invalid_args"),
      ("teleport a1 -1 0", "invalid_args"), ("price gold 1", "not_found"),
      ("force_chat a1 a1", "invalid_args"), ("set_rel a1 a2 3", "invalid_args"),
      ("employment_exit approve nobody --reason x", "not_found"),
      ("employment_exit approve a1", "usage"), ("employment_exit fire a1", "usage"),
      ("perturbation_trigger storm", "unknown_spec"), ("perturbation_cancel p9", "not_found"),
      ("promote_policy nobody", "not_found"), ("set_exit_cap 51", "invalid_args"),
      ("rollback_policy", "invalid_args"), ("rollback_policy --to x", "not_found"),
      ("queue_inspect sauna", "not_found"), ("privacy maybe", "usage"),
      ("snapshot_inspect ../x", "not_found"), ("debug everything", "usage"),
    ] {
      let before = town.shard.state.world.agents.map(\.id)
      let answer = town.say(line)
      #expect(answer.code == code, "\(line): \(answer.code ?? "ok")")
      #expect(town.shard.state.world.agents.map(\.id) == before)
    }
  }

  @Test func `what is not there is answered with what is`() throws {
    var town = Rehearsal(
      try Town.usual("perturbations: {specs: {dark: {kind: blackout}}}"), seed: 1)
    #expect(town.say("price gold 1").message?.contains("meal_cost, cook_energy_cost") == true)
    #expect(town.say("perturbation_trigger storm").message?.contains("'storm': dark") == true)
    #expect(town.say("rollback_policy").message?.contains("nothing was promoted") == true)
    #expect(town.shard.state.promotion.history.isEmpty)
  }

  @Test func `needs are clamped and prices move`() throws {
    var town = try quietTown(2)
    #expect(town.say("setneed a1 hunger 7").isOK)
    #expect(town.shard.state.world.agents[0].hunger > 0.99)
    #expect(town.shard.state.world.agents[0].resetContext)
    #expect(town.say("price meal_cost 0.8").isOK)
    #expect(town.shard.state.world.price(.meal_cost) == 0.8)
  }

  @Test func `a spike moves prices while it lasts, and no longer`() throws {
    var town = Rehearsal(
      try Town.usual(
        "perturbations: {specs: {spike: {kind: price_spike, targets: [market], "
          + "magnitude_min: 2, magnitude_max: 2, duration_min: 5, duration_max: 5}}}"), seed: 1)
    town.live(3)
    let id = try #require(
      town.say("perturbation_trigger spike --duration 10").result?.asMap?["event_id"]?.asText)
    town.live(1)
    #expect(near(town.shard.state.world.price(.meal_cost), 0.8))
    #expect(near(town.shard.state.world.price(.cook_energy_cost), 0.05))
    town.live(12)
    #expect(near(town.shard.state.world.price(.meal_cost), 0.4))
    #expect(town.events("perturbation_ended").last?.fields["event_id"] == .text(id))
  }

  @Test func `a blackout stops the stove, and ends`() throws {
    var town = Rehearsal(
      try Town.usual("perturbations: {specs: {dark: {kind: blackout, cooldown_ticks: 0}}}"), seed: 1
    )
    town.live(3)
    #expect(town.say("perturbation_trigger dark --duration 10").isOK)
    town.live(2)
    let off = town.shard.state.world.objects.filter { !$0.powerOn }
    #expect(!off.isEmpty && off.allSatisfy { $0.type == .stove })
    town.live(12)
    #expect(town.shard.state.world.objects.allSatisfy { $0.powerOn })
  }

  @Test func `words keep quotes, objects and reasons together`() {
    #expect(ConsoleCommand.split("a 'b c' \"d e\"") == ["a", "b c", "d e"])
    #expect(ConsoleCommand.split("spawn {\"a\": [1, 2]} x") == ["spawn", "{\"a\": [1, 2]}", "x"])
    #expect(ConsoleCommand.split("a 'b") == nil)
    let command = ConsoleCommand.parse(
      "employment_exit defer a2 --reason was ill again --cmd-id c1", mode: .admin)
    #expect(command.options["reason"] == "was ill again" && command.commandID == "c1")
  }

  @Test func `a newer shard is looked at and not changed`() {
    #expect(TelemetryCheck.compatibility(of: "0.2.0") == .same)
    #expect(TelemetryCheck.compatibility(of: "0.1.9") == .same)
    guard case .warn = TelemetryCheck.compatibility(of: "0.3.0"),
      case .refuse = TelemetryCheck.compatibility(of: "1.0.0"),
      case .refuse = TelemetryCheck.compatibility(of: "new")
    else {
      Issue.record("newer versions are not told apart")
      return
    }
  }
}

extension Town {
  /// The usual town with more lines.
  static func usual(_ lines: String = "") throws -> TownConfig {
    try town("employment: {enforce_job_loop: true}\n" + lines)
  }
}
