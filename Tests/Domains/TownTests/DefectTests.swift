import Codecs
import StageKit
import Testing

@testable import Town

/// What went wrong in towns before this one, a test each.
@Suite struct DefectTests {
  @Test func `1 a restored snapshot promotes nobody`() throws {
    var town = Rehearsal(try town("stability: {promotion: {window_ticks: 100}}"), seed: 1)
    town.live(90)
    _ = town.say("setneed a1 hunger 0")
    town.live(20)
    #expect(town.windows.map(\.result) == ["fail"])
    let file = ShardSnapshot.value(town.shard, town.rules)
    var again = Rehearsal(town.rules.config, seed: 1)
    again.shard = try ShardSnapshot.shard(from: file, again.rules, "x")
    again.live(1)
    #expect(again.shard.state.promotion.streak == town.shard.state.promotion.streak)
    #expect(again.shard.state.promotion.state == "monitoring")
    // A window that did not see all of its ticks is no evidence.
    var late = Rehearsal(town.rules.config, seed: 1)
    late.shard.state.world.tick = 49
    late.live(51)
    #expect(late.windows.map(\.result) == ["incomplete"] && late.windows[0].ticksSeen == 50)
    #expect(late.shard.state.promotion.streak == 0)
  }

  @Test func `2 a snapshot holds everything`() throws {
    let config = try town(
      """
      employment: {enforce_job_loop: true}
      telemetry: {transport: {enabled: true}}
      perturbations: {specs: {spike: {kind: price_spike, prob_per_day: 20, targets: [market],
        magnitude_min: 1.2, magnitude_max: 1.8, cooldown_ticks: 50}}}
      """)
    var town = Rehearsal(config, seed: 3)
    town.live(1300, ["setneed a1 energy 0.2 --cmd-id x"])
    let file = try JSON.decode(JSON.encode(ShardSnapshot.value(town.shard, town.rules)))
    var again = try ShardSnapshot.shard(from: file, town.rules, "x")
    #expect(again.hash() == town.shard.hash())
    #expect(hashes(&again, town.rules, ticks: 400) == hashes(&town.shard, town.rules, ticks: 400))
    #expect(StateWriter.value(of: again) == StateWriter.value(of: town.shard))
  }

  @Test func `3 a rollback and a promotion close the gate`() throws {
    var town = Rehearsal(try town("stability: {promotion: {window_ticks: 100}}"), seed: 1)
    #expect(town.live(until: { $0.shard.state.promotion.state == "ready" }, atMost: 400) == true)
    #expect(town.say("promote_policy scripted").isOK)
    #expect(town.shard.state.promotion.streak == 0)
    #expect(town.say("promote_policy scripted").code == "promotion_not_ready")
    #expect(town.say("rollback_policy --reason test").isOK)
    town.live(5)
    #expect(town.shard.state.promotion.state == "monitoring")
    #expect(town.say("promote_policy scripted").code == "promotion_not_ready")
  }

  @Test func `4 a reused cmd_id is a conflict`() throws {
    var town = try quietTown(3)
    #expect(town.say("spawn z 3 3 --cmd-id one").isOK)
    let energy = town.shard.state.world.agents[0].energy
    let other = town.say("setneed a1 energy 0.1 --cmd-id one")
    #expect(other.code == "conflict")
    #expect(near(town.shard.state.world.agents[0].energy, energy, 0.01))
    let again = town.say("spawn z 3 3 --cmd-id one")
    #expect(again.isOK && again.isRepeated)
    #expect(town.shard.state.world.agents.count == 4)
  }

  @Test func `5 shifts come every day`() throws {
    var town = Rehearsal(try usualTown(), seed: 1)
    town.live(3 * 1440)
    for agent in town.shard.state.world.agents {
      #expect(agent.work.attendance.count == 3)
      #expect(agent.work.attendanceRatio == 1)
    }
  }

