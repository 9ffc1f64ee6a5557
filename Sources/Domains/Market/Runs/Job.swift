import Codecs
import Crypto
import Files
import StageKit

/// One call of the pipeline: what it was asked for, the data it works on, and what it notes.
final class Job {
  /// The data.
  let lake: Lake
  /// Where the run's files lie.
  let paths: RunPaths
  /// All settings; the pipeline itself changes those that it injects.
  var settings: RunSettings
  /// The symbols, upper-case and without duplicates, in the order of the command line.
  let symbols: [String]
  /// The first second of the window, and the last.
  let start: Int64
  let end: Int64
  /// The seed of every draw.
  let seed: Int64
  /// Whether what is there is done again.
  let isForced: Bool
  /// The working directory of the call.
  let directory: String
  /// Directories with the registers of trials of earlier runs, in whatever order and depth.
  let tried: [String]
  /// Where the step reports to.
  let events: StageEvents
  /// Overrides that came about in the run, beyond those of the settings.
  var injected: [String] = []

  /// What the stage that is running has read and written, and its figures.
  private(set) var inputs: [Value] = []
  private(set) var outputs: [Value] = []
  var stats: ValueMap = [:]
  /// What the stage had written when it was done before.
  private(set) var former: [StageRunner.File] = []

  private var noted: Set<String> = []

  init(
    lake: Lake, run: String, settings: RunSettings, symbols: [String], start: Int64, end: Int64,
    seed: Int64, isForced: Bool, directory: String, tried: [String] = [], events: StageEvents
  ) {
    self.lake = lake
    paths = RunPaths(run: run)
    self.settings = settings
    self.symbols = symbols
    self.start = start
    self.end = end
    self.seed = seed
    self.isForced = isForced
    self.directory = directory
    self.tried = tried
    self.events = events
  }

  /// The run's id.
  var run: String { paths.run }

  /// Forgets what the stage before has read and written.
  func beginStage(former: [StageRunner.File]) {
    self.former = former
    inputs = []
    outputs = []
    stats = [:]
    noted = []
  }

  /// Notes that the stage reads a file.
  func reads(_ path: String) throws(StageError) {
    guard noted.insert("in:\(path)").inserted else { return }
    inputs.append(["path": .text(path), "sha256": .text(try lake.digest(path))])
  }

  /// Whether the stage has read a file.
  func hasRead(_ path: String) -> Bool { noted.contains("in:\(path)") }

  /// A table that the stage reads.
  func table(_ path: String) throws(StageError) -> CellTable {
    try reads(path)
    return try lake.table(path)
  }

  /// An object that the stage reads.
  func fields(_ path: String) throws(StageError) -> StageFields {
    try reads(path)
    return try lake.fields(path)
  }

  /// The features of a symbol.
  func features(_ symbol: String) throws(StageError) -> FeatureTable {
    try reads(paths.features(symbol))
    return try lake.features(paths.features(symbol), symbol: symbol)
  }

  /// Writes an output of the stage.
  func write(_ path: String, _ bytes: [UInt8], rows: Int? = nil) throws(StageError) {
    note(path, try lake.write(path, bytes), rows: rows)
  }

  /// Notes again as outputs what the stage had written in a directory when it was done before.
  func keeps(below directory: String) {
    for file in former where file.path.hasPrefix(directory) {
      if noted.insert("out:\(file.path)").inserted { outputs.append(file.record) }
    }
  }

  /// The outputs as they stand: what was written before and is not written again is still there.
  var standing: [Value] {
    outputs
      + former.filter { !noted.contains("out:\($0.path)") && !TrialRegister.isRegister($0.path) }
      .map(\.record)
  }

  private func note(_ path: String, _ digest: String, rows: Int?) {
    guard noted.insert("out:\(path)").inserted else { return }
    var record: ValueMap = ["path": .text(path), "sha256": .text(digest)]
    record["rows"] = rows.map { .int(Int64($0)) }
    outputs.append(.map(record))
  }

  /// Writes a table.
  func write(_ path: String, _ table: TableText) throws(StageError) {
    try write(path, table.bytes, rows: table.count)
  }

  /// Writes a table row by row, for one that need not be held as a whole.
  func write(
    _ path: String, _ columns: [String], _ rows: (inout TableFile) throws(StageError) -> Void
  ) throws(StageError) {
    var file = try TableFile(PathName.join(lake.root, path), columns)
    try rows(&file)
    let count = file.table.count
    let digest = try file.finish()
    lake.wrote(path, digest)
    note(path, digest, rows: count)
  }

  /// Writes an object.
  func write(_ path: String, _ value: Value) throws(StageError) {
    try write(path, JSON.encode(value, pretty: true))
  }

  /// Writes a text.
  func write(_ path: String, _ text: String) throws(StageError) {
    try write(path, Array(text.utf8))
  }

  /// Everything that makes results of some stages non-production.
  func overrides(of stages: [StageName]) -> [String] {
    var all = settings.nonProduction(of: stages) + injected
    all.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }

  /// The directories of the data root that are the run's and its splits'.
  func owned() throws(StageError) -> [String] {
    var all = ["lake/runs/\(run)", "events/\(run)", "reports/phase2/\(run)"]
    for kind in try lake.list("reports") { all.append("reports/\(kind)/\(run)") }
    let runs = [run] + ["train", "validation", "test"].map { paths.split($0).run }
    for run in runs {
      for family in try lake.list("lake/trades/backtests") {
        all.append("lake/trades/backtests/\(family)/\(run)")
      }
      if settings.flag("clean_engine_artifacts") {
        all.append("runs/\(run)")
      } else {
        for name in try lake.list("runs/\(run)") where name != "engine" {
          all.append("runs/\(run)/\(name)")
        }
      }
    }
    return all
  }

  /// The clock of the run's bars.
  func clock() throws(StageError) -> BarClock { try BarClock(fields(paths.clock)) }

  /// The symbols that the universe holds to be eligible, in the order of the command line.
  func eligible() throws(StageError) -> [String] {
    let members = try fields(paths.universe).texts("eligible")
    return symbols.filter { members.contains($0) }
  }
}
