import Files

extension Benchmark {
  /// The engines of the domains as whole processes; only where it is asked for by name.
  static let domains = Benchmark(
    name: "domains", summary: "market runs and engine, a town's ticks, its learner; only by name"
  ) { fixtures, options in
    guard options.names.contains("domains") else { return [] }
    guard let program = options.program else {
      throw UsageError(message: "'domains' needs a program: --program FILE")
    }
    let domains = Domains(program: program, place: fixtures.place.path, options: options)
    return try [
      domains.marketRuns(), domains.engine("market_engine", bars: 5_000_000, passes: 10, []),
      domains.engine(
        "market_engine_files", bars: 200_000, passes: 3,
        ["--files", PathName.join(fixtures.place.path, "engine")]),
      domains.ticks("town_ticks", 100_000), domains.ticks("town_million", 1_000_000),
      domains.hundred(), domains.learning(),
    ]
  }
}

/// What is measured of the domains.
private struct Domains {
  let program: String
  let place: String
  let options: Options

  /// Both profiles over the shipped bars, from bars to whatever end they have.
  func marketRuns() throws -> Result {
    var number = 0
    return try result("market_runs", .milliseconds) {
      number += 1
      return try Measuring.milliseconds {
        for profile in ["strict", "lab"] {
          try run(
            [
              "market", "run_all", "--run_id", "\(profile)-\(number)", "--profile", profile,
              "--symbols", "AAPL,IBM,MSFT,GOOG,FB", "--start", "2000-03-01", "--end", "2013-03-01",
              "--bars", bars, "--root", PathName.join(place, "market"),
              "--run_phase2_conditional", "1", "--run_backtest", "1", "--run_walkforward_eval",
              "1", "--run_make_report", "1",
            ], allowing: [0, 11])
        }
      }
    }
  }

  /// Bars a second: the difference between many passes and one, so that neither the making of bars
  /// nor the start of the process is in it.
  func engine(_ name: String, bars: Int, passes: Int, _ more: [String]) throws -> Result {
    func seconds(_ count: Int) throws -> Double {
      try Measuring.seconds {
        try run(
          ["simulate", "market", "time_engine", "--bars", "\(bars)", "--passes", "\(count)"] + more)
      }
    }
    return try result(name, .perSecond("bars")) {
      Double(bars * passes) / max(1e-9, try seconds(passes + 1) - seconds(1))
    }
  }

  /// Ticks of the usual town, each with its hash.
  func ticks(_ name: String, _ count: Int) throws -> Result {
    let config = try town("bench", "")
    return try result(name, .milliseconds) { try milliseconds(config, ticks: count) }
  }

  /// A hundred people against ten: how much of the time the ten would take.
  func hundred() throws -> Result {
    let few = try town("ten", "town: {agents: 10}\n")
    let many = try town("hundred", "town: {agents: 100}\n")
    let rounds = try Measuring.rounds(options) {
      try milliseconds(few, ticks: 20_000)
    } value: {
      try milliseconds(many, ticks: 20_000)
    }
    return Result("town_hundred", .milliseconds, rounds, peakRSS: 0)
  }

  private func town(_ id: String, _ rest: String) throws -> String {
    let path = PathName.join(place, "\(id).yaml")
    try FileSystem.writeAtomically(path, Array("config_id: \(id)\n\(rest)".utf8))
    return path
  }

  private func milliseconds(_ config: String, ticks: Int) throws -> Double {
    try Measuring.milliseconds {
      try run(["town", "simulate", "--config", config, "--tick-limit", "\(ticks)"])
    }
  }

  /// Samples a second of a town's learner, mini-batches of 32 on one thread.
  func learning() throws -> Result {
    func seconds(_ count: Int) throws -> Double {
      try Measuring.seconds {
        try run(["simulate", "town", "ppo-speed", "--updates", "\(count)"])
      }
    }
    return try result("town_learner", .perSecond("samples")) {
      Double(1_000 * 32) / max(1e-9, try seconds(1_100) - seconds(100))
    }
  }

  private var bars: String { "docs/studies/market-stocks/data/stocks.csv" }

  private func run(_ arguments: [String], allowing codes: [Int32] = [0]) throws {
    try ChildProcess.run([program] + arguments, allowing: codes)
  }

  private func result(
    _ name: String, _ unit: Unit, _ value: () throws -> Double
  ) throws -> Result {
    let rounds = try Measuring.rounds(options, value: value)
    return Result(name, unit, rounds, peakRSS: 0)
  }
}