  @Test func `6 who is deferred stays away, and who has to go goes`() throws {
    let rows = try Incident.employment.play(usualTown(), seed: 1)
    for row in rows { #expect(row.passed, "\(row.check): \(row.detail)") }
    var town = Rehearsal(try usualTown().forDrills, seed: 1)
    town.live(10)
    town.shard.state.world.agents[0].work.absences = [5, 6, 7]
    town.live(3)
    // The head of the queue goes by the daily cap, and comes back as somebody new.
    #expect(town.events("employment_exit_processed").map(\.fields["reason"]) == ["daily_cap"])
    #expect(town.shard.state.world.agents[0].id == "a1#2")
    #expect(town.shard.state.world.exits.queue.isEmpty)
  }

  @Test func `7 nobody is sent away from what he uses`() throws {
    var town = try quietTown(4, "queue_fairness: {ghost_step_after: 3}")
    for agent in 0..<4 { town.shard.state.world.agents[agent].hygiene = 0.2 }
    town.live(150)
    let counters = town.shard.state.world.counters
    #expect(counters.starts >= 4 && counters.starts - counters.finishes <= 1)
    #expect(counters.ghostStep == 0)
  }

  @Test func `8 committing stands not between asking and using, and goals are what is counted`()
    throws
  {
    var town = try quietTown(1, "policy_runtime: {option_commit_ticks: 15}")
    town.shard.state.world.agents[0].hunger = 0.3
    let start = town.live(until: { $0.shard.state.world.counters.starts == 1 }, atMost: 10)
    #expect(start)
    town.live(100)
    // Move, request, start and release are steps of one goal: no switches.
    #expect(town.shard.state.world.counters.switches == 0)
    #expect(town.shard.state.world.counters.finishes == 1)
  }

  @Test func `9 the default town lives, works and passes its own gate`() throws {
    var town = Rehearsal(try usualTown(), seed: 5)
    town.live(6000)
    let counters = town.shard.state.world.counters
    #expect(counters.deaths == 0)
    #expect(town.windows.count == 6 && town.windows.allSatisfy { $0.result == "pass" })
    #expect(counters.finishes > 100)
    #expect(town.shard.state.world.agents.allSatisfy { $0.wallet >= 0 })
  }

  @Test func `9 a meal is paid once and never on credit`() throws {
    let town = try quietTown(1)
    let fridge = try #require(town.shard.state.world.objects.firstIndex { $0.type == .fridge })
    var world = town.shard.state.world
    world.agents[0].wallet = 0.5
    #expect(world.request(fridge, by: 0, town.rules) == true)
    #expect(world.start(.eat_meal, at: fridge, by: 0, town.rules) == true)
    #expect(near(world.agents[0].wallet, 0.1))
    for _ in 0..<20 { world.advanceAffordances(town.rules) }
    #expect(near(world.agents[0].wallet, 0.1) && world.agents[0].mealsConsumed == 1)
    world.objects[fridge].cooldowns = []
    #expect(world.request(fridge, by: 0, town.rules) == true)
    #expect(world.start(.eat_meal, at: fridge, by: 0, town.rules) == false)
    #expect(world.events.last?.fields["reason"] == "insufficient_funds")
  }

  @Test func `10 clipping is counted, and rare`() throws {
    var town = Rehearsal(try usualTown(), seed: 1)
    town.live(1000)
    let counters = town.shard.state.world.counters
    #expect(Double(counters.clipped) / Double(counters.agentTicks) < 0.1)
    var narrow = try usualTown()
    narrow.rewards.clip.perTick = 0.05
    var clipped = Rehearsal(narrow, seed: 1)
    clipped.live(1000)
    #expect(clipped.shard.state.world.counters.clipped > 1000)
    #expect(clipped.windows.first?.clipEvents == clipped.shard.state.world.counters.clipped)
    // Wages are rewarded by the tick, not by what has come together.
    let paid = town.shard.state.world.agents.map(\.reward.wage)
    #expect(paid.allSatisfy { $0 == 0 || $0 == 0.01 })
  }

  @Test func `11 a price that is none is refused`() throws {
    #expect(throws: StageError.self) {
      try town("perturbations: {specs: {x: {kind: price_spike, targets: [grocer]}}}")
    }
    _ = try town("perturbations: {specs: {x: {kind: price_spike, targets: [market]}}}")
  }

  @Test func `12 ticks are really run`() throws {
    var town = try quietTown(2)
    let before = town.shard.state.world.agents[0].hunger
    town.live(100)
    #expect(town.tick == 99)
    #expect(near(town.shard.state.world.agents[0].hunger, before - 100 * 0.0008))
  }

  @Test func `13 the seed decides, and not the configuration's name`() throws {
    func world(_ config: TownConfig, _ seed: Int64) -> Value {
      var town = Rehearsal(config, seed: seed)
      town.live(300)
      return StateWriter.value(of: town.shard.state.world)
    }
    let config = try usualTown()
    let one = world(config, 1)
    #expect(one == world(config, 1))
    #expect(one != world(config, 2))
    var renamed = config
    renamed.configID = "other"
    #expect(one == world(renamed, 1))
  }

  @Test func `14 a burst of rivalry is over when it is over`() throws {
    var town = try quietTown(3)
    town.live(10)
    town.shard.state.world.conflictsNow = [1, 1, 1, 1, 1]
    town.shard.state.monitor.track(&town.shard.state.world, town.rules, backlogged: false)
    #expect(town.has(.rivalry_spike))
    town.live(1)
    #expect(!town.has(.rivalry_spike))
    #expect(town.events("alert_cleared").count == 1)
  }

  @Test func `15 people walk to work`() throws {
    var town = Rehearsal(try usualTown(), seed: 1)
    town.live(200)
    let grocers = town.shard.state.world.agents.filter { $0.work.job == 0 }
    #expect(!grocers.isEmpty && grocers.allSatisfy { $0.work.shift == .on_time })
    #expect(town.shard.state.world.counters.lateTicks == 0)
  }

  @Test func `16 alerts have one name each`() {
    #expect(Alert(rawValue: "option_thrash_detected") != nil)
    #expect(Alert(rawValue: "option_thrashing") == nil)
    #expect(Set(Alert.allCases.map(\.rawValue)).count == Alert.allCases.count)
  }

  @Test func `17 lateness is held against the baseline, and absence is warned of`() throws {
    var town = Rehearsal(
      try usualTown().forDrills, seed: 1,
      faults: [Fault(kindWord: "absence", from: 0, to: 100_000)])
    town.shard.state.promotion.latenessBaseline = 1
    town.live(1000)
    #expect(town.windows[0].alerts.contains("lateness_ratio_exceeded"))
    #expect(town.windows[0].alerts.contains("absence_cluster"))
    town.live(1440)
    #expect(!town.events("employment_warning").isEmpty)
  }

  @Test func `18 the drill promotes only what is ready`() throws {
    var config = try usualTown()
    let (rows, changes) = PromotionDrill.rows(config, PolicyTable(), seed: 1)
    for row in rows { #expect(row.passed, "\(row.check): \(row.detail)") }
    #expect(changes.map(\.event) == ["promoted", "rollback"])
    // A town that cannot pass is never promoted.
    config.rewards.decayRates.hunger = 0.02
    let (failed, none) = PromotionDrill.rows(config, PolicyTable(), seed: 1)
    #expect(none.isEmpty && failed.contains { $0.check == "ready" && !$0.passed })
  }
}

/// The town of the example study.
func usualTown() throws -> TownConfig {
  try town("employment: {enforce_job_loop: true}")
}
