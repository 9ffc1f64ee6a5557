import Ledger
import Runtime
import Study

extension Benchmark {
  /// Where everything stands, asked by a process that knows nothing yet.
  static let statusCold = Benchmark(
    name: "status_cold",
    summary: "opening and reporting every study, against the same on an empty ledger"
  ) { fixtures, options in
    let size = options.largeSize
    let empty = try fixtures.emptyLedger()
    let full = try fixtures.ledger(entries: size)
    empty.close()
    full.close()
    ProcessUsage.resetPeak()
    let rounds = try Measuring.rounds(options.rounds) {
      try milliseconds { try report(empty.directory) }
    } value: {
      try milliseconds { try report(full.directory) }
    }
    var results = [
      Result(
        "status_cold", size: size, .milliseconds, rounds,
        peakRSS: ProcessUsage.peakResidentBytes())
    ]
    if let program = options.program {
      results.append(try measureProcess(program, empty, full, size, options))
    }
    try empty.reopen()
    try full.reopen()
    return results
  }

  private static func measureProcess(
    _ program: String, _ empty: Workload, _ full: Workload, _ size: Int, _ options: Options
  ) throws -> Result {
    func milliseconds(_ workload: Workload) throws -> Double {
      try self.milliseconds {
        try ChildProcess.run([program, "status", "--json", "--ledger", workload.directory.path])
      }
    }
    let rounds = try Measuring.rounds(options.rounds) {
      try milliseconds(empty)
    } value: {
      try milliseconds(full)
    }
    return Result(
      "status_process", size: size, .milliseconds, rounds,
      peakRSS: ChildProcess.peakResidentBytes())
  }

  /// The mean of a few, in milliseconds.
  private static func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let count = 12
    return try Measuring.seconds { for _ in 0..<count { try body() } } * 1e3 / Double(count)
  }

  private static func report(_ directory: LedgerDirectory) throws {
    let workspace = try Workspace.open(directory, mode: .readOnly, configDirectory: nil)
    defer { workspace.ledger.close() }
    let states = try workspace.handler.states()
    var slugs: [String] = []
    try workspace.ledger.states(prefix: "study/") { key, _ in
      slugs.append(String(key.dropFirst("study/".count)))
      return true
    }
    let reports = slugs.compactMap { StudyReport($0, states) }
    if let failure = states.failure { throw failure }
    guard reports.count == 1 else { throw UsageError(message: "one study was expected") }
  }
}
