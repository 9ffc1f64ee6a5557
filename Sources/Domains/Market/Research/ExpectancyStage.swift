import Codecs
import Numerics
import StageKit

/// Looks for returns that the state of the market alone would explain.
enum ExpectancyStage {
  static func run(_ job: Job) throws(StageError) {
    let all = try conditions(job)
    let p = all.map { condition in
      condition.t.isFinite ? (Normal.survival(condition.t).value ?? 1) : 1
    }
    let adjusted = Correction.benjaminiHochberg(p).value ?? p
    var rows: [Value] = []
    var evidence = 0
    for (index, condition) in all.enumerated() {
      let holds =
        condition.survives(
          samples: job.settings.whole("expectancy_min_samples"),
          t: job.settings.number("expectancy_min_t"))
        && adjusted[index] <= job.settings.number("expectancy_max_fdr")
      if holds { evidence += 1 }
      rows.append([
        "condition": .text(condition.name), "horizon_bars": .int(Int64(condition.horizon)),
        "n": .int(Int64(condition.returns.count)), "n_effective": .double(condition.effective),
        "mean": Moment.mean(condition.returns).map(Value.double) ?? .null,
        "t": condition.t.isFinite ? .double(condition.t) : .null, "p": .double(p[index]),
        "p_adjusted": .double(adjusted[index]), "evidence": .bool(holds),
      ])
    }
    try job.write(
      job.paths.expectancy("conditional_expectancy.json"),
      [
        "run_id": .text(job.run), "expectancy_exists": .bool(evidence > 0),
        "evidence_count": .int(Int64(evidence)), "conditions": .array(rows),
        "sample": "train and validation",
      ])
    job.stats["evidence"] = .int(Int64(evidence))
  }

  /// Every condition and horizon, on bars before the test split.
  static func conditions(_ job: Job) throws(StageError) -> [ConditionalReturns] {
    let clock = try job.clock()
    var contexts: [MarketContext] = []
    for symbol in try job.eligible() {
      contexts.append(MarketContext(try job.features(symbol), clock: clock))
    }
    let windows = try SplitWindows(
      start: job.start, end: job.end, train: job.settings.number("walkforward_train_frac"),
      validation: job.settings.number("walkforward_validation_frac"), embargo: 0)
    let end = windows.windows.last?.start ?? job.end
    return ConditionalReturns.Filter.allCases.flatMap { filter in
      ConditionalReturns.horizons.map {
        ConditionalReturns(filter, horizon: $0, contexts: contexts, end: end)
      }
    }
  }
}

/// Asks of every condition whether it is an artefact: of overlap, of a leak, of a tail, of its
/// thresholds.
enum TrapsStage {
  static func run(_ job: Job) throws(StageError) {
    let all = try ExpectancyStage.conditions(job)
    let samples = job.settings.whole("expectancy_min_samples")
    let least = job.settings.number("expectancy_min_t")
    func survivors(_ samples: Int, _ t: Double) -> [String] {
      all.filter { $0.survives(samples: samples, t: t) }.map(\.name)
    }
    let base = survivors(samples, least)
    let neighbours = [
      survivors(samples - 20, least), survivors(samples + 20, least),
      survivors(samples, least - 0.5), survivors(samples, least + 0.5),
    ].map { jaccard(base, $0) }
    let stability = Moment.mean(neighbours) ?? 0
    let isStable =
      !base.isEmpty && stability >= job.settings.number("expectancy_min_jaccard")
    let days = Double(max(1, (job.end - job.start + 1) / CivilTime.day))
    let capacity =
      all.filter { base.contains($0.name) }
      .map { Double($0.isFirst.count { $0 }) / days }.max() ?? 0
    let leaks = try LeakageCheck.count(job)
    guard leaks == 0 else {
      throw StageError(
        .refused, "\(leaks) features change when later bars are taken away: they look ahead")
    }
    let isWide = capacity >= job.settings.number("expectancy_min_events_per_day")
    try job.write(
      job.paths.expectancy("conditional_expectancy_robustness.json"),
      [
        "run_id": .text(job.run), "survivors": .array(base.map(Value.text)),
        "robust_survivor_count": .int(Int64(base.count)), "stability_pass": .bool(isStable),
        "mean_jaccard": .double(stability), "capacity_pass": .bool(isWide),
        "events_per_day": .double(capacity), "leaking_features": .int(Int64(leaks)),
        "conditions": .array(all.map { .map(detail($0)) }),
      ])
    job.stats["survivors"] = .int(Int64(base.count))
  }

  /// The common share of two sets of names; two empty ones have nothing in common.
  static func jaccard(_ left: [String], _ right: [String]) -> Double {
    let common = left.count { right.contains($0) }
    let all = left.count + right.count - common
    return all == 0 ? 0 : Double(common) / Double(all)
  }

  private static func detail(_ condition: ConditionalReturns) -> ValueMap {
    let returns = condition.returns
    let first = returns.indices.filter { condition.isFirst[$0] }.map { returns[$0] }
    let sorted = returns.map { abs($0) }.sorted(by: >)
    let total = sorted.reduce(0, +)
    func top(_ share: Double) -> Value {
      guard total > 0 else { return .null }
      let count = Int((share * Double(sorted.count)).rounded(.up))
      return .double(sorted.prefix(count).reduce(0, +) / total)
    }
    let draw = Draw(seed: 11, "symmetry")
    let random = returns.indices.map { index in
      draw.uniform(UInt32(truncatingIfNeeded: index)) < 0.5 ? returns[index] : -returns[index]
    }
    let years = Years.of(condition.time.map(CivilTime.year)).compactMap { year in
      Moment.mean(
        returns.indices.filter { CivilTime.year(condition.time[$0]) == year }.map { returns[$0] })
    }
    func number(_ value: Double?) -> Value { value.map(Value.double) ?? .null }
    return [
      "condition": .text(condition.name), "bar_mean": number(Moment.mean(returns)),
      "event_mean": number(Moment.mean(first)), "events": .int(Int64(first.count)),
      "top_1_percent_share": top(0.01), "top_5_percent_share": top(0.05),
      "opposite_mean": number(Moment.mean(returns.map { -$0 })),
      "random_sign_mean": number(Moment.mean(random)),
      "positive_years": .int(Int64(years.count { $0 > 0 })), "years": .int(Int64(years.count)),
    ]
  }
}
