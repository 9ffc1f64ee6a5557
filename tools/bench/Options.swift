/// What is wrong with the arguments.
struct UsageError: Error {
  let message: String
}

/// What was asked for.
struct Options {
  /// The benchmarks to run; all of them, when empty.
  var names: [String] = []
  var isJSON = false
  /// Whether fewer rounds and smaller ledgers will do.
  var isShort = false
  var wantsHelp = false
  /// How many entries there are before the measured ones.
  var sizes: [Int] = []
  var wantedRounds: Int?
  var seed: UInt64 = 20_260_101
  /// Where ledgers are made: its file system is the one that is measured.
  var directory = ".build/bench"
  var thresholdsPath: String?
  /// A built `runledger`, for what only a whole process shows.
  var program: String?

  /// Where to make a ledger and leave it, for others to measure.
  var leftLedger: String?
  /// How many runs that ledger has.
  var runs = 1_000

  /// How often value and floor are compared.
  var rounds: Int { wantedRounds ?? (isShort ? 5 : 11) }

  /// How long the rounds of one figure may take before no further one is begun, in nanoseconds.
  var patience: UInt64 { isShort ? 1_500_000_000 : 15_000_000_000 }

  /// The sizes of ledgers, growing.
  var ledgerSizes: [Int] {
    sizes.isEmpty ? (isShort ? [1_000] : [1_000, 100_000, 1_000_000]) : sizes.sorted()
  }

  /// The size of the largest ledger.
  var largestSize: Int { ledgerSizes.last ?? 1_000 }

  /// The number of entries of one event each whose signatures are verified.
  var verifiedCount: Int { isShort ? 4_000 : 20_000 }

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": isJSON = true
      case "--short": isShort = true
      case "--help", "-h": wantsHelp = true
      case "--size": sizes.append(try Options.number(rest.popFirst(), of: argument))
      case "--rounds": wantedRounds = try Options.number(rest.popFirst(), of: argument)
      case "--seed": seed = UInt64(try Options.number(rest.popFirst(), of: argument))
      case "--directory": directory = try Options.value(rest.popFirst(), of: argument)
      case "--thresholds": thresholdsPath = try Options.value(rest.popFirst(), of: argument)
      case "--program": program = try Options.value(rest.popFirst(), of: argument)
      case "--leave-ledger": leftLedger = try Options.value(rest.popFirst(), of: argument)
      case "--runs": runs = try Options.number(rest.popFirst(), of: argument)
      case let name where Benchmark.all.contains { $0.name == name }: names.append(name)
      case let other: throw UsageError(message: "there is no benchmark or option '\(other)'")
      }
    }
  }

  /// Whether a benchmark is among those asked for.
  func wants(_ benchmark: Benchmark) -> Bool {
    names.isEmpty ? !benchmark.isOnDemand : names.contains(benchmark.name)
  }

  private static func value(_ text: String?, of option: String) throws(UsageError) -> String {
    guard let text else { throw UsageError(message: "'\(option)' needs a value") }
    return text
  }

  private static func number(_ text: String?, of option: String) throws(UsageError) -> Int {
    let text = try value(text, of: option)
    guard let number = Int(text), number > 0 else {
      throw UsageError(message: "'\(option)' needs a number above zero, not '\(text)'")
    }
    return number
  }

  /// The help.
  static var usage: String {
    let width = Benchmark.all.map { $0.name.count }.max() ?? 0
    let benchmarks = Benchmark.all.map { benchmark in
      let gap = String(repeating: " ", count: width - benchmark.name.count)
      let note = benchmark.isOnDemand ? " (only when it is named)" : ""
      return "  \(benchmark.name)\(gap)  \(benchmark.summary)\(note)\n"
    }
    return """
      tools/benchmark [NAME...] [--json] [--short] [--size ENTRIES]... [--sync-delay MS]
      tools/benchmark peers [--json] [PEER...]

      \(benchmarks.joined())
      peers            the same work done by what is used today, installed in a throw-away place

      --short          fewer rounds, smaller ledgers
      --size ENTRIES   ledgers of that many entries, instead of 1000, 100000 and 1000000
      --sync-delay MS  how much longer every sync of the disk takes
      --rounds NUMBER  how often each value is compared with its floor
      --seed NUMBER    another content of the ledgers
      --directory DIR  where ledgers are made: its file system is the one measured
      --thresholds F   the ratios below which a budget fails
      --program FILE   a built runledger, to measure whole processes
      --leave-ledger D make a ledger below D, with --runs NUMBER of ten metrics, and leave it

      """
  }
}
