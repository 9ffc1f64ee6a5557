import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Town

/// A week in which nobody says anything sensible.
@Suite struct ConsoleAbuseTests {
  private struct Dice {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }

    mutating func one<T>(of list: [T]) -> T { list[below(list.count)] }
  }

  private static let words = [
    "a1", "a2", "nobody", "3", "-1", "0.5", "1e300", "hunger", "energy", "on", "off", "set",
    "queues", "queue_fairness", "{\"agent_id\":\"z\"}", "'", "--reason", "x", "true", "approve",
    "defer", "review", "scripted", "meal_cost", "window_limit", "\u{0}", "ä", "--starts-in",
    "9223372036854775807", "-9223372036854775808", "spike", "--duration", "1000000", "--limit",
    "--at-tick", "--mode", "viewer", "p1", "../..", "--magnitude", "--targets", "{", "]", "--",
  ]
  private static let values: [Value] = [
    .null, true, "a1", "", 0, -1, 1e308, .int(.max), .int(.min), [], [[[]]], ["a1", "a2"],
    [:], ["agent_id": "q", "position": [1, 1]], ["agent_id": "a1", "position": [1, "x"]],
    ["spec": "spike", "agents": ["a1", 7]], "hunger", 0.5, ["token": "x"],
  ]

  /// A line of words, of an object, or of neither.
  private static func line(_ dice: inout Dice) -> String {
    let verb = ConsoleVerb.all[dice.below(ConsoleVerb.all.count)].name
    switch dice.below(4) {
    case 0:
      var map: ValueMap = ["name": .text(verb)]
      for key in ["args", "kwargs", "cmd_id", "mode", "issuer", "auth", "authorized", "tick"]
      where dice.below(2) == 0 {
        map[key] = dice.one(of: values)
      }
      if dice.below(2) == 0 {
        map["args"] = .array((0..<dice.below(4)).map { _ in dice.one(of: values) })
        map["mode"] = "admin"
      }
      return JSON.string(.map(map))
    case 1:
      var bytes = Array(JSON.encode(["name": .text(verb), "args": ["a1", 1]]))
      for _ in 0..<1 + dice.below(4) {
        bytes[dice.below(bytes.count)] = UInt8(dice.below(256))
      }
      return String(decoding: bytes, as: UTF8.self)
    default:
      let rest = (0..<dice.below(6)).map { _ in dice.one(of: words) }.joined(separator: " ")
      return "\(verb) \(rest)"
    }
  }

  private static let town = """
    perturbations: {specs: {spike: {kind: price_spike, targets: [market], magnitude_max: 2},
      meet: {kind: arranged_meet}, dark: {kind: blackout, prob_per_day: 2}}}
    """

  @Test func `a week of nonsense leaves the town in order`() throws {
    var town = Rehearsal(try Town.usual(Self.town), seed: 4)
    var dice = Dice(state: 88_172_645_463_325_252)
    var codes: [String: Int] = [:]
    while town.tick < 7 * 1440 {
      let answer = town.say(Self.line(&dice))
      #expect(answer.isOK != (answer.code != nil))
      codes[answer.code ?? "ok", default: 0] += 1
      town.live(dice.below(12))
      let world = town.shard.state.world
      for agent in world.agents {
        for need in [agent.hunger, agent.hygiene, agent.energy] { #expect((0...1).contains(need)) }
        #expect(agent.wallet >= 0 && agent.wallet.isFinite && agent.reward.total.isFinite)
        #expect(agent.ties.count <= 6 && agent.rivals.count <= 7)
      }
      for object in world.objects where object.holder >= 0 {
        #expect(world.agents[object.holder].alive)
      }
    }
    // Every way of being wrong was met, and some of it was right.
    for code in ["ok", "usage", "invalid_args", "not_found", "forbidden", "unsupported"] {
      #expect(codes[code] != nil, "\(code): \(codes)")
    }
    let file = ShardSnapshot.value(town.shard, town.rules)
    #expect(throws: Never.self) { try ShardSnapshot.shard(from: file, town.rules, "x") }
  }

  @Test func `what is said into a control file ends no shard, and its audit plays again`() throws {
    let directory = try TemporaryDirectory()
    try StageFiles.write(
      directory.path("town.yaml"), Array("config_id: t\n\(Self.town)\n".utf8))
    var dice = Dice(state: 1_234_567)
    var bytes: [UInt8] = []
    for index in 0..<400 {
      var line = Array(Self.line(&dice).utf8).filter { $0 != 10 }
      if dice.below(2) == 0 {
        line = JSON.encode(["n": .int(Int64(index)), "text": .text(Self.line(&dice))])
      }
      // Nobody ends the town here.
      if String(decoding: line, as: UTF8.self).contains("stop") { continue }
      bytes += line + [10]
    }
    try StageFiles.write(directory.path("control"), bytes)
    func simulate(_ words: [String]) throws {
      _ = try ShardStep.run(
        ["town.yaml", "--ticks", "200", "--mode", "admin"] + words, environment: [:],
        directory: directory.path)
    }
    try simulate(["--control", "control", "-o", "a"])
    try simulate(["--commands", "a/logs/console/commands.jsonl", "-o", "b"])
    #expect(
      try StageFiles.read(directory.path("a/state_hashes.txt")).split(separator: 10).count == 200)
    #expect(
      try StageFiles.read(directory.path("a/logs/console/commands.jsonl")).split(separator: 10)
        .count > 300)
  }
}
