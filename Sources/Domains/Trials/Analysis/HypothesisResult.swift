import Codecs
import Numerics

/// A hypothesis with everything that is said about it.
struct HypothesisResult: Sendable {
  /// The same test within one task.
  struct Task: Sendable {
    let task: String
    let count: Int
    let mean: Double?
    let finding: TestFinding
    /// Holm's, over the tasks.
    let corrected: Double?
  }

  let hypothesis: Hypothesis
  let sample: PairedSample
  let finding: TestFinding
  let corrected: Double?
  /// Nil where nothing is tested yet, and for what is exploratory.
  let verdict: Judgement.Verdict?
  /// Why the verdict is not the one of the test, or what has to be known with it.
  let reasons: [String]
  /// Mean, spread and middle of the differences on the scale of the test.
  let mean: Double?
  let deviation: Double?
  let median: Double?
  let effect: Effect?
  /// The interval of the mean difference at 1 - alpha of one hypothesis, and at 95 %.
  let interval: Interval?
  let interval95: Interval?
  /// The interval at 1 - 2 alpha that goes with equivalence.
  let equivalenceInterval: Interval?
  let rankBiserial: Double?
  /// The power to find the practical difference at the level of the decision, with this spread.
  let plannedPower: Double?
  /// The pairs that would have the power that was planned for.
  let pairsNeeded: Int?
  let beside: [TestFinding]
  /// Whether the effect differs between tasks; corrected by Holm over hypotheses.
  var interaction: KruskalWallis?
  var interactionCorrected: Double?
  let tasks: [Task]

  static func all(
    _ rules: Judgement.Rules, _ pairs: [PairedScores.Pair], _ moment: Analysis.Moment,
    putBack: [PairedScores.Pair]?, _ imputation: Imputation, hasStopped: Bool
  ) -> [HypothesisResult] {
    let registration = rules.registration
    func samples(_ pairs: [PairedScores.Pair]) -> [PairedSample] {
      registration.hypotheses.compactMap { hypothesis in
        registration.metric(hypothesis.metric).map { PairedSample($0, pairs) }
      }
    }
    let base = samples(pairs)
    let alpha: Double? =
      switch moment {
      case .end: registration.alphaAtEnd
      case .look(let look): look.alpha
      case .peek, .untested: nil
      }
    guard let alpha else {
      return zip(registration.hypotheses, base).map { hypothesis, sample in
        HypothesisResult(hypothesis, sample, nil, nil, [], rules)
      }
    }
    let judged = Judgement(base, rules, alpha: alpha).entries
    var doubts = judged.map { _ in [String]() }
    func compare(_ others: [PairedSample], _ why: String) {
      let again = Judgement(others, rules, alpha: alpha).entries
      for place in judged.indices where judged[place].verdict.isAnswer {
        let other = again[place].verdict
        guard other != judged[place].verdict else { continue }
        doubts[place].append("\(judged[place].verdict.rawValue), but \(other.words) \(why)")
      }
    }
    if let putBack { compare(samples(putBack), "when post-hoc exclusions are put back") }
    if registration.missing == .worst, !imputation.incomplete.isEmpty {
      let filled = zip(registration.hypotheses, base).map(imputation.samples)
      for turn in 0..<2 {
        compare(
          filled.map { $0[min(turn, $0.count - 1)] },
          "when missing runs are filled in against the claim")
      }
    }
    if hasStopped {
      for place in doubts.indices {
        doubts[place].append("the study ended early because repeats differ")
      }
    }
    let isLook = if case .look = moment { true } else { false }
    return withInteractions(
      judged.indices.map { place in
        var verdict = judged[place].verdict
        if verdict != .notEvaluable, !doubts[place].isEmpty { verdict = .inconclusive }
        // At a look only success may end a study.
        if isLook, verdict == .contradicted { verdict = .inconclusive }
        return HypothesisResult(
          judged[place].hypothesis, base[place], judged[place], verdict,
          doubts[place].reduce(into: []) { if !$0.contains($1) { $0.append($1) } }, rules)
      }, rules)
  }

