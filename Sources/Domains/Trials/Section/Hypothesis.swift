import Numerics

/// A registered hypothesis: a claim about one metric, and the one test that decides.
struct Hypothesis: Sendable, Equatable {
  /// What is claimed of treatment minus reference.
  enum Claim: String, CaseIterable, Sendable {
    case greater, less, different, equivalent
  }

  /// The tests there are; all but the last are on both sides.
  enum Test: String, CaseIterable, Sendable {
    case pairedT = "paired_t"
    case wilcoxon, sign, mcnemar, permutation, tost

    /// Whether it looks at ranks or signs, so that ties have to be ties.
    var needsUnits: Bool { [.wilcoxon, .sign, .permutation].contains(self) }

    var words: String {
      switch self {
      case .pairedT: "paired t test"
      case .wilcoxon: "Wilcoxon signed-rank test"
      case .sign: "sign test"
      case .mcnemar: "McNemar’s exact test"
      case .permutation: "sign-flip permutation test"
      case .tost: "two one-sided t tests"
      }
    }
  }

  /// The differences that do not matter.
  enum Margin: Sendable, Equatable {
    case range(low: Double, high: Double)
    /// A factor above 1; on the scale of logarithms.
    case ratio(Double)

    /// Both ends on the scale of the test.
    var ends: (low: Double, high: Double) {
      switch self {
      case .range(let low, let high): (low, high)
      case .ratio(let ratio): (-Elementary.logarithm(ratio), Elementary.logarithm(ratio))
      }
    }
  }

  let id: String
  let metric: ScoreMetric
  let claim: Claim
  let test: Test
  let zeros: SignedRank.Zeros
  /// Whether McNemar's probability is the mid-p.
  let isMidP: Bool
  let margin: Margin?
  /// The smallest difference that matters, in the metric's unit: for planning and reading only.
  let practical: Double?
  let isPrimary: Bool
  /// Outside the family, and without a verdict.
  let isExploratory: Bool
  /// Further tests, shown and deciding nothing.
  let beside: [Test]

  func words(_ registration: Registration) -> String {
    let name = metric.name
    return switch claim {
    case .greater: "\(name) is higher with \(registration.treatment)"
    case .less: "\(name) is lower with \(registration.treatment)"
    case .different: "\(name) differs between the variants"
    case .equivalent: "\(name) is the same with both variants, within the margin"
    }
  }
}
