import Codecs
import Numerics

/// What a study registers before its first run about how its results will be judged: the section
/// `domain: {trials: ...}` of the study file, with every default filled in.
///
/// The analysis takes everything that decides from here, and nothing from the program.
struct Registration: Sendable, Equatable {
  /// How probabilities are corrected for the number of hypotheses.
  enum Family: String, CaseIterable, Sendable {
    case none, bonferroni, holm, bh
  }

  /// A planned look at the data before the last pair.
  struct Look: Sendable, Equatable {
    /// At so many complete pairs.
    let pairs: Int
    /// How much of the study's alpha it may spend.
    let alpha: Double
  }

  /// What becomes of pairs without a result.
  enum Missing: String, CaseIterable, Sendable {
    /// Pairs that are complete are analysed.
    case complete
    /// A verdict has to stand, too, when what is missing is filled in against the claim.
    case worst
  }

  /// How the interval of a mean difference is found; it never decides.
  enum IntervalKind: String, CaseIterable, Sendable {
    case t, bootstrap
  }

  /// The limits for repeats of a run with the same seed.
  struct Repeats: Sendable, Equatable {
    /// From here on a run counts as reproducible.
    var threshold = 0.90
    /// The share of runs that have to be.
    var share = 0.80
    /// The mean below which a study that ended early can only be inconclusive.
    var stop = 0.70
  }

  let treatment: String
  /// What differences are taken from.
  let reference: String
  /// The one level that is tested; empty in a study without levels.
  let level: String
  let alpha: Double
  let family: Family
  let looks: [Look]
  let missing: Missing
  /// The power that was planned for, where a hypothesis has a practical difference.
  let power: Double
  let repeats: Repeats
  let metrics: [Metric]
  let hypotheses: [Hypothesis]
  let interval: IntervalKind
  let showsInteraction: Bool
  let showsTasks: Bool

  /// How a metric is measured.
  struct Metric: Sendable, Equatable {
    let metric: ScoreMetric
    /// Whether scores are ratios of what was counted.
    let isExact: Bool
    /// The resolution of the measurement as it is written; nil without one.
    let resolution: String?
    let isLogarithmic: Bool
    let lowerIsBetter: Bool
    /// Whether runtimes are those of the agent's virtual clock.
    let isVirtual: Bool

    var unit: Double? { resolution.flatMap(Self.number) }

    /// Whether differences can be counted in whole units.
    var hasUnits: Bool { isExact || resolution != nil }

    /// Reads `N`, `N/D` or a decimal number; nil for anything that is not positive.
    static func number(_ text: String) -> Double? {
      let number = Ratio(text)?.value ?? Double(text)
      return number.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
    }
  }

  /// The level of significance at the end: what the looks have not spent.
  var alphaAtEnd: Double { alpha - looks.reduce(0) { $0 + $1.alpha } }

  /// How many hypotheses are in the family, whether or not they can be evaluated.
  var familySize: Int { max(1, hypotheses.count { !$0.isExploratory }) }

  /// The level of one hypothesis, for intervals and power, whatever the correction.
  var alphaEach: Double { alphaAtEnd / Double(familySize) }

  /// The hypothesis that the study is about.
  var primary: Hypothesis? {
    hypotheses.first(where: \.isPrimary) ?? hypotheses.first { !$0.isExploratory }
  }

  /// How a metric is measured.
  func metric(_ metric: ScoreMetric) -> Metric? { metrics.first { $0.metric == metric } }
}
