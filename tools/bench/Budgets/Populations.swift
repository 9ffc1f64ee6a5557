import Files
import Populations

extension Benchmark {
  /// A thousand people from a text to results, as whole processes, and the loop alone.
  static let populations = Benchmark(
    name: "populations",
    summary: "a thousand people drawn, joined and simulated; the loop, against the same in Python"
  ) { fixtures, options in
    var results = try PopulationLoop.sizes(options).map { size in
      try PopulationLoop.measure(size, options)
    }
    guard let program = options.program else {
      ErrorOutput.write("no program: a population's files are not measured\n")
      return results
    }
    let lab = try DomainLab(fixtures.place, program)
    try lab.prepare(people: 1_000)
    results.append(try lab.measure("population_made", options, lab.sample + lab.network))
    try lab.run(lab.scenario)
    results.append(try lab.measure("population_simulated", options, lab.simulate, fresh: true))
    return results
  }

  /// A hundred thousand people in all: minutes.
  static let populationsLarge = Benchmark(
    name: "populations_large", summary: "a hundred thousand people, drawn, joined and simulated",
    isOnDemand: true
  ) { fixtures, options in
    guard let program = options.program else { return [] }
    let lab = try DomainLab(fixtures.place, program)
    try lab.prepare(people: 100_000)
    let all = lab.sample + lab.network + lab.scenario + lab.simulate
    var once = options
    once.wantedRounds = 1
    return [try lab.measure("population_large", once, all, fresh: true)]
  }

  /// Plan 0 of the single cells: K 5, 10 and 20, three methods, five seeds.
  static let embeddings = Benchmark(
    name: "embeddings", summary: "plan 0 on 700 cells: 45 fits and their stability",
    isOnDemand: true
  ) { fixtures, options in
    guard let program = options.program else { return [] }
    let lab = try DomainLab(fixtures.place, program)
    let data = try FileSystem.realPath("docs/studies/pbmc-dendritic/data/pbmc")
    let words = [
      "simulate", "embeddings", "plan0", "--data", data, "--tag", "hvg_300", "--methods",
      "pca,fa,nmf", "--ks", "5,10,20", "--seeds", "1,2,3,4,5", "-o", "results",
    ]
    return [try lab.measure("embeddings_plan0", options, [words], fresh: true)]
  }
}

/// The loop of a simulation without files, against the same model in Python.
private enum PopulationLoop {
  /// How many timesteps are taken.
  static let timesteps = 50

  static func sizes(_ options: Options) -> [Int] {
    options.isShort ? [1_000] : [1_000, 10_000, 100_000]
  }

  static func measure(_ size: Int, _ options: Options) throws -> Result {
    let trial = try LoopTrial(people: size)
    let steps = size * timesteps
    ProcessUsage.resetPeak()
    let peer = "tools/bench/peers/population_loop.py"
    let rounds = try Measuring.rounds(options) {
      // Of Python a tenth of the largest size is enough: its cost per person does not change.
      let people = min(size, 10_000)
      let seconds = try Measuring.seconds {
        try ChildProcess.run(["python3", peer, "\(people)", "\(timesteps)"])
      }
      return Double(people * timesteps) / seconds
    } value: {
      try Measuring.perSecond(steps) { _ = try trial.run(timesteps: timesteps) }
    }
    return Result(
      "population_loop", entries: size, .perSecond("person-steps"), rounds,
      peakRSS: ProcessUsage.peakResidentBytes(), note: "Python's start and network are in its time")
  }
}

/// A directory in which the steps of domains are run by the program itself.
private final class DomainLab {
  private let place: Place
  private let path: String
  private let program: String

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
