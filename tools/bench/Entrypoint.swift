import Codecs
import Files

/// Measures the budgets of the ledger, each against a floor that is taken in the same process and
/// interleaved with it.
///
/// Exits with 1 when one falls below its threshold, with 2 on wrong usage.
@main enum Entrypoint {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == ChildProcess.peakOption {
      return try ChildProcess.tellPeak(Array(arguments.dropFirst()))
    }
    let options: Options
    do throws(UsageError) { options = try Options(arguments) } catch {
      ErrorOutput.write("bench: \(error.message)\n\n\(Options.usage)")
      Process.exit(2)
    }
    if options.wantsHelp {
      print(Options.usage, terminator: "")
      return
    }
    if let path = options.leftLedger {
      let workload = try Workload(
        in: path, seed: options.seed, entries: 10 * options.runs, observationsPerRun: 10)
      return try workload.finish(runs: options.runs)
    }
    let place = try Place(below: options.directory)
    defer { place.remove() }
    let machine = try Machine.measured(in: place.path)
    if machine.addedSyncMilliseconds == 0 { Allocations.leaveChildrenAlone() }
    var report = BenchReport(
      machine: machine, thresholds: try Thresholds(options.thresholdsPath))
    let fixtures = Fixtures(place, seed: options.seed)
    do {
      for benchmark in Benchmark.all where options.wants(benchmark) {
        if !options.isJSON { ErrorOutput.write("\(benchmark.name) ...\n") }
        report.results += try benchmark.run(fixtures, options)
      }
    } catch {
      ErrorOutput.write("bench: \((error as? UsageError)?.message ?? "\(error)")\n")
      place.remove()
      Process.exit(1)
    }
    print(options.isJSON ? JSON.string(report.json, pretty: true) : report.table, terminator: "")
    if !report.failures.isEmpty {
      for failure in report.failures { ErrorOutput.write("bench: \(failure)\n") }
      place.remove()
      Process.exit(1)
    }
  }
}

/// Some budgets that can be asked for by one name.
struct Benchmark: Sendable {
  /// Its name.
  let name: String
  /// What it measures against which floor, for the help.
  let summary: String
  /// Whether it is measured only when it is named, because it takes long.
  var isOnDemand = false
  /// Measures it; several results when there are several sizes.
  let run: @Sendable (Fixtures, Options) throws -> [Result]

  /// All of them, in the order in which they are measured.
  static let all = [
    durableAppend, groupCommit, bulk, verify, views, rows, replay, units, verbs, stage, handing,
    opening, proof, rebuild, size, domains, populations, populationsLarge, embeddings,
  ]
}
