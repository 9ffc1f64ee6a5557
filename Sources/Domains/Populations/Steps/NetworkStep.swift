import Codecs
import Files
import Numerics
import StageKit
import YAML

/// Joins people in a network.
enum NetworkStep: Step {
  static let name = "network"
  static let summary = "connect people in a network: network.json"
  static let options: [Option] = [
    .value("output", "o", "FILE", "where network.json goes"),
    .value("population", "p", "FILE", "the population, to derive a configuration from"),
    .value("network-config", "c", "FILE", "network configuration"),
    .value("save-config", nil, "FILE", "write the configuration that was used"),
    .value("avg-degree", nil, "N", "average number of friends (20)"),
    .value("rewire-prob", nil, "P", "fraction of edges that are rewired (0.05)"),
    .value("seed", nil, "N", "seed"),
    .flag("validate", nil, "print network measures and which are out of bounds"),
    .flag("no-metrics", nil, "omit the measures of individual people"),
  ]
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let output = try call.required("output")
    let file = try call.operand(0, "agents.json")
    let table = try AgentTable(path: call.path(file), as: file)
    let seed = try call.seed()
    var (config, origin) = try configuration(call, table)
    if let degree = try call.arguments.number("avg-degree") {
      guard degree >= 1, degree <= 1000 else { throw .usage("'--avg-degree' is from 1 to 1000") }
      config.averageDegree = degree
    }
    if let share = try call.arguments.number("rewire-prob") {
      guard share >= 0, share <= 1 else { throw .usage("'--rewire-prob' is from 0 to 1") }
      config.rewireProbability = share
    }
    for weight in config.weights where !table.names.contains(weight.attribute) {
      call.say("warning: no agent has '\(weight.attribute)', which the configuration weighs")
    }
    let built = NetworkBuilder(table, config, seed: seed).build()
    let making = EdgeMaking(table, config)
    for problem in making.problems { call.say("warning: \(problem)") }
    let types = making.types
    var edges: [SocialNetwork.Edge] = []
    for (person, friends) in built.neighbours.enumerated() {
      for friend in friends.sorted() where Int(friend) > person {
        edges.append(making.edge(person, Int(friend), types))
      }
    }
    let graph = Graph(count: table.count, edges: edges.map { .init($0.source, $0.target) })
    let measures = call.arguments.has("no-metrics") ? nil : NetworkMeasures(graph, seed: seed)
    let degree = 2 * Double(edges.count) / Double(max(1, table.count))
    var meta: ValueMap = [
      "agent_count": .int(Int64(table.count)), "edge_count": .int(Int64(edges.count)),
      "avg_degree": .double(SocialNetwork.rounded(degree)),
      "rewired_count": .int(Int64(built.rewired)),
      "algorithm": "adaptive_calibration", "seed": .int(seed), "generated_at": .null,
      "iterations": .int(Int64(built.iterations)), "config_source": .text(origin),
      "config": [
        "avg_degree_target": .double(config.averageDegree),
        "rewire_prob": .double(config.rewireProbability),
        "target_clustering": .double(config.targetClustering),
        "target_modularity": .double(config.targetModularity),
      ],
    ]
    if let measures {
      meta["clustering_coefficient"] = .double(SocialNetwork.rounded(measures.clustering))
      meta["avg_path_length"] = .double(SocialNetwork.rounded(measures.pathLength))
      meta["modularity"] = .double(SocialNetwork.rounded(measures.modularity))
      meta["degree_assortativity"] = .double(SocialNetwork.rounded(measures.assortativity))
      meta["largest_component"] = .double(SocialNetwork.rounded(measures.largestComponent))
      meta["path_sources"] = measures.sources.map { .int(Int64($0)) } ?? .null
    }
    let network = SocialNetwork(ids: table.ids, types: types, edges: edges, meta: meta)
    try call.write(output, network.document(measures?.people ?? []))
    if let path = call.arguments.value("save-config") {
      try call.write(path, config.node.document)
    }
    let gate = gate(table.count, edges.count, degree, measures, config)
    try gate.report(call)
    call.say("\(output): \(table.count) agents, \(edges.count) edges, configuration \(origin)")
    if call.arguments.has("validate"), let measures {
      call.say(
        "degree \(Shown.number(degree)), clustering \(Shown.number(measures.clustering)), "
          + "path \(Shown.number(measures.pathLength)) (random: "
          + "\(Shown.number(NetworkMeasures.expectedPath(table.count, degree: degree)))), "
          + "modularity "
          + "\(Shown.number(measures.modularity)), assortativity "
          + "\(Shown.number(measures.assortativity)), "
          + "largest component \(Shown.percent(measures.largestComponent))")
      if let sources = measures.sources {
        call.say("paths and betweenness are from \(sources) keyed people")
      }
    }
    for line in gate.lines { call.say(line) }
    return 0
  }

  /// The configuration: a file, one found beside the population, one made from it, or none at all.
  private static func configuration(
    _ call: StepCall, _ table: AgentTable
  ) throws(StageError) -> (NetworkConfig, String) {
    if let file = call.arguments.value("network-config") {
      return (try NetworkConfig(path: call.path(file), as: file), PathName.lastComponent(file))
    }
    guard let file = call.arguments.value("population") else { return (NetworkConfig(), "none") }
    let stem = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
    let beside = "\(stem).network-config.yaml"
    if FileSystem.exists(call.path(beside)) {
      return (
        try NetworkConfig(path: call.path(beside), as: beside), PathName.lastComponent(beside)
      )
    }
    let spec = try PopulationSpec(path: call.path(file), as: file)
    return (
      NetworkConfig(generatedFrom: spec, table), "generated from \(PathName.lastComponent(file))"
    )
  }

  /// Gate 4: whether the network is whole, and like one of people.
  private static func gate(
    _ count: Int, _ edges: Int, _ degree: Double, _ measures: NetworkMeasures?,
    _ config: NetworkConfig
  ) -> PipelineGate {
    var gate = PipelineGate("4")
    gate.atLeast("edges", Double(edges), warn: 1, fail: 1, fix: "raise avg_degree")
    gate.none("dangling", 0)
    let pairs = Double(count) * Double(max(1, count - 1)) / 2
    gate.atMost("density", Double(edges) / pairs, warn: 0.9, fail: .infinity)
    let fair = min(config.averageDegree, Double(max(1, count - 1)))
    gate.atMost(
      "degree_off", abs(degree - fair), warn: max(1, 0.15 * fair), fail: .infinity,
      fix: "change avg_degree")
    guard let measures else { return gate }
    gate.atLeast(
      "clustering", measures.clustering, warn: config.targetClustering - 0.08, fail: 0,
      fix: "raise target_clustering")
    gate.atMost(
      "modularity_off", abs(measures.modularity - config.targetModularity), warn: 0.1,
      fail: .infinity, fix: "change target_modularity")
    gate.atLeast(
      "largest_component", measures.largestComponent, warn: 0.95, fail: 0, fix: "raise rewire_prob")
    let expected = NetworkMeasures.expectedPath(count, degree: degree)
    if expected.isFinite {
      gate.atMost("path_ratio", measures.pathLength / expected, warn: 2, fail: .infinity)
    }
    return gate
  }
}
