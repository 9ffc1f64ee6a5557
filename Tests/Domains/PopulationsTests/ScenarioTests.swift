import Codecs
import Numerics
import StageKit
import Testing

@testable import Populations

@Suite struct ScenarioTests {
  static func scenario(_ change: (String, String)? = nil) throws -> Scenario {
    var text = """
      meta: {name: a_test, description: d, population_spec: p, agents_file: a, network_file: n}
      event: {type: news, content: it happens, source: somebody, credibility: 0.9,
        ambiguity: 0.2, emotional_valence: 0.1}
      seed_exposure:
        channels: [{name: press, reach: broadcast, credibility_modifier: 1}]
        rules: [{channel: press, when: age > 30, probability: 0.5, timestep: 0}]
      spread: {share_probability: 0.2, decay_per_hop: 0.1,
        share_modifiers: [{when: "used == 'never_used'", multiply: 1.5}]}
      outcomes: {suggested_outcomes:
        [{name: stance, type: categorical, options: [yes_please, no], required: true}]}
      simulation: {max_timesteps: 20, timestep_unit: day, stop_conditions: ["exposure_rate > 0.95"]}

      """
    if let change { text = text.replacing(change.0, with: change.1) }
    return try SourceFile.read(Array(text.utf8), as: "scenario.yaml") { Scenario($0) }
  }

  static let table = AgentTable(
    names: ["age", "used"],
    rows: (0..<10).map { [.int(20 + 5 * $0), .text($0 < 4 ? "never_used" : "often")] }, meta: [:])

  static func issues(_ from: String, _ to: String) throws -> [Populations.Issue] {
    ScenarioValidator(
      try scenario((from, to)), spec: nil, table: table, edgeTypes: ["peer"]
    ).issues
  }

  @Test func `a sound scenario has no issues`() throws {
    #expect(try Self.issues("", "") == [])
  }

  @Test(arguments: [
    ("content: it happens", "content: ''", "EVENT"), ("source: somebody", "source: ''", "EVENT"),
    ("credibility: 0.9", "credibility: 1.9", "RANGE"),
    ("channel: press", "channel: radio", "CHANNEL"),
    (
      "{name: press, reach: broadcast, credibility_modifier: 1}",
      "{name: press, reach: broadcast}, {name: press, reach: organic}", "CHANNEL"
    ),
    ("[{channel: press, when: age > 30, probability: 0.5, timestep: 0}]", "[]", "RULE"),
    ("age > 30", "height > 30", "ATTRIBUTE"), ("age > 30", "age >", "CONDITION_SYNTAX"),
    ("age > 30", "age > 300", "REACH"), ("[yes_please, no]", "[no]", "OUTCOME"),
    ("max_timesteps: 20", "max_timesteps: 0", "RANGE"),
    ("probability: 0.5", "probability: 1.5", "RANGE"), ("timestep: 0", "timestep: -1", "RANGE"),
    ("exposure_rate > 0.95", "reach > 0.95", "STOP"),
  ])
  func `what cannot be simulated is an error`(from: String, to: String, code: String) throws {
    let errors = try Self.issues(from, to).filter { $0.severity == .error }
    #expect(errors.contains { $0.code == code }, "\(errors)")
  }

  @Test(arguments: [
    ("timestep: 0", "timestep: 30", "RULE"), ("multiply: 1.5", "multiply: 7", "MULTIPLIER"),
    ("used == 'never_used'", "edge_type == 'cousin'", "EDGE_TYPE"),
    ("used == 'never_used'", "used == 'never used'", "REACH"), ("age > 30", "age > 3", "REACH"),
    ("name: a_test", "name: A-Test", "NAME"),
    ("exposure_rate > 0.95", "exposure_rate > 5", "STOP"),
    (
      "[{name: stance, type: categorical, options: [yes_please, no], "
        + "required: true}]",
      "[]", "OUTCOME"
    ),
  ])
  func `what is probably not meant is a warning`(from: String, to: String, code: String) throws {
    let warnings = try Self.issues(from, to).filter { $0.severity == .warning }
    #expect(warnings.contains { $0.code == code }, "\(warnings)")
  }

  @Test func `literals of rules are held against what people have`() throws {
    // The published study: of twelve rules, eight compare with words that nobody was given.
    let options = ["never_used", "tried_once", "regular"]
    let table = AgentTable(
      names: ["experience", "price"],
      rows: (0..<500).map { [.text(options[$0 % 3]), .number(Double($0 % 6))] }, meta: [:])
    let conditions = [
      "experience == 'never used'", "experience == 'tried once'", "experience == 'Regular'",
      "experience in ['beginner', 'expert']", "experience == 'unwilling'", "price > 10",
      "price < 0", "experience == 'never_used' and price > 9", "experience == 'never_used'",
      "price > 0.7", "true", "experience != 'regular'",
    ]
    let reach = conditions.map { RuleReach($0, at: "rule", table) }
    #expect(reach.count { $0.isDead } == 8)
    #expect(reach[9].people == 416 && !reach[9].isVoid && !reach[10].isVoid)
    #expect(RuleReach("price >= 0", at: "rule", table).isVoid)
  }

  @Test func `an epidemic reaches as many as theory says`() throws {
    // One option, no decay: the share reached solves z = 1 - .99 exp(-R0 z).
    let count = 20_000
    for (r0, share) in [(1.5, 0.5954), (2.0, 0.8017), (3.0, 0.9412)] {
      let draw = Draw(seed: 9, "poisson")
      var edges: [SocialNetwork.Edge] = []
      var seen: Set<[Int]> = []
      var n: UInt32 = 0
      while edges.count < count * 10 {
        let first = Int(draw.integer(below: UInt64(count), 2 * n))
        let second = Int(draw.integer(below: UInt64(count), 2 * n + 1, i: 1))
        n += 1
        let pair = [min(first, second), max(first, second)]
        guard first != second, seen.insert(pair).inserted else { continue }
        edges.append(
          .init(
            source: Int32(pair[0]), target: Int32(pair[1]), weight: 1, type: 0, forward: 1,
            backward: 1))
      }
      edges.sort { ($0.source, $0.target) < ($1.source, $1.target) }
      let table = AgentTable(names: ["x"], rows: (0..<count).map { [.int(Int64($0))] }, meta: [:])
      var scenario = try Self.scenario()
      scenario.rules = [
        .init(channel: "press", when: "true", probability: 0.01, timestep: 0)
      ]
      scenario.spread = .init(probability: r0 / 20, modifiers: [], decay: 0, maxHops: nil)
      scenario.maxTimesteps = 400
      scenario.stops = ["timestep > 1000"]
      scenario.reasoner.shareThreshold = 0
      scenario.reasoner.optionRules = [("true", "no")]
      let network = SocialNetwork(ids: table.ids, types: ["peer"], edges: edges, meta: [:])
      let plan = try SimulationPlan(
        scenario, table, network, seed: 4, threshold: 1000, chunkSize: 50)
      var reasoner = try RuleReasoner(scenario, table, seed: 4)
      var simulation = Simulation(plan, config: "")
      while !simulation.isOver { _ = try simulation.advance(&reasoner, record: false) }
      let reached = simulation.summaries.last?.exposureRate ?? 0
      var z = 0.5
      for _ in 0..<200 { z = 1 - 0.99 * Elementary.exponential(-r0 * z) }
      #expect(abs(z - share) < 0.01)
      #expect(abs(reached - z) < 0.02, "R0 \(r0): \(reached), and \(z) by theory")
    }
  }
}
