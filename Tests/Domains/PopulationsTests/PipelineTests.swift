import Codecs
import Files
import SQLite
import StageKit
import Testing

@testable import Populations

@Suite struct PipelineTests {
  /// Section 2 of the handbook, word for word but for the program's name; `@` is `runs/<study>/`.
  static let handbook = """
    spec "200 commuters of Austin" -o @base.yaml
    extend @base.yaml -s "a congestion charge of 5 dollars" -o @population.yaml
    sample @population.yaml -o @agents.json --seed 42
    network @agents.json -p @population.yaml -o @network.json --seed 42
    persona @population.yaml --agents @agents.json -o @population.persona.yaml
    scenario -p @population.yaml -a @agents.json -n @network.json -o @scenario.yaml
    estimate @scenario.yaml
    simulate @scenario.yaml -o @results --seed 42
    """

  /// The words of a line as a shell takes them.
  static func words(_ line: String) -> [String] {
    var words: [String] = []
    var isQuoted = false
    var word = ""
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case " " where !isQuoted:
        if !word.isEmpty { words.append(word) }
        word = ""
      default: word.append(character)
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  @Test func `the handbook's build order runs as it is written`() throws {
    let workshop = try Workshop()
    for line in Self.handbook.split(separator: "\n") {
      let text = String(line).map { $0 == "@" ? "runs/austin/" : String($0) }.joined()
      let words = Self.words(text)
      let verb = try #require(Population.verbs.first { $0.name == words[0] })
      let parsed = try ArgumentParser(options: verb.options).parse(Array(words.dropFirst()))
      let request = try verb.request(parsed)
      guard case .exec(let step) = request else {
        Testing.Issue.record("'\(words[0])' is not recorded")
        continue
      }
      #expect(try workshop.run(words[0], Array(words.dropFirst())) == 0)
      for output in step.files.outputs {
        #expect(FileSystem.exists(workshop.path(output)), "'\(output)' is missing")
      }
      for input in step.files.inputs {
        #expect(FileSystem.exists(workshop.path(input)), "'\(input)' is missing")
      }
    }
    let meta = try workshop.json("runs/austin/results/meta.json")
    #expect(meta["seed"] == .int(42) && meta["population_size"] == .int(200))
    #expect(meta["stopped_reason"]?.asText?.isEmpty == false)
    #expect(meta["inputs"]?.asMap?.keys.count == 4)
    #expect(try workshop.run("results", "runs/austin/results", "--segment", "age:quantile4") == 0)
    #expect(try workshop.run("results", "runs/austin/results", "--agent", "agent_007") == 0)
    #expect(try workshop.run("validate", "runs/austin/scenario.yaml") == 0)
  }

  @Test func `files have the fields of the documents`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 120)
    try workshop.run("simulate", "scenario.yaml", "-o", "results", "--seed", "7")
    let agents = try AgentTable(path: workshop.path("agents.json"), as: "agents.json")
    #expect(agents.ids[7] == "agent_007" && agents.count == 120)
    let network = try workshop.json("network.json")
    let edge = try #require(network["edges"]?.asArray?.first?.asMap)
    #expect(
      Set(edge.keys) == [
        "source", "target", "weight", "type", "bidirectional", "influence_weight",
      ])
    let node = try #require(network["node_metrics"]?.asMap?["agent_000"]?.asMap)
    #expect(
      Set(node.keys) == [
        "degree", "influence_score", "betweenness", "cluster_id", "echo_chamber_score",
      ])
    let states = try StageFiles.readJSON(workshop.path("results/agent_states.json"))
    #expect(states.asArray?.count == 120)
    let database = try Database(workshop.path("results/simulation.db"), .readOnly)
    let tables = try database.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).compactMap { $0[0].asText }
    #expect(
      tables == [
        "agent_states", "exposures", "memory_traces", "shared_to", "simulation_metadata",
        "timeline",
        "timestep_summaries",
      ])
    let meta = try workshop.json("results/meta.json")
    let steps = try database.rows("SELECT count(*) FROM timestep_summaries")
    #expect(steps[0][0].asInt == meta["total_timesteps"]?.asInt)
    let exposed =
      try database.rows(
        "SELECT count(DISTINCT agent_id) FROM exposures")[0][0].asInt ?? 0
    let last = try StageFiles.readJSON(workshop.path("results/by_timestep.json")).asArray?.last
    #expect(
      abs(Double(exposed) / 120 - (last?.asMap?["exposure_rate"]?.asDouble ?? 0)) < 1e-12)
    let shares = try #require(
      try workshop.json("results/outcome_distributions.json")["stance"]?.asMap)
    let thinkers =
      try database.rows(
        "SELECT count(*) FROM agent_states WHERE position IS NOT NULL")[0][0].asInt ?? 0
    let total = shares.values.compactMap(\.asDouble).reduce(0, +)
    #expect(abs(total - Double(thinkers) / 120) < 1e-9)
  }

  @Test func `results are equal for every chunk size, and for every order of words`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 150)
    for size in [1, 50, 150] {
      try workshop.run(
        "simulate", "scenario.yaml", "-o", "r\(size)", "--seed", "3", "--chunk-size", "\(size)")
    }
    for file in ["agent_states.json", "by_timestep.json", "timeline.jsonl"] {
      let first = try workshop.bytes("r1/\(file)")
      #expect(try first == workshop.bytes("r50/\(file)"), "\(file)")
      #expect(try first == workshop.bytes("r150/\(file)"), "\(file)")
    }
  }

  @Test func `a run that was cut short comes out as one that was not, byte for byte`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 150)
    try workshop.run("simulate", "scenario.yaml", "-o", "whole", "--seed", "3")
    let steps = try #require(try workshop.json("whole/meta.json")["total_timesteps"]?.asInt)
    for kept in 0..<Int(steps) {
      // What a kill leaves behind: the timesteps that were committed, and no other file.
      try workshop.cut("whole", to: "cut\(kept)", keeping: kept)
      try workshop.run("simulate", "scenario.yaml", "-o", "cut\(kept)", "--seed", "3")
      for file in ResultFiles.names {
        #expect(
          try workshop.bytes("whole/\(file)") == workshop.bytes("cut\(kept)/\(file)"),
          "\(file) after \(kept)")
      }
    }
  }

  @Test func `a run that was killed while its file was laid out anew comes out the same`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 60)
    try workshop.run("simulate", "scenario.yaml", "-o", "whole", "--seed", "3")
    // The end is recorded, the file is as it was written, and a copy was begun.
    try FileSystem.makeDirectories(workshop.path("cut"))
    try StageFiles.write(
      workshop.path("cut/simulation.db"), workshop.bytes("whole/simulation.db"))
    do {
      let database = try Database(workshop.path("cut/simulation.db"), .readWrite)
      let version = try database.rows("PRAGMA schema_version")[0][0].asInt ?? 1
      _ = try database.rows("PRAGMA journal_mode = WAL")
      try database.execute("PRAGMA schema_version = \(version - 1)")
    }
    try workshop.write("cut/simulation.db.anew", "half of it")
    try workshop.run("simulate", "scenario.yaml", "-o", "cut", "--seed", "3")
    for file in ResultFiles.names {
      #expect(
        try workshop.bytes("whole/\(file)") == workshop.bytes("cut/\(file)"), "\(file)")
    }
    #expect(!FileSystem.exists(workshop.path("cut/simulation.db.anew")))
  }

  @Test func `another seed, threshold, chunk or input is refused in the middle, by name`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 100)
    try workshop.run("simulate", "scenario.yaml", "-o", "results", "--seed", "3")
    let before = try workshop.bytes("results/simulation.db")
    let seed = workshop.refusal("simulate", "scenario.yaml", "-o", "results", "--seed", "4")
    #expect(seed.contains("seed was 3 and is 4"))
    let threshold = workshop.refusal(
      "simulate", "scenario.yaml", "-o", "results", "--seed", "3", "-t", "2")
    #expect(threshold.contains("multi_touch_threshold was 3 and is 2"))
    let chunk = workshop.refusal(
      "simulate", "scenario.yaml", "-o", "results", "--seed", "3", "--chunk-size", "9")
    #expect(chunk.contains("chunk_size was 50 and is 9"))
    try workshop.run(
      "network", "agents.json", "-p", "population.yaml", "-o", "network.json", "--seed", "43")
    let network = workshop.refusal("simulate", "scenario.yaml", "-o", "results", "--seed", "3")
    #expect(network.contains("network_sha256"))
    #expect(try before == workshop.bytes("results/simulation.db"))
  }

  @Test func `a timestep that was altered is found when the run goes on`() throws {
    let workshop = try Workshop()
    try workshop.makeStudy(people: 100)
    try workshop.run("simulate", "scenario.yaml", "-o", "whole", "--seed", "3")
    try workshop.cut("whole", to: "cut", keeping: 3)
    let database = try Database(workshop.path("cut/simulation.db"), .readWrite)
    try database.execute("UPDATE timestep_summaries SET state_hash = 'beef' WHERE timestep = 1")
    let words = workshop.refusal("simulate", "scenario.yaml", "-o", "cut", "--seed", "3")
    #expect(words.contains("timestep 1 came out differently"), "\(words)")
  }

  @Test func `samples do not depend on how many are drawn`() throws {
    let workshop = try Workshop()
    try workshop.run("spec", "500 voters", "-o", "base.yaml")
    try workshop.run("sample", "base.yaml", "-o", "few.json", "-n", "20", "--seed", "5")
    try workshop.run("sample", "base.yaml", "-o", "many.json", "-n", "300", "--seed", "5")
    let few = try AgentTable(path: workshop.path("few.json"), as: "few.json")
    let many = try AgentTable(path: workshop.path("many.json"), as: "many.json")
    #expect(few.rows == Array(many.rows.prefix(20)))
    try workshop.run("sample", "base.yaml", "-o", "few.db", "-n", "20", "--seed", "5")
    let kept = try AgentTable(path: workshop.path("few.db"), as: "few.db")
    #expect(kept.rows == few.rows && kept.ids == few.ids)
  }
}

extension Workshop {
  /// A directory of results as a kill after some timesteps leaves it.
  func cut(_ source: String, to target: String, keeping steps: Int) throws {
    try FileSystem.makeDirectories(path(target))
    try StageFiles.write(path("\(target)/simulation.db"), bytes("\(source)/simulation.db"))
    let database = try Database(path("\(target)/simulation.db"), .readWrite)
    for table in ["exposures", "timeline", "timestep_summaries"] {
      try database.execute("DELETE FROM \(table) WHERE timestep >= \(steps)")
    }
    try database.execute(
      """
      DELETE FROM agent_states; DELETE FROM memory_traces;
      DELETE FROM simulation_metadata WHERE key = 'stopped_reason';
      """)
    // Laying the file out anew at the end counts as a change of its tables, which a kill never saw.
    let version = try database.rows("PRAGMA schema_version")[0][0].asInt ?? 1
    try database.execute("PRAGMA schema_version = \(version - 1)")
    // Sharing is kept by pair only: what later timesteps wrote is written again.
    try database.execute("DELETE FROM shared_to WHERE timestep >= \(steps)")
  }
}
