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
    if !options.isShort { results.append(try PopulationLoop.flatness(options)) }
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

  /// A hundred thousand people against a thousand: what one costs must not grow with how many there
  /// are.
  static func flatness(_ options: Options) throws -> Result {
    let (few, many) = (try LoopTrial(people: 1_000), try LoopTrial(people: 100_000))
    let rounds = try Measuring.rounds(options) {
      try Measuring.perSecond(100 * 1_000 * timesteps) {
        for _ in 0..<100 { _ = try few.run(timesteps: timesteps) }
      }
    } value: {
      try Measuring.perSecond(100_000 * timesteps) { _ = try many.run(timesteps: timesteps) }
    }
    return Result(
      "population_flat", entries: 100_000, .perSecond("person-steps"), rounds,
      peakRSS: ProcessUsage.peakResidentBytes(), note: "the floor is the same with 1 000 people")
  }
}
