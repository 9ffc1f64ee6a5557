import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// What was tried: every hypothesis that was tested and every strategy that was executed, in all
/// runs of a data root, abandoned ones included, and in the registers of all earlier runs of the
/// study that the ledger hands over.
///
/// The number of trials is what is written here, never an argument. A register that a run of the
/// data root has written and that is not there any more, or is another one, is refused: with fewer
/// trials the same result would seem to be worth more.
enum TrialRegister {
  static let columns = ["trial_id", "run_id", "name", "fingerprint", "sharpe_per_bar", "bars"]

  /// One trial.
  struct Trial: Equatable {
    let id: String
    let run: String
    let name: String
    /// The digest of what it does; empty where no engine can do it.
    let fingerprint: String
    /// On validation, per bar; not-a-number where there is none.
    let sharpe: Double
    let bars: Int
  }

  /// Enters the hypotheses of a run, each executed as the blueprint that would be compiled of it.
  static func enter(_ job: Job, _ families: [(any EventDetector.Type, [Candidate])])
    throws(StageError)
  {
    let registry = try job.table(job.paths.registry("events.csv"))
    let windows = try windows(job)
    let identity = try identity(job)
    var trials: [Trial] = []
    var days = DayMatrix()
    for (family, candidates) in families where !candidates.isEmpty {
      let samples = try FamilySamples(family, job).samples
      for candidate in candidates {
        let row = EdgeTable.Row(candidate)
        let blueprint = try BlueprintDraft(row, samples, family, job, overrides: []).blueprint
        guard row.isExecutable else {
          trials.append(
            Trial(
              id: digest("\(identity)|\(candidate.id)"), run: job.run, name: candidate.id,
              fingerprint: "", sharpe: .nan, bars: 0))
          continue
        }
        let portfolio = try Backtest.portfolio(
          [blueprint], job, start: windows[0].start, end: windows[1].end, registry: registry)
        days.add(portfolio.time, portfolio.net, name: candidate.id)
        let validation = portfolio.time.indices.filter {
          portfolio.time[$0] >= windows[1].start
        }.map { portfolio.net[$0] }
        let sample = SharpeInference.Sample(validation)
        let fingerprint = digest(blueprint.fingerprint)
        trials.append(
          Trial(
            id: digest("\(identity)|\(candidate.id)|\(fingerprint)"), run: job.run,
            name: candidate.id, fingerprint: fingerprint,
            sharpe: sample?.sharpe ?? .nan, bars: validation.count))
      }
    }
    try append(trials, job.paths.trials, job)
    try job.write("trials/\(job.run)/daily_returns.csv", days.text)
  }

  /// Enters strategies that are executed and were no hypothesis: edited or handed in.
  static func enter(_ blueprints: [Blueprint], _ job: Job) throws(StageError) {
    let known = try all(job).map(\.fingerprint)
    let identity = try identity(job)
    var trials: [Trial] = []
    for blueprint in blueprints {
      let fingerprint = digest(blueprint.fingerprint)
      if known.contains(fingerprint) { continue }
      trials.append(
        Trial(
          id: digest("\(identity)|\(fingerprint)"), run: job.run, name: blueprint.id,
          fingerprint: fingerprint, sharpe: .nan, bars: 0))
    }
    if !trials.isEmpty { try append(trials, "trials/\(job.run)/executed.csv", job) }
  }

  /// Every trial of the data root and of what was tried before it, each once.
  static func all(_ job: Job) throws(StageError) -> [Trial] {
    try demandWhole(job)
    var trials: [Trial] = []
    var seen: Set<String> = []
    func add(_ table: CellTable) throws(StageError) {
      for trial in try read(table) where seen.insert(trial.id).inserted { trials.append(trial) }
    }
    for run in try job.lake.list("trials") {
      for name in files where job.lake.has("trials/\(run)/\(name)") {
        try add(job.lake.table("trials/\(run)/\(name)"))
      }
    }
    for directory in job.tried {
      for path in try StageFiles.walk(directory) where isRegister(path) {
        let place = PathName.join(directory, path)
        try add(CellTable(StageFiles.read(place, limit: Int(Int32.max)), path: path))
      }
    }
    return trials
  }

  /// All trials as a table.
  static func text(_ trials: [Trial]) -> TableText {
    var text = TableText(columns)
    for trial in trials {
      text.row([
        trial.id, trial.run, trial.name, trial.fingerprint, Decimal64.text(trial.sharpe),
        "\(trial.bars)",
      ])
    }
    return text
  }

  /// Refuses a data root in which a register is not what the manifest of the stage that wrote it
  /// says.
  private static func demandWhole(_ job: Job) throws(StageError) {
    for run in try job.lake.list("runs") {
      for stage in [StageName.phase2, .backtest] {
        let manifest = RunPaths(run: run).stage(stage.rawValue)
        guard job.lake.has(manifest) else { continue }
        for output in try StageRunner.files(job.lake.fields(manifest), ["outputs"])
        where isRegister(output.path) {
          guard job.lake.has(output.path), try job.lake.digest(output.path) == output.digest else {
            throw StageError(
              .refused,
              "'\(output.path)' is not the register of trials that run '\(run)' has written",
              hint: "put the file back: what was tried counts, whether it is liked or not")
          }
        }
      }
    }
  }

  private static let files = ["trials.csv", "executed.csv"]

