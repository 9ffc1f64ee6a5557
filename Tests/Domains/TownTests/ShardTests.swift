import Codecs
import StageKit
import TestKit
import Testing

@testable import Town

@Suite struct ShardTests {
  @Test func `a run that is cut anywhere goes on as if it had not been`() throws {
    let config = try Town.usual("telemetry: {transport: {enabled: true}}")
    let rules = TownRules(config, seed: 9)
    var whole = Shard(rules, release: Release())
    let all = hashes(&whole, rules, ticks: 600)
    for cut in [1, 77, 250, 599] {
      var first = Shard(rules, release: Release())
      _ = hashes(&first, rules, ticks: cut)
      let bytes = JSON.encode(ShardSnapshot.value(first, rules))
      var second = try ShardSnapshot.shard(from: JSON.decode(bytes), rules, "x")
      #expect(hashes(&second, rules, ticks: 600 - cut) == Array(all[cut...]))
    }
  }

  @Test func `a snapshot that was changed, or lacks anything, is refused`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(50)
    let file = ShardSnapshot.value(town.shard, town.rules)
    func refused(_ change: (inout ValueMap) -> Void) -> Bool {
      var map = file.asMap ?? ValueMap()
      change(&map)
      return (try? ShardSnapshot.shard(from: .map(map), town.rules, "x")) == nil
    }
    #expect(!refused { _ in })
    #expect(refused { $0["schema_version"] = "1.7" })
    #expect(refused { $0["schema_version"] = nil })
    #expect(refused { $0["sha256"] = "00" })
    #expect(
      refused { map in
        var state = map["state"]?.asMap ?? ValueMap()
        state["tick"] = 51
        map["state"] = .map(state)
      })
    let other = TownRules(try Town.usual("rewards: {survival_tick: 0.001}"), seed: 1)
    #expect(throws: StageError.self) { try ShardSnapshot.shard(from: file, other, "x") }
    let seed = TownRules(town.rules.config, seed: 2)
    #expect(throws: StageError.self) { try ShardSnapshot.shard(from: file, seed, "x") }
  }

  @Test func `a migration needs a registered way`() throws {
    var town = Rehearsal(try Town.usual(), seed: 1)
    town.live(20)
    let file = ShardSnapshot.value(town.shard, town.rules)
    var config = town.rules.config
    config.configID = "next"
    #expect(throws: StageError.self) {
      try ShardSnapshot.migrate(file, to: TownRules(config, seed: 1), "x")
    }
    config.snapshot.migrations = ["test -> next"]
    let rules = TownRules(config, seed: 1)
    let moved = try ShardSnapshot.migrate(file, to: rules, "x")
    #expect(try ShardSnapshot.shard(from: moved, rules, "x").state.world.tick == town.tick)
  }

  @Test func `the step writes its files, and goes on from where it was killed`() throws {
    let directory = try TemporaryDirectory()
    let config = directory.path("town.yaml")
    try StageFiles.write(
      config, Array("config_id: t\nemployment: {enforce_job_loop: true}\n".utf8))
    try StageFiles.write(
      directory.path("commands.jsonl"),
      Array(
        #"{"tick":40,"name":"setneed","args":["a1","energy",0.3],"cmd_id":"c1","mode":"admin"}"#
          .utf8) + [10])
    func run(_ words: String...) throws -> Int32 {
      try ShardStep.run(
        ["--config", config, "--commands", "commands.jsonl"] + words, environment: [:],
        directory: directory.path)
    }
    #expect(try run("--tick-limit", "2500", "-o", "whole") == 0)
    #expect(try run("--ticks", "1700", "-o", "cut") == 0)
    #expect(try run("--tick-limit", "2500", "--resume", "-o", "cut") == 0)
    for name in [
      "state_hashes.txt", "windows.jsonl", "events.jsonl", "logs/console/commands.jsonl",
      "summary.json", "telemetry.json", "ops/rollouts.md", "promotion_history.jsonl",
      "snapshots/snapshot-2499.json",
    ] {
      let whole = try StageFiles.read(directory.path("whole/\(name)"))
      #expect(try StageFiles.read(directory.path("cut/\(name)")) == whole, "\(name)")
    }
    let lines = try StageFiles.read(directory.path("whole/state_hashes.txt")).split(separator: 10)
    #expect(lines.count == 2500)
    let audit = try JSON.decode(
      StageFiles.read(directory.path("whole/logs/console/commands.jsonl")).dropLast())
    #expect(audit.asMap?["args_hash"]?.asText?.count == 64)
    // The audit replays: the same commands at the same ticks, the same hashes.
    _ = try ShardStep.run(
      [
        "--config", config, "--commands", "whole/logs/console/commands.jsonl", "--ticks", "2500",
        "-o", "again",
      ], environment: [:], directory: directory.path)
    #expect(
      try StageFiles.read(directory.path("again/state_hashes.txt"))
        == StageFiles.read(directory.path("whole/state_hashes.txt")))
  }

  @Test func `windows are told as the ledger reads them`() throws {
    let directory = try TemporaryDirectory()
    try StageFiles.write(directory.path("town.yaml"), Array("config_id: t\n".utf8))
    _ = try ShardStep.run(
      ["--config", "town.yaml", "--ticks", "1000", "--baseline", "release", "--subject", "cand"],
      environment: ["RUNLEDGER_EVENTS": "events"], directory: directory.path)
    let lines = try StageFiles.read(directory.path("events")).split(separator: 10)
    let windows = lines.compactMap { try? JSON.decode(Array($0)).asMap?["window"]?.asMap }
    #expect(windows.count == 1)
    #expect(windows.first?["ticks_seen"] == 1000 && windows.first?["ticks_expected"] == 1000)
    #expect(windows.first?["subject"] == "cand" && windows.first?["baseline"] == "release")
    #expect(windows.first?["values"]?.asMap?["starvation"] == 0.0)
  }

  @Test(arguments: ["crash@x", "crash", "flood@3", "crash@-1", "queue@1:0"])
  func `a fault that is none is refused`(text: String) {
    #expect(throws: StageError.self) { try Fault.parse(text) }
  }

  @Test(arguments: Incident.allCases)
  func `every incident can be played through`(incident: Incident) throws {
    for row in try incident.play(Town.usual(), seed: 2) {
      #expect(row.passed, "\(row.check): \(row.detail)")
    }
  }

  @Test func `the checklist before a demo holds for the usual town`() throws {
    let config = try Town.usual()
    for row in Preflight.rows(config, other: config, seed: 1, ticks: 1000) {
      #expect(row.passed, "\(row.check): \(row.detail)")
    }
    var other = config
    other.configID = "other"
    let rows = Preflight.rows(config, other: other, seed: 1, ticks: 10)
    #expect(rows.contains { $0.check == "config_id parity" && !$0.passed })
  }

  @Test func `canaries roll a promoted policy back, once`() throws {
    var state = PolicyPromotion()
    let rules = TownRules(try town(), seed: 1)
    func window(_ index: Int, _ result: String) -> ClosedWindow {
      var window = ClosedWindow()
      (window.index, window.result) = (index, result)
      (window.start, window.end) = (index * 1000, index * 1000 + 999)
      return window
    }
    _ = state.take(window(0, "pass"), rules)
    #expect(state.state == "monitoring")
    _ = state.take(window(1, "pass"), rules)
    #expect(state.state == "ready")
    _ = state.take(window(2, "fail"), rules)
    #expect(state.state == "monitoring" && state.streak == 0)
    _ = state.take(window(3, "pass"), rules)
    _ = state.take(window(4, "incomplete"), rules)
    #expect(state.streak == 0)
    _ = state.take(window(5, "pass"), rules)
    _ = state.take(window(6, "pass"), rules)
    let next = Release(checkpoint: "next", policyHash: "h", configID: "test")
    _ = state.promote(next, tick: 7000, reason: "r", commandID: "c", issuer: "i")
    #expect(state.state == "promoted" && state.streak == 0)
    #expect(state.history.last?.windows == [5, 6])
    #expect(state.take(window(7, "pass"), rules) == nil)
    let change = state.take(window(8, "fail"), rules)
    #expect(change?.event == "rollback" && state.release.checkpoint == "scripted")
    #expect(state.take(window(9, "fail"), rules) == nil)
  }

  @Test func `a window of two policies speaks for neither, and may speak against the new one`()
    throws
  {
    let rules = TownRules(try town(), seed: 1)
    func window(_ index: Int, _ result: String) -> ClosedWindow {
      var window = ClosedWindow()
      (window.index, window.result) = (index, result)
      (window.start, window.end) = (index * 1000, index * 1000 + 999)
      return window
    }
    var ready = PolicyPromotion()
    _ = ready.take(window(0, "pass"), rules)
    _ = ready.take(window(1, "pass"), rules)
    let next = Release(checkpoint: "next", policyHash: "h", configID: "test")
    _ = ready.promote(next, tick: 2500, reason: "r", commandID: "c", issuer: "i")
    var kept = ready
    #expect(kept.take(window(2, "pass"), rules) == nil)
    #expect(kept.streak == 0 && kept.canaryLeft == 2 && kept.lastResult == "mixed")
    #expect(kept.take(window(3, "pass"), rules) == nil && kept.state == "promoted")
    #expect(kept.take(window(4, "pass"), rules) == nil)
    // Two whole windows: no longer watched, and ready for the one after it.
    #expect(kept.state == "ready" && kept.canaryLeft == 0)
    var lost = ready
    #expect(lost.take(window(2, "fail"), rules)?.event == "rollback")
    // What was changed at a window's first tick has all of it.
    var early = PolicyPromotion()
    _ = early.promote(next, tick: 2000, reason: "r", commandID: "c", issuer: "i")
    _ = early.take(window(2, "pass"), rules)
    #expect(early.canaryLeft == 1)
  }
}