  private init(
    _ hypothesis: Hypothesis, _ sample: PairedSample, _ entry: Judgement.Entry?,
    _ verdict: Judgement.Verdict?, _ doubts: [String], _ rules: Judgement.Rules
  ) {
    let registration = rules.registration
    let alpha = registration.alphaEach
    self.hypothesis = hypothesis
    self.sample = sample
    func find(_ test: Hypothesis.Test, _ sample: PairedSample, _ name: String) -> TestFinding {
      TestFinding(test, hypothesis, sample, seed: rules.seed, name: "\(hypothesis.id)\(name)")
    }
    var none = find(hypothesis.test, PairedSample(sample.measure, []), "")
    none.reason = "not tested here"
    finding = entry?.finding ?? none
    corrected = entry?.corrected
    self.verdict = hypothesis.isExploratory ? nil : verdict
    reasons = [finding.p == nil ? finding.reason : nil].compactMap(\.self) + doubts
    let values = sample.values
    mean = Descriptive.mean(values).value
    deviation = Descriptive.standardDeviation(values).value
    median = Descriptive.median(values).value
    let test = sample.differences.flatMap(PairedT.test)
    effect = test.value?.effect
    interval95 = test.flatMap { $0.interval(confidence: 0.95) }.value
    switch registration.interval {
    case .t: interval = test.flatMap { $0.interval(confidence: 1 - alpha) }.value
    case .bootstrap:
      interval =
        Bootstrap.interval(
          sample.byTask(rules.tasks).map(\.sample.values), confidence: 1 - alpha,
          Draw(seed: rules.seed, "bootstrap/\(hypothesis.id)")
        ).value
    }
    equivalenceInterval =
      hypothesis.test == .tost ? Judgement.equivalenceInterval(sample, alpha) : nil
    rankBiserial = sample.units.flatMap { SignedRank.test($0) }.value?.rankBiserial
    let d = test.value.flatMap { test in
      Self.practical(hypothesis, sample).map { $0 / test.deviation }
    }
    plannedPower = d.flatMap { Power.pairedT(d: $0, count: sample.count, alpha: alpha).value }
    pairsNeeded = d.flatMap {
      Power.requiredCount(d: $0, power: registration.power, alpha: alpha).value
    }
    let isTested = entry != nil
    beside = isTested ? hypothesis.beside.map { find($0, sample, "/beside") } : []
    guard isTested, registration.showsTasks else {
      tasks = []
      return
    }
    let byTask = sample.byTask(rules.tasks).map { task, sample in
      (task, sample, find(hypothesis.test, sample, "/\(task)"))
    }
    let adjusted = Correction.holm(byTask.map { $0.2.p ?? 1 }).value ?? []
    tasks = zip(byTask, adjusted).map { entry, adjusted in
      Task(
        task: entry.0, count: entry.1.count, mean: Descriptive.mean(entry.1.values).value,
        finding: entry.2, corrected: entry.2.p == nil ? nil : adjusted)
    }
  }

  /// The smallest difference that matters on the scale of the test.
  ///
  /// Where logarithms are compared, it is a share of the reference's mean.
  private static func practical(_ hypothesis: Hypothesis, _ sample: PairedSample) -> Double? {
    guard let practical = hypothesis.practical, hypothesis.test != .tost else { return nil }
    guard sample.measure.isLogarithmic else { return practical }
    return Descriptive.mean(sample.reference).value.flatMap { mean in
      mean > 0 ? Elementary.logarithm(1 + practical / mean) : nil
    }
  }

  private static func withInteractions(
    _ results: [HypothesisResult], _ rules: Judgement.Rules
  ) -> [HypothesisResult] {
    guard rules.registration.showsInteraction else { return results }
    var results = results
    let tests = results.map { result in
      let groups = result.sample.byTask(rules.tasks).compactMap { $0.sample.units.value?.values }
      return KruskalWallis.test(groups).value
    }
    let adjusted = Correction.holm(tests.map { $0?.p ?? 1 }).value ?? []
    for place in results.indices where adjusted.indices.contains(place) {
      results[place].interaction = tests[place]
      results[place].interactionCorrected = tests[place] == nil ? nil : adjusted[place]
    }
    return results
  }

  /// Whether the effect differs between tasks, which has to be said beside the verdict.
  func differsByTask(_ registration: Registration) -> Bool {
    interactionCorrected.map { $0 <= registration.alphaAtEnd } ?? false
  }

  /// Which variant has the higher values by the test; nil where neither has.
  func higher(_ design: Contrast) -> String? {
    finding.sign == 0 ? nil : finding.sign > 0 ? design.treatment : design.reference
  }
}

extension Judgement.Verdict {
  var words: String { self == .notEvaluable ? "not evaluable" : rawValue }
}