  /// Whether a file is a register of trials: what one holds is known to the register alone.
  static func isRegister(_ path: String) -> Bool {
    let parts = path.split(separator: "/").suffix(3)
    return parts.count == 3 && parts.first == "trials" && files.contains(String(parts.last ?? ""))
  }

  /// The variance of the ratios that trials have; nil with fewer than two.
  static func variance(_ trials: [Trial]) -> Double? {
    Moment.deviation(trials.map(\.sharpe).filter { $0.isFinite }).map { $0 * $0 }
  }

  /// How likely the choice among the run's hypotheses is an accident, on train and validation by
  /// days.
  static func overfitting(_ job: Job) throws(StageError) -> Overfitting {
    let path = "trials/\(job.run)/daily_returns.csv"
    guard job.lake.has(path) else {
      throw StageError(
        .refused, "run '\(job.run)' has no register of trials to judge overfitting by")
    }
    let table = try job.table(path)
    let names = table.names.dropFirst()
    let columns = try names.map(table.numbers)
    // Hypotheses that do the same are one configuration, and one that never trades is none.
    var distinct: [[Double]] = []
    for column in columns where column.contains(where: { $0 != 0 }) && !distinct.contains(column) {
      distinct.append(column)
    }
    let rows = (0..<table.count).map { row in distinct.map { $0[row] } }
    guard !rows.isEmpty else {
      throw StageError(.refused, "the register of trials of run '\(job.run)' has no day")
    }
    return try Overfitting(rows, blocks: job.settings.whole("promotion_pbo_blocks"))
  }

  /// Train and validation.
  static func windows(_ job: Job) throws(StageError) -> [SplitWindows.Window] {
    let all = try SplitWindows(
      start: job.start, end: job.end, train: job.settings.number("walkforward_train_frac"),
      validation: job.settings.number("walkforward_validation_frac"),
      embargo: job.settings.whole("walkforward_embargo_days"))
    try require(all.windows.count == 3, "the window of run '\(job.run)' has no validation")
    return Array(all.windows.prefix(2))
  }

  /// What a trial depends on beside what it does: the data, and how events are found in them.
  private static func identity(_ job: Job) throws(StageError) -> String {
    var parts: [String] = []
    for symbol in try job.eligible() {
      parts.append("\(symbol):\(try job.lake.digest(job.paths.features(symbol)))")
    }
    let settings = job.settings.record(of: [.detect])
    return digest(parts.joined(separator: "|") + JSON.string(.map(settings)))
  }

  private static func digest(_ text: String) -> String {
    String(SHA256.hash(Array(text.utf8)).hex.prefix(24))
  }

  private static func read(_ table: CellTable) throws(StageError) -> [Trial] {
    let texts = try ["trial_id", "run_id", "name", "fingerprint"].map(table.texts)
    let (sharpes, bars) = (try table.numbers("sharpe_per_bar"), try table.numbers("bars"))
    return texts[0].indices.map {
      Trial(
        id: texts[0][$0], run: texts[1][$0], name: texts[2][$0], fingerprint: texts[3][$0],
        sharpe: sharpes[$0], bars: Int(bars[$0]))
    }
  }

  /// What was entered stays: a run that is done again with other settings has tried twice.
  private static func append(_ trials: [Trial], _ path: String, _ job: Job) throws(StageError) {
    let before = job.lake.has(path) ? try read(job.lake.table(path)) : []
    let kept = before.filter { old in !trials.contains { $0.id == old.id } }
    try job.write(path, text(kept + trials))
  }
}

/// Profit and loss by day, a column a configuration.
struct DayMatrix {
  private var days: [Int64] = []
  private var names: [String] = []
  private var columns: [[Double]] = []

  /// Adds a configuration; all have the same bars.
  mutating func add(_ time: [Int64], _ pnl: [Double], name: String) {
    var own: [Int64] = []
    var column: [Double] = []
    for (index, moment) in time.enumerated() {
      let day = CivilTime.floorDays(moment)
      if own.last != day {
        own.append(day)
        column.append(0)
      }
      column[column.count - 1] += pnl[index]
    }
    if days.isEmpty { days = own }
    precondition(days == own, "all configurations have the same days")
    names.append(name)
    columns.append(column)
  }

  /// The file.
  var text: TableText {
    var text = TableText(["timestamp"] + names)
    for row in days.indices {
      text.row(at: days[row] * CivilTime.day, columns.map { $0[row] })
    }
    return text
  }
}

extension EdgeTable.Row {
  /// A hypothesis as it would be exported.
  init(_ candidate: Candidate) {
    self.init(
      id: candidate.id, family: candidate.family, condition: candidate.condition.name,
      action: candidate.action.name, symbol: "ALL", isPromoted: candidate.passesAll,
      isExecutable: candidate.passed("gate_h_executable_condition")
        && candidate.passed("gate_h_executable_action"), robustness: candidate.robustness,
      events: candidate["n_events"], afterCost: candidate["after_cost_expectancy"],
      stressed: candidate["stressed_expectancy"], costRatio: candidate["cost_ratio"], edge: 0,
      stability: 0, density: candidate["profit_density"],
      capacity: min(1, candidate["n_events"] / 250),
      isOutside: candidate.passed("gate_oos_validation"),
      isStrict: candidate.passed("gate_multiplicity_strict"),
      source: "phase2_candidates.csv")
  }
}
