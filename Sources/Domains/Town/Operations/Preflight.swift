import Codecs
import StageKit

/// The checklist before a demo, played through in a shard of its own.
enum Preflight {
  /// One row for each point; `other` is the configuration that has to agree.
  static func rows(
    _ config: TownConfig, other: TownConfig?, seed: Int64, ticks: Int
  ) -> [RehearsedRow] {
    var rows = parity(config, other)
    rows += smoke(config, seed, ticks)
    rows += console(config.forDrills, seed)
    rows += employment(config.forDrills, seed)
    rows += switches(config.forDrills, seed)
    rows += charter(config, seed)
    rows += fallback(config, seed, ticks)
    return rows
  }

  private static func parity(_ config: TownConfig, _ other: TownConfig?) -> [RehearsedRow] {
    guard let other else { return [] }
    let (left, right) = (
      config.features.systems.observations.rawValue, other.features.systems.observations.rawValue
    )
    return [
      RehearsedRow(
        check: "config_id parity", passed: config.configID == other.configID,
        detail: "\(config.configID), \(other.configID)"),
      RehearsedRow(
        check: "observation variant", passed: left == right, detail: "\(left), \(right)"),
    ]
  }

  private static func smoke(_ config: TownConfig, _ seed: Int64, _ ticks: Int) -> [RehearsedRow] {
    var town = Rehearsal(config, seed: seed)
    town.live(ticks)
    let counters = town.shard.state.world.counters
    town.expect(
      "smoke run", counters.deaths == 0 && counters.finishes > 0,
      "\(ticks) ticks, \(counters.deaths) deaths, \(counters.finishes) uses finished")
    let failed = town.windows.filter { $0.result != "pass" }
    town.expect(
      "stability", failed.isEmpty,
      failed.isEmpty
        ? "\(town.windows.count) windows passed"
        : failed.map { $0.alerts.joined(separator: ", ") }.joined(separator: "; "))
    let payload = Value.map(TelemetrySnapshot.value(town.shard, town.rules))
    let missing = (try? TelemetryCheck(payload, schema: nil).missing) ?? ["everything"]
    town.expect(
      "telemetry schema", missing.isEmpty,
      missing.isEmpty ? TelemetrySnapshot.schemaVersion : missing.joined(separator: ", "))
    return town.rows
  }

  private static func console(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var town = Rehearsal(config, seed: seed)
    town.live(10)
    let lines = [
      "spawn visitor 3 3", "setneed visitor hunger 0.5", "force_chat a1 visitor 0.9",
      "arrange_meet drill_meet a2 a3 --duration 5",
    ]
    for line in lines {
      let answer = town.say(line)
      let name = line.prefix { $0 != " " }
      town.expect("\(name)", answer.isOK, answer.message ?? "ok")
    }
    let again = town.say("spawn visitor 3 3")
    town.expect("spawn twice", again.code == "conflict", again.message ?? "")
    let one = town.say("setneed a1 energy 0.9 --cmd-id same")
    let two = town.say("setneed a1 energy 0.9 --cmd-id same")
    let three = town.say("setneed a1 energy 0.1 --cmd-id same")
    town.expect(
      "cmd_id", one.isOK && two.isRepeated && three.code == "conflict",
      "repeated is answered as before, changed is \(three.code ?? "done")")
    return town.rows
  }

  private static func employment(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var config = config
    config.employment.dailyExitCap = 1
    var town = Rehearsal(config, seed: seed)
    town.live(10)
    // The first of three goes by the daily cap; the other two are decided about.
    for agent in town.shard.state.world.agents.indices.prefix(3) {
      let absences = [Int](repeating: town.tick, count: config.employment.maxAbsentShifts)
      town.shard.state.world.agents[agent].work.absences = absences
    }
    town.live(1)
    let (second, third) = (town.shard.state.world.agents[1].id, town.shard.state.world.agents[2].id)
    func pending(_ town: Rehearsal) -> Int {
      let payload = TelemetrySnapshot.employment(town.shard.state.world, town.rules)
      return Int(payload["pending_count"]?.asInt ?? -1)
    }
    let queued = pending(town)
    let review = town.say("employment_exit review")
    town.expect("employment review", review.isOK && queued > 0, "pending_count \(queued)")
    let deferred = town.say("employment_exit defer \(third) --reason demo")
    let approved = town.say("employment_exit approve \(second) --reason demo")
    town.live(2)
    town.expect("employment defer", deferred.isOK, deferred.message ?? "ok")
    town.expect(
      "employment approve",
      approved.isOK && town.events("employment_exit_processed").count == 2,
      approved.message ?? "gone in the next tick")
    town.expect("telemetry follows", pending(town) == 0, "pending_count \(pending(town))")
    return town.rows
  }

