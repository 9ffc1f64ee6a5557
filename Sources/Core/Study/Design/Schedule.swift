import Bytes
public import Codecs
import LedgerFormat

/// A run that a level's schedule has, whether it was planned yet or not.
public struct ScheduledRun: Equatable, Sendable {
  /// Its identifier in this round: `A-s42`, or `A-study` for the stages done once per level; in a
  /// paired study `run-0001-VARIANT-TASK`, `pair-0001` and `TASK`.
  public var id: String
  /// Its place in the schedule.
  public var index: Int
  public var seed: Int64
  /// What its stages are done once for.
  public var scope: Scope
  /// Batch, variant, task and pair, as far as they apply.
  public var assignment = Assignment()
  /// The parameters that differ from the level's.
  public var changes: [Parameter] = []
}

extension Plan {
  /// The runs of a level, in the order in which they are planned: first the one that holds the
  /// study's own stages, if there are any, then one for each seed.
  ///
  /// A sweep has the runs of a declared batch. O(seeds).
  public func schedule(
    level index: Int, round: Int, batch: BatchManifest? = nil
  ) -> [ScheduledRun] {
    switch design {
    case .single, .exec: seedSchedule(level: index, round: round)
    case .paired: pairedSchedule(level: index, round: round)
    case .sweep: batch.map(sweepSchedule) ?? []
    }
  }

  /// The runs of a level of a study that has one for each seed.
  private func seedSchedule(level index: Int, round: Int) -> [ScheduledRun] {
    let level = levels[index]
    var runs: [ScheduledRun] = []
    if stages.contains(where: { $0.scope == .study }) {
      let id = scheduledName("study", level: level, round: round)
      runs.append(ScheduledRun(id: id, index: 0, seed: seed, scope: .study))
    }
    guard stages.contains(where: { $0.scope == .run }) else { return runs }
    for seed in self.seeds(level: level) {
      let id = scheduledName("s\(seed)", level: level, round: round)
      runs.append(ScheduledRun(id: id, index: runs.count, seed: seed, scope: .run))
    }
    return runs
  }

  /// The name of something at a level and in a round.
  ///
  /// The last level of a paired study is the study itself, and has no name in front.
  func scheduledName(_ name: String, level: LevelPlan, round: Int) -> String {
    let isPlain = level.name.isEmpty || design.paired != nil && level.name == levels.last?.name
    let prefix = isPlain ? "" : "\(level.name)-"
    return round > 1 ? "\(prefix)\(name)-r\(round)" : prefix + name
  }

  /// How many runs of a scope a level's schedule has.
  ///
  /// O(stages).
  public func runCount(level index: Int, scope: Scope, batch: BatchManifest? = nil) -> Int {
    guard stages.contains(where: { $0.scope == scope }) else { return 0 }
    if scope == .study { return 1 }
    let level = levels[index]
    switch design {
    case .single, .exec:
      return level.seeds.isEmpty ? level.seedCount ?? max(1, seeds.count) : level.seeds.count
    case .paired(let paired):
      let pairs = (level.pairs ?? paired.pairs) * taskCount(level)
      return switch scope {
      case .task: taskCount(level)
      case .pair: pairs
      case .look: looks.count { $0.level == level.name && $0.pairs <= pairs }
      default: 2 * pairs
      }
    case .sweep:
      guard let batch else { return 0 }
      let variants = batch.variants(of: params).count
      return scope == .batch ? 1 : scope == .variant ? variants : batch.runCount(of: params)
    }
  }

  /// The seeds of a level: its own, so many derived ones, the study's list, or the study seed.
  func seeds(level: LevelPlan) -> [Int64] {
    if !level.seeds.isEmpty { return level.seeds }
    if let count = level.seedCount {
      return (0..<count).map { Seeds.derive(from: seed, purpose: "run", indices: [$0]) }
    }
    return seeds.isEmpty ? [seed] : seeds
  }

  /// Every parameter with its value at a level.
  public func params(level index: Int) -> [Parameter] {
    params.map { parameter in
      levels[index].params.first { $0.name == parameter.name } ?? parameter
    }
  }

  /// The place of a level by its name.
  public func levelIndex(_ name: String) -> Int? { levels.firstIndex { $0.name == name } }
}

extension StagePlan {
  /// The keys of the stage's units under some parameters, in the order of the axes: `a=1,b=2`.
  ///
  /// One empty key for a stage without axes. O(units).
  public func units(params: [Parameter]) -> [String] {
    var keys = [""]
    for axis in foreach {
      let values = axis.values(params: params)
      keys = keys.flatMap { key in
        values.map { "\(key.isEmpty ? "" : "\(key),")\(axis.name)=\($0.plainText)" }
      }
    }
    return keys
  }

  /// How many units the stage has under some parameters.
  ///
  /// O(axes).
  public func unitCount(params: [Parameter]) -> Int {
    foreach.reduce(1) { $0 * $1.values(params: params).count }
  }

  /// The value of an axis in a unit's key.
  public static func axis(_ name: String, in unit: String) -> String? {
    for part in unit.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0] == name { return String(pair[1]) }
    }
    return nil
  }
}

extension Axis {
  /// The values under some parameters: a parameter's, or those given outright.
  func values(params: [Parameter]) -> [Value] {
    param.flatMap { name in params.first { $0.name == name }?.value.asArray } ?? values
  }
}

extension Value {
  /// The value as it stands in a command's argument: texts and numbers as they are, lists with
  /// commas between.
  public var plainText: String {
    switch self {
    case .null: ""
    case .bool(let bool): bool ? "true" : "false"
    case .int(let int): "\(int)"
    case .double(let double): Number.text(double)
    case .text(let text): text
    case .bytes(let bytes): Hex.encode(bytes)
    case .array(let values): values.map(\.plainText).joined(separator: ",")
    case .map(let map): JSON.string(.map(map))
    }
  }
}
