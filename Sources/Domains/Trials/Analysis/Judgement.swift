import Numerics

/// What the registered rules say of every hypothesis, given a sample for each.
///
/// Tests, correction over the family and verdicts; nothing else decides anything.
struct Judgement: Sendable {
  /// What a test says about its hypothesis.
  enum Verdict: String, CaseIterable, Sendable {
    case supported, contradicted, inconclusive
    case notEvaluable = "not_evaluable"

    var isAnswer: Bool { self == .supported || self == .contradicted }
  }

  struct Entry: Sendable {
    let hypothesis: Hypothesis
    let finding: TestFinding
    /// Nil outside of the family and where there is no probability.
    let corrected: Double?
    let verdict: Verdict
  }

  /// In the order of the registration.
  let entries: [Entry]

  /// Judges samples, one a hypothesis, at the level `alpha` of the whole family.
  init(_ samples: [PairedSample], _ rules: Rules, alpha: Double) {
    let registration = rules.registration
    let findings = zip(registration.hypotheses, samples).map { hypothesis, sample in
      var finding = TestFinding(
        hypothesis.test, hypothesis, sample, seed: rules.seed, name: hypothesis.id)
      if let reason = rules.refusal(sample), finding.reason == nil {
        finding.p = nil
        finding.reason = reason
      }
      return finding
    }
    let family = registration.hypotheses.indices.filter {
      !registration.hypotheses[$0].isExploratory
    }
    let adjusted = Self.correct(family.map { findings[$0].p ?? 1 }, registration.family)
    var corrected = [Double?](repeating: nil, count: findings.count)
    for (place, p) in zip(family, adjusted) where findings[place].p != nil { corrected[place] = p }
    entries = findings.indices.map { place in
      let hypothesis = registration.hypotheses[place]
      let p = hypothesis.isExploratory ? findings[place].p : corrected[place]
      return Entry(
        hypothesis: hypothesis, finding: findings[place], corrected: corrected[place],
        verdict: Self.verdict(hypothesis, findings[place], p, samples[place], rules, alpha))
    }
  }

  /// Everything that a judgement needs beside the samples.
  struct Rules: Sendable {
    let registration: Registration
    let seed: Int64
    /// The pairs that every one of the tasks needs.
    let minimum: Int
    let tasks: [String]

    /// Why a sample is too small to be judged.
    func refusal(_ sample: PairedSample) -> String? {
      for task in tasks {
        let count = sample.pairs.count { $0.task == task }
        if count < minimum {
          return "too few pairs: task '\(task)' has \(count), and needs \(minimum)"
        }
      }
      return nil
    }
  }

  private static func correct(_ p: [Double], _ family: Registration.Family) -> [Double] {
    let outcome: Computed<[Double]> =
      switch family {
      case .none: .value(p)
      case .bonferroni: .value(p.map { min(1, $0 * Double(p.count)) })
      case .holm: Correction.holm(p)
      case .bh: Correction.benjaminiHochberg(p)
      }
    return outcome.value ?? p.map { _ in 1 }
  }

  private static func verdict(
    _ hypothesis: Hypothesis, _ finding: TestFinding, _ p: Double?, _ sample: PairedSample,
    _ rules: Rules, _ alpha: Double
  ) -> Verdict {
    guard let p else { return .notEvaluable }
    switch hypothesis.claim {
    case .different: return p <= alpha ? .supported : .inconclusive
    case .greater, .less:
      guard p <= alpha, finding.sign != 0 else { return .inconclusive }
      return (finding.sign > 0) == (hypothesis.claim == .greater) ? .supported : .contradicted
    case .equivalent:
      if p <= alpha { return .supported }
      guard let (low, high) = hypothesis.margin?.ends,
        let interval = equivalenceInterval(sample, rules.registration.alphaEach)
      else { return .inconclusive }
      return interval.lower > high || interval.upper < low ? .contradicted : .inconclusive
    }
  }

  /// The interval that belongs to two one-sided tests at the level `alpha`.
  static func equivalenceInterval(_ sample: PairedSample, _ alpha: Double) -> Interval? {
    sample.differences.flatMap(PairedT.test).flatMap { $0.interval(confidence: 1 - 2 * alpha) }
      .value
  }
}