  private static func switches(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var town = Rehearsal(config, seed: seed)
    town.live(10)
    _ = town.say("narration set window_limit 0")
    let silent = town.say("announce_story quiet").result?.asMap?["told"]?.asBool
    _ = town.say("narration set window_limit 10")
    _ = town.say("narration set global_cooldown 0")
    let heard = town.say("announce_story loud").result?.asMap?["told"]?.asBool
    town.expect(
      "narration throttle", silent == false && heard == true, "acts on the next command")
    _ = town.say("privacy on")
    let hidden = JSON.string(town.say("telemetry_snapshot").result ?? .null)
    let next = JSON.string(town.say("telemetry_snapshot").result ?? .null)
    _ = town.say("privacy off")
    let open = JSON.string(town.say("telemetry_snapshot").result ?? .null)
    town.expect(
      "privacy", !hidden.contains("\"a1\"") && open.contains("\"a1\"") && hidden != next,
      "names are hidden in the next payload, under another salt each time")
    return town.rows
  }

  /// Four days, because tenure is counted from three.
  private static func charter(_ config: TownConfig, _ seed: Int64) -> [RehearsedRow] {
    var town = Rehearsal(config, seed: seed)
    town.live(4 * config.town.ticksPerDay)
    for row in Charter(town.shard.state.world, town.rules).rows {
      town.expect("charter \(row.name)", row.isMet, "\(row.value), target \(row.target)")
    }
    return town.rows
  }

  private static func fallback(
    _ config: TownConfig, _ seed: Int64, _ ticks: Int
  ) -> [RehearsedRow] {
    var config = config
    config.perturbations.enabled = false
    var town = Rehearsal(config, seed: seed)
    town.live(ticks)
    let quiet = town.events("perturbation_started").isEmpty
    town.expect(
      "fallback without perturbations",
      quiet && town.shard.state.world.counters.deaths == 0, "\(ticks) ticks")
    return town.rows
  }
}

/// Promotion and rollback, rehearsed without a hand on the gate.
enum PromotionDrill {
  /// Waits for windows that really pass, promotes, breaks the town, and sees it roll back.
  static func rows(
    _ config: TownConfig, _ policies: PolicyTable, seed: Int64
  ) -> (rows: [RehearsedRow], changes: [ReleaseChange]) {
    let length = config.stability.promotion.windowTicks
    let passes = config.stability.promotion.requiredPasses
    var town = Rehearsal(config.forDrills, seed: seed)
    town.policies = policies
    let name = policies.policies.first?.name ?? "scripted"
    let early = town.say("promote_policy \(name)")
    town.expect("not ready", early.code == "promotion_not_ready", early.message ?? "promoted")
    let ready = town.live(
      until: { $0.shard.state.promotion.state == "ready" }, atMost: length * (passes + 4))
    town.expect("ready", ready, "\(town.shard.state.promotion.streak) windows passed")
    guard ready else { return (town.rows, town.changes) }
    let promoted = town.say("promote_policy \(name) --reason drill")
    town.expect("promoted", promoted.isOK, promoted.message ?? name)
    town.live(1)
    town.expect(
      "streak begins anew",
      town.shard.state.promotion.streak == 0
        && town.shard.state.promotion.state == "promoted", town.shard.state.promotion.state)
    // The breach: from now on nobody goes to work.
    town.shard.state.faults.append(
      Fault(kindWord: "absence", from: town.tick, to: town.tick + 3 * config.town.ticksPerDay))
    let rolled = town.live(
      until: { $0.changes.last?.event == "rollback" }, atMost: 3 * length)
    town.expect("canary", rolled, town.changes.last?.reason ?? "no rollback")
    town.live(1)
    let after = town.say("promote_policy \(name)")
    town.expect(
      "gate closed", after.code == "promotion_not_ready",
      "\(town.shard.state.promotion.streak) windows since the rollback")
    return (town.rows, town.changes)
  }
}
