import Codecs

/// What speaks for a promotion, and what is missing.
struct PromotionCase {
  /// How many sentences of one kind are written down; the rest is counted.
  private static let sentencesMax = 5

  /// Where what allows it stands.
  private(set) var evidence: [EventPosition] = []
  /// What is missing, a sentence each.
  private(set) var reasons: [String] = []
  /// What later windows and promotions are compared with.
  private(set) var values = ValueMap()
  /// What has to be said of the values, a sentence each.
  private(set) var remarks: [String] = []

  private let target: String
  private let policy: BaselinePlan
  private let baseline: BaselineState
  private let slug: String
  private let states: States

  /// Looks at everything that the policy names.
  init(
    _ target: String, _ policy: BaselinePlan, _ baseline: BaselineState, _ slug: String,
    _ states: States
  ) {
    self.target = target
    self.policy = policy
    self.baseline = baseline
    self.slug = slug
    self.states = states
    if let (batch, variant) = states.batchTarget(target, in: slug) {
      look(at: batch, variant)
    } else if let candidate = states.candidate(slug, target) {
      look(at: candidate)
    }
    lookAtViolations()
  }

  /// The batch or the variant in words.
  private var named: String {
    states.batch(slug, target) == nil ? "variant '\(target)'" : "batch '\(target)'"
  }

  private mutating func look(at candidate: CandidateState) {
    evidence.append(candidate.registeredAt)
    if let why = candidate.rejections.first {
      reasons.append("candidate '\(target)' was rejected: \(why)")
    }
    if policy.needsGates, let run = candidate.run.flatMap({ states.run(slug, $0) }) {
      lookAtTrust(in: [run])
    }
    lookAtWindows(of: candidate.standing)
    if let metric = policy.metric, values[metric]?.asDouble?.isFinite != true {
      reasons.append(
        "candidate '\(target)' has no value of \(metric) for later promotions to be compared with: "
          + "a window of it that reports '\(metric)' gives it one")
    }
  }

  /// Looks at a batch, or at one variant of it: the gates and the metric are then those of its runs
  /// alone, and everything else is the batch's.
  private mutating func look(at batch: BatchState, _ variant: String?) {
    guard let closedAt = batch.closedAt, let plan = states.plan(slug) else {
      reasons.append("batch '\(batch.manifest.batch)' is not closed")
      return
    }
    evidence.append(closedAt)
    if plan.agentSafe != nil, variant != nil {
      reasons.append("study '\(slug)' is agent-safe: its candidates are batches, not variants")
    }
    let results = BatchResults(batch.manifest, plan, slug, states, variant: variant)
    if policy.needsGates { lookAtGates(of: batch, variant, results) }
    if policy.needsReport { lookAtReport(of: batch, closedAt: closedAt) }
    if policy.needsDeliverables {
      for what in batch.missing where !BatchState.isReport(what) {
        reasons.append("batch '\(batch.manifest.batch)' lacks \(what)")
      }
    }
    lookAtWindows(of: batch.standing(of: variant))
    for name in policy.judgedValues where name == policy.metric || values[name] == nil {
      let mean = results.mean(of: name)
      let isWhole = mean.missing.isEmpty || plan.allowsMissing
      values[name] = isWhole ? mean.value.map(Value.double) : nil
      if !mean.missing.isEmpty, mean.reported > 0 {
        note(gap: mean, of: name, isAllowed: plan.allowsMissing)
      }
    }
    if let metric = policy.metric { compare(metric, of: batch, results) }
  }

  /// Says that a mean rests on fewer values than it should.
  private mutating func note(
    gap mean: (value: Double?, reported: Int, missing: [String]), of name: String, isAllowed: Bool
  ) {
    let named = mean.missing.prefix(Self.sentencesMax).map { "'\($0)'" }.joined(separator: ", ")
    let rest = mean.missing.count - Self.sentencesMax
    let more = rest > 0 ? " and \(rest) more" : ""
    let count = "\(mean.reported) of \(mean.reported + mean.missing.count)"
    if isAllowed {
      remarks.append("\(name) is the mean of \(count), without \(named)\(more)")
    } else if name == policy.metric {
      reasons.append("\(name) was reported by \(count) only, not by \(named)\(more)")
    }
  }

  private mutating func lookAtGates(
    of batch: BatchState, _ variant: String?, _ results: BatchResults
  ) {
    if let verdict = batch.verdict, variant == nil, verdict > .warn {
      reasons.append("batch '\(target)' was closed with \(verdict.rawValue)")
    } else {
      // A run may be repeated after the batch was closed.
      add(
        results.runs.filter { $0.finished == nil }.map { "run '\($0.id)' is not finished" },
        more: "runs are not finished")
    }
    add(
      results.runs.flatMap { run in
        run.units.flatMap { unit in
          unit.openWarnings.map { gate in
            let stage = unit.unit.isEmpty ? unit.stage : "\(unit.stage)[\(unit.unit)]"
            return "the warning of gate '\(gate)' in '\(run.id)/\(stage)' is not accepted"
          }
        }
      }, more: "warnings are not accepted")
    lookAtTrust(in: results.runs)
  }

