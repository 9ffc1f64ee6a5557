import Files

/// A directory in which the steps of domains are run by the program itself.
final class DomainLab {
  let place: Place
  let path: String
  let program: String

  let sample = [["simulate", "population", "sample", "population.yaml", "-o", "agents.json"]]
  let network = [
    [
      "simulate", "population", "network", "agents.json", "-p", "population.yaml", "-o",
      "network.json",
    ]
  ]
  let scenario = [
    [
      "simulate", "population", "scenario", "-p", "population.yaml", "-a", "agents.json", "-n",
      "network.json", "-o", "scenario.yaml",
    ]
  ]
  let simulate = [["simulate", "population", "simulate", "scenario.yaml", "-o", "results"]]

  init(_ place: Place, _ program: String) throws {
    self.place = place
    self.program = program
    path = PathName.join(place.path, "domains")
    try FileSystem.makeDirectories(path)
  }

  /// Describes a population of so many people, and what happens to them.
  func prepare(people: Int) throws {
    try run([
      [
        "simulate", "population", "spec", "\(people) commuters of Austin", "-o", "base.yaml",
      ],
      [
        "simulate", "population", "extend", "base.yaml", "-s", "a congestion charge on drivers",
        "-o", "population.yaml",
      ],
    ])
  }

  func run(_ lines: [[String]]) throws {
    for words in lines { try ChildProcess.run([program] + words, in: path) }
  }

  /// Measures lines one after the other; `fresh` begins each time without results.
  func measure(
    _ name: String, _ options: Options, _ lines: [[String]], fresh: Bool = false
  ) throws -> Result {
    let rounds = try Measuring.rounds(options) {
      if fresh { try? FileSystem.removeTree(PathName.join(path, "results")) }
      return try Measuring.milliseconds { try run(lines) }
    }
    var peak = 0
    for words in lines {
      if fresh { try? FileSystem.removeTree(PathName.join(path, "results")) }
      peak = max(
        peak, try ChildProcess.peakResidentBytes([program] + words, in: path, place))
    }
    return Result(name, .milliseconds, rounds, peakRSS: peak)
  }
}
