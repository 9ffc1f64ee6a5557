import Codecs
import Files
import StageKit

/// Makes jobs of command lines: the options that every step knows, and how they are read.
enum MarketCall {
  /// Options that are no settings.
  static let general: [Option] = [
    .value("run_id", nil, "RUN", "the run's id; used once"),
    .value("symbols", nil, "LIST", "symbols, separated by commas"),
    .value("start", nil, "DATE", "first day"), .value("end", nil, "DATE", "last day, inclusive"),
    .value("force", nil, "0|1", "repeat what is already done"),
    .value("seed", nil, "N", "seed (13)"),
    .values("config", nil, "FILE", "YAML file of settings; repeatable"),
    .value("profile", nil, "NAME", "strict (the default) or lab"),
    .value("root", nil, "DIR", "data root (default: $BACKTEST_DATA_ROOT, then data)"),
    .values("layer", nil, "DIR", "further data root to read from; repeatable"),
    .values("tried", nil, "DIR", "register of trials of earlier runs; repeatable"),
  ]

  /// The options of some stages: the general ones, and their settings under every spelling.
  static func options(_ stages: [StageName]) -> [Option] {
    var options = general
    for setting in Setting.all where setting.stages.contains(where: stages.contains) {
      for name in [setting.name] + setting.aliases {
        let holder = if case .flag = setting.rule { "0|1" } else { "VALUE" }
        let summary =
          name == setting.name ? setting.summary : "the same as --\(setting.name)"
        options.append(.text(name, nil, holder, summary))
      }
    }
    return options
  }

  /// The job of a call.
  ///
  /// A step that goes on with a run takes symbols and window from the run where they are not given;
  /// one that only looks at a run (`isThere`) needs it.
  static func job(
    _ call: StepCall, run named: String? = nil, isThere: Bool = false
  ) throws(StageError) -> Job {
    let arguments = call.arguments
    guard let run = named ?? arguments.value("run_id") else {
      throw .usage("'--run_id' is missing", hint: "name the run: a new one for new work")
    }
    guard isName(run) else {
      throw .usage("'\(run)' is no run id: letters, digits, '_', '-' and '.' only")
    }
    let root = arguments.value("root") ?? call.environment["BACKTEST_DATA_ROOT"] ?? "data"
    let lake = Lake(
      root: PathName.join(call.directory, root.isEmpty ? "data" : root),
      layers: arguments.values("layer").map { PathName.join(call.directory, $0) })
    let before = try former(run, lake)
    try require(before != nil || !isThere, "there is no run '\(run)' in '\(lake.root)'")
    var asked = arguments
    if let before, !arguments.has("profile"), arguments.values("config").isEmpty {
      asked.options["profile"] = [try before.text("profile", default: "strict")]
    }
    let settings = try RunSettings(asked, directory: call.directory)
    let symbols = try self.symbols(arguments, before)
    let start = try date(arguments, "start", before)
    let end = try date(arguments, "end", before) + CivilTime.day - 1
    guard start <= end else {
      throw .usage(
        "'--start' \(CivilTime.date(start)) is after '--end' \(CivilTime.date(end))")
    }
    let inherited = try before?.integer("seed", default: 13) ?? 13
    let seed = try arguments.int("seed", in: 0 ... .max) ?? Int64(inherited)
    return Job(
      lake: lake, run: run, settings: settings, symbols: symbols, start: start, end: end,
      seed: seed, isForced: try flag(arguments, "force"), directory: call.directory,
      tried: arguments.values("tried").map { PathName.join(call.directory, $0) },
      events: call.events)
  }

  private static func former(_ run: String, _ lake: Lake) throws(StageError) -> StageFields? {
    let paths = RunPaths(run: run)
    if lake.has(paths.manifest) { return try lake.fields(paths.manifest) }
    for stage in StageName.allCases where lake.has(paths.stage(stage.rawValue)) {
      let manifest = try lake.fields(paths.stage(stage.rawValue))
      return StageFields(place: manifest.place, map: try manifest.map("parameters"))
    }
    return nil
  }

  private static func symbols(
    _ arguments: ParsedArguments, _ former: StageFields?
  ) throws(StageError) -> [String] {
    guard let text = arguments.value("symbols") else {
      if let former { return try former.texts("symbols") }
      throw .usage("'--symbols' is missing", hint: "there is no run of that id to take them from")
    }
    var symbols: [String] = []
    for part in text.split(separator: ",") {
      let symbol = part.trimmed.uppercased()
      if symbol.isEmpty || symbols.contains(symbol) { continue }
      guard isName(symbol) else { throw .usage("'\(symbol)' is no symbol") }
      symbols.append(symbol)
    }
    guard !symbols.isEmpty else { throw .usage("'--symbols' names no symbol") }
    return symbols
  }

  private static func date(
    _ arguments: ParsedArguments, _ name: String, _ former: StageFields?
  ) throws(StageError) -> Int64 {
    var written = arguments.value(name)
    if written == nil, let former { written = try former.text(name) }
    guard let text = written else { throw .usage("'--\(name)' is missing") }
    guard let time = CivilTime.parse(text) else {
      throw .usage("'--\(name)' takes a date like 2020-01-31, not '\(text)'")
    }
    return CivilTime.floorDays(time) * CivilTime.day
  }

  private static func flag(_ arguments: ParsedArguments, _ name: String) throws(StageError) -> Bool
  {
    guard let value = arguments.value(name) else { return false }
    guard value == "0" || value == "1" else {
      throw .usage("'--\(name)' takes 0 or 1, not '\(value)'")
    }
    return value == "1"
  }

  /// Whether a text may be part of a path by itself.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 120 && text.first != "."
      && text.unicodeScalars.allSatisfy { scalar in
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
          || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-" || scalar == "."
      }
  }
}

extension Substring {
  /// Without blanks at the ends.
  fileprivate var trimmed: Substring {
    var rest = self
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}
