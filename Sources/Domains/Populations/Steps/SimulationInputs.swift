import Codecs
import Files
import StageKit

/// The files of a simulation, read and held against each other.
struct SimulationInputs {
  let scenario: Scenario
  let scenarioFile: String
  let table: AgentTable
  let network: SocialNetwork
  let spec: PopulationSpec?
  /// The digests of the files, by what they are.
  let digests: ValueMap

  /// The options by which a scenario's own file names can be replaced.
  static let options: [Option] = [
    .value("population", nil, "FILE", "the population, instead of the scenario's"),
    .value("agents", nil, "FILE", "the sampled people, instead of the scenario's"),
    .value("network", nil, "FILE", "their network, instead of the scenario's"),
  ]

  init(_ call: StepCall, _ file: String) throws(StageError) {
    scenarioFile = file
    let path = call.path(file)
    scenario = try Scenario(path: path, as: file)
    let home = PathName.parent(PathName.normalize(path))
    let named = scenario
    func resolve(_ option: String, _ own: String) -> String {
      if let given = call.arguments.value(option) { return call.path(given) }
      return PathName.normalize(PathName.join(home, own))
    }
    let agents = resolve("agents", named.agentsFile)
    let people = resolve("network", named.networkFile)
    let population = resolve("population", named.populationFile)
    for (what, written, path) in [
      ("agents_file", named.agentsFile, agents), ("network_file", named.networkFile, people),
    ] where !FileSystem.exists(path) {
      throw .invalid(
        "'\(file)': \(what) '\(written)' is not there",
        hint: "give it with --\(what == "agents_file" ? "agents" : "network") FILE")
    }
    table = try AgentTable(path: agents, as: PathName.lastComponent(agents))
    network = try SocialNetwork(
      path: people, as: PathName.lastComponent(people), ids: table.ids)
    spec =
      FileSystem.exists(population)
      ? try PopulationSpec(path: population, as: PathName.lastComponent(population)) : nil
    var digests: ValueMap = [
      "scenario": .text(try StageFiles.digest(path)),
      "agents": .text(try Self.digest(agents)), "network": .text(try Self.digest(people)),
    ]
    if spec != nil { digests["population"] = .text(try StageFiles.digest(population)) }
    self.digests = digests
  }

  private static func digest(_ path: String) throws(StageError) -> String {
    try StageFiles.digest(large: path)
  }

  /// What is wrong, held against people and network.
  var validator: ScenarioValidator {
    ScenarioValidator(scenario, spec: spec, table: table, edgeTypes: network.types)
  }

  /// Refuses what cannot be simulated.
  func demandValid() throws(StageError) {
    let errors = validator.issues.filter { $0.severity == .error }
    guard !errors.isEmpty else { return }
    throw .invalid(
      (["'\(scenarioFile)' is not valid:"] + errors.map { "  \($0.description)" })
        .joined(separator: "\n"))
  }
}
