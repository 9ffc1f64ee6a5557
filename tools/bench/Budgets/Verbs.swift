import Ledger
import Runtime
import Study

extension Benchmark {
  /// What a person asks every few minutes, as whole processes, and one append.
  static let verbs = Benchmark(
    name: "verbs",
    summary: "status, show, log -n and one append on a large ledger, against an empty one"
  ) { fixtures, options in
    let size = options.largestSize
    let (empty, full) = (try fixtures.emptyLedger(), try fixtures.ledger(entries: size))
    try empty.begin()
    var results = [
      try reporting(empty, full, size, options), try appending(empty, full, size, options),
    ]
    guard let program = options.program else {
      ErrorOutput.write("no program: status, show and log are not measured as processes\n")
      return results
    }
    for (name, arguments) in [
      ("start_up", ["--version"]), ("status", ["status"]), ("status_json", ["status", "--json"]),
      ("show", ["show", "@2"]), ("show_run", ["show", "RUN"]), ("log", ["log", "-n", "20"]),
    ] {
      results.append(
        try process(name, [program] + arguments, empty, full, fixtures.place, options))
    }
    return results
  }

  /// One verb as a process, first on the large ledger, then on the empty one.
  private static func process(
    _ name: String, _ command: [String], _ empty: Workload, _ full: Workload, _ place: Place,
    _ options: Options
  ) throws -> Result {
    let count = options.isShort ? 6 : 12
    func arguments(_ workload: Workload) throws -> [String] {
      let run = try workload.firstRun()
      return command.map { $0 == "RUN" ? run : $0 } + ["--ledger", workload.directory.path]
    }
    func milliseconds(_ workload: Workload) throws -> Double {
      let arguments = try arguments(workload)
      return try Measuring.milliseconds(count) { try ChildProcess.run(arguments) }
    }
    let rounds = try Measuring.rounds(options) {
      try milliseconds(empty)
    } value: {
      try milliseconds(full)
    }
    let peak = try ChildProcess.peakResidentBytes(try arguments(full), place)
    return Result(
      name, entries: options.largestSize, .milliseconds, rounds, peakRSS: peak)
  }

  /// Opening a ledger and reporting on its study, without the start of a process.
  private static func reporting(
    _ empty: Workload, _ full: Workload, _ size: Int, _ options: Options
  ) throws -> Result {
    func report(_ workload: Workload) throws {
      let workspace = try Workspace.open(
        workload.directory, mode: .readOnly, configDirectory: nil)
      defer { workspace.ledger.close() }
      let states = try workspace.handler.states()
      guard StudyReport(Workload.study, states) != nil, states.failure == nil else {
        throw UsageError(message: "one study was expected")
      }
    }
    empty.close()
    full.close()
    ProcessUsage.resetPeak()
    let rounds = try Measuring.rounds(options) {
      try Measuring.milliseconds(12) { try report(empty) }
    } value: {
      try Measuring.milliseconds(12) { try report(full) }
    }
    let peak = ProcessUsage.peakResidentBytes()
    let allocations = try Allocations.each(1) { try report(full) }
    try empty.reopen()
    try full.reopen()
    return Result(
      "status_in_process", entries: size, .milliseconds, rounds, peakRSS: peak,
      allocations: allocations)
  }

  private static func appending(
    _ empty: Workload, _ full: Workload, _ size: Int, _ options: Options
  ) throws -> Result {
    ProcessUsage.resetPeak()
    var rounds: [Round] = []
    for _ in 0..<options.rounds {
      var (floors, values): ([Double], [Double]) = ([], [])
      for _ in 0..<32 {
        floors.append(try Measuring.milliseconds { try empty.observe() })
        values.append(try Measuring.milliseconds { try full.observe() })
      }
      rounds.append(Round(value: Sample(values).median, floor: Sample(floors).median))
    }
    return Result(
      "append", entries: size, .milliseconds, rounds, peakRSS: ProcessUsage.peakResidentBytes())
  }
}