  /// Looks whether runs have to be rebuilt, or are not for production.
  private mutating func lookAtTrust(in runs: [RunState]) {
    add(
      runs.compactMap { run in
        run.invalidated.map { "run '\(run.id)' needs to be rebuilt: \($0)" }
      }, more: "runs need to be rebuilt")
    add(
      runs.compactMap { run in
        run.bypassed.first.map {
          "run '\(run.id)' is not for production: '\($0)' was bypassed in it, or in what it reads"
        }
      }, more: "runs are not for production")
  }

  private mutating func lookAtReport(of batch: BatchState, closedAt: EventPosition) {
    if let report = batch.standing.report {
      evidence.append(report)
    } else if let report = states.study(slug)?.report, report.size > Int64(closedAt.entry) {
      evidence.append(report.at)
    } else if batch.missing.contains(where: BatchState.isReport) {
      reasons.append("no report of batch '\(batch.manifest.batch)' is published")
    }
  }

  private mutating func lookAtWindows(of standing: PromotionEvidence) {
    let watch = standing.watch(for: policy.name, moves: baseline.moves)
    values = watch.values
    guard policy.windows > 0 else { return }
    evidence += watch.windows.suffix(policy.windows)
    if watch.streak < policy.windows {
      let since = baseline.current == nil ? "" : " since baseline '\(policy.name)' last moved"
      reasons.append(
        "'\(target)' passed \(watch.streak) of \(policy.windows) windows in a row\(since)")
    }
  }

  private mutating func lookAtViolations() {
    guard policy.needsNoViolation else { return }
    let open = states.study(slug)?.openViolations ?? []
    add(
      open.map { "violation '\($0)' is critical and not resolved" },
      more: "critical violations are not resolved")
  }

  /// Compares a batch with the one that the baseline points at.
  private mutating func compare(
    _ metric: String, of batch: BatchState, _ results: BatchResults
  ) {
    guard let value = values[metric]?.asDouble else {
      if results.mean(of: metric).reported == 0 {
        reasons.append("no run of \(named) reported \(metric)")
      }
      return
    }
    guard value.isFinite else {
      reasons.append(
        "\(metric) of \(named) is \(Number.text(value)), which is no evidence")
      return
    }
    guard let current = baseline.current else { return }
    if let other = states.batchTarget(current, in: slug)?.batch.manifest {
      let differences = batch.manifest.differences(from: other)
      guard differences.isEmpty else {
        reasons += differences.map { "not comparable: \($0) in '\(current)'" }
        return
      }
    }
    guard let former = baseline.values[metric]?.asDouble, former.isFinite else {
      reasons.append("'\(current)' was promoted without a value of \(metric) to compare with")
      return
    }
    if !policy.accepts(value, against: former) {
      let limit = policy.tolerance == 0 ? "" : " by more than \(Number.text(policy.tolerance))"
      reasons.append(
        "\(metric) is \(Number.shortText(value)), worse than \(Number.shortText(former)) of "
          + "'\(current)'\(limit)")
    }
  }

  /// Writes sentences of one kind down, as far as there is room.
  private mutating func add(_ sentences: [String], more: String) {
    reasons += sentences.prefix(Self.sentencesMax)
    let rest = sentences.count - Self.sentencesMax
    if rest > 0 { reasons.append("\(rest) more \(more)") }
  }
}

extension BatchManifest {
  /// Why the results of two batches must not be compared, a sentence each: scenario, configuration,
  /// seeds, or what was set for one of them differs.
  fileprivate func differences(from other: BatchManifest) -> [String] {
    var found: [String] = []
    func demand(_ what: String, _ now: String?, _ before: String?) {
      if now != before { found.append("\(what) is \(now ?? "none"), and is \(before ?? "none")") }
    }
    demand("the scenario", scenario, other.scenario)
    demand("the configuration", config, other.config)
    if seeds.sorted() != other.seeds.sorted() {
      found.append("the seeds are \(Self.text(seeds)), and are \(Self.text(other.seeds))")
    }
    var names: [String] = []
    for name in (overrides + other.overrides).map(\.name) where !names.contains(name) {
      names.append(name)
      let values = [overrides, other.overrides].map { set in
        set.first { $0.name == name }?.value.plainText ?? "its default"
      }
      if values[0] != values[1] {
        found.append("parameter '\(name)' is \(values[0]), and is \(values[1])")
      }
    }
    return found
  }

  private static func text(_ seeds: [Int64]) -> String {
    let shown = seeds.prefix(5).map { "\($0)" }.joined(separator: ", ")
    return seeds.count > 5 ? "\(shown) and \(seeds.count - 5) more" : shown
  }
}

extension BatchState {
  /// Whether something that a batch lacks is its report.
  static func isReport(_ missing: String) -> Bool {
    missing == "a report" || missing.hasPrefix("the report '")
  }
}
