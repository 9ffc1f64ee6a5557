import Codecs
import Files
import StageKit

/// Where the strategies of an execution come from: a file of blueprints, or built-in ones by name.
struct ExecutionSource {
  let blueprints: [Blueprint]
  /// The path as it was named.
  let path: String

  /// Built-in strategies: a family's plain entry.
  static let builtIn: [(id: String, family: String)] = [
    ("vol_compression_v1", RangeCompression.family), ("vol_shock_fade_v1", VolatilityShock.family),
  ]

  /// Reads the source that the settings name; without one, the blueprints that the run has
  /// compiled.
  static func load(_ job: Job) throws(StageError) -> ExecutionSource {
    let named = job.settings["blueprints_path"]
    if !job.settings["strategies"].isEmpty { return try builtIn(job) }
    let own = job.paths.blueprints("blueprints.jsonl")
    guard !named.isEmpty || job.lake.has(own) else {
      throw .invalid(
        "there is nothing to execute: run '\(job.run)' has compiled no blueprints",
        hint: "name a source with '--blueprints_path' or '--strategies'")
    }
    let bytes: [UInt8]
    if named.isEmpty {
      try job.reads(own)
      bytes = try job.lake.bytes(own)
    } else {
      bytes = try StageFiles.read(place(named, job))
      if job.lake.has(own), bytes == (try job.lake.bytes(own)) { try job.reads(own) }
    }
    let path = named.isEmpty ? own : named
    let all = try Blueprint.read(bytes, path: path)
    try require(!all.isEmpty, "'\(path)' holds no blueprint")
    return ExecutionSource(blueprints: try select(all, path, job), path: path)
  }

  /// A path as written, or below the directory that holds the data root.
  private static func place(_ path: String, _ job: Job) throws(StageError) -> String {
    let here = PathName.join(job.directory, path)
    if FileSystem.exists(here) { return here }
    let root = PathName.normalize(PathName.join(job.directory, job.lake.root))
    let beside = PathName.join(PathName.parent(root), path)
    if FileSystem.exists(beside) { return beside }
    throw .invalid("there are no blueprints at '\(path)'")
  }

  private static func select(
    _ all: [Blueprint], _ path: String, _ job: Job
  ) throws(StageError) -> [Blueprint] {
    let family = job.settings["blueprints_filter_event_type"]
    var kept = all.filter { family == "all" || $0.eventType == family }
    try require(!kept.isEmpty, "no blueprint of '\(path)' is of the event type '\(family)'")
    kept = Array(kept.prefix(job.settings.whole("blueprints_top_k")))
    let eligible = try job.eligible()
    kept = kept.filter { blueprint in
      blueprint.scopeMode == "all" || blueprint.symbols.contains { eligible.contains($0) }
    }
    try require(
      !kept.isEmpty,
      "no blueprint of '\(path)' has a symbol among \(eligible.joined(separator: ", "))")
    for blueprint in kept where !EventFamily.all.contains(where: { $0.signal == blueprint.trigger })
    {
      throw .invalid(
        "blueprint '\(blueprint.id)' enters on '\(blueprint.trigger)', which is no signal",
        hint: Hint.choice(blueprint.trigger, among: EventFamily.all.map { $0.signal }))
    }
    return kept
  }

  private static func builtIn(_ job: Job) throws(StageError) -> ExecutionSource {
    var blueprints: [Blueprint] = []
    for name in job.settings["strategies"].split(separator: ",").map(String.init) {
      guard let strategy = builtIn.first(where: { $0.id == name }),
        let family = EventFamily.find(strategy.family)
      else {
        throw .invalid(
          "there is no strategy '\(name)'",
          hint: Hint.choice(name, among: builtIn.map(\.id)))
      }
      blueprints.append(
        Blueprint(
          id: name, run: job.run, eventType: family.family, candidate: name, scopeMode: "all",
          symbols: [], direction: "conditional", trigger: family.signal, delay: 0, cooldown: 8,
          arm: 0, lockout: 0, logic: "all", nodes: [],
          timeStop: job.settings.whole("horizon"), invalidation: nil, stopType: .rangePct,
          stop: 0.5, targetType: .rangePct, target: 1, trailing: 0, breakEven: 0,
          sizing: .plain, overlays: [], minTrades: 0, fees: job.settings.number("fees_bps"),
          slippage: job.settings.number("slippage_bps"), source: "built-in", overrides: [],
          promotion: nil))
    }
    return ExecutionSource(blueprints: blueprints, path: job.settings["strategies"])
  }
}

extension Blueprint.Sizing {
  /// Nothing but the caps.
  static let plain = Blueprint.Sizing(
    mode: "fixed_risk", risk: 0.004, targetVolatility: 0, maxGrossLeverage: 1, maxPositionScale: 1,
    portfolioBudget: 1, symbolBudget: 1)
}
