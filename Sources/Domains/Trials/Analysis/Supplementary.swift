import Codecs
import Numerics

/// What was not registered: `supplementary.json`.
///
/// Everything in it is labelled post hoc, and none of it replaces a registered test.
struct Supplementary: Sendable {
  let analysis: RegisteredAnalysis
  /// The pairs that the schedule has, by task.
  let planned: [PlannedPair]

  private static let statement =
    "none of these tests was registered; they support or question the registered ones and replace "
    + "none of them"

  /// A pair that was to be executed.
  struct PlannedPair: Sendable, Hashable {
    let task: String
    let pair: String
  }

  /// The file's content.
  var value: Value {
    let sensitivity = Sensitivity(analysis: analysis)
    return [
      "post_hoc": true,
      "statement": .text(Self.statement),
      "mcnemar": mcNemar, "tost": equivalence, "benjamini_hochberg": discoveries,
      "sensitivity": [
        "post_hoc": true, "without_outliers": .array(sensitivity.withoutOutliers),
        "alpha": .array(sensitivity.otherAlphas),
        "missing_pairs": MissingPairs(analysis, planned).value,
      ],
    ]
  }

  /// The exact test of discordant pairs beside the primary hypothesis.
  private var mcNemar: Value {
    let outcome = McNemar.test(
      treatment: analysis.pairs.complete.map(\.treatment.success),
      reference: analysis.pairs.complete.map(\.reference.success))
    let test = outcome.value
    return [
      "post_hoc": true, "hypothesis": "H1", "method": "mcnemar_exact",
      "b": Value(orNull: test?.treatmentOnly), "c": Value(orNull: test?.referenceOnly),
      "both": Value(orNull: test?.both), "neither": Value(orNull: test?.neither),
      "p_value": Value(orNull: test?.p),
      "significant": .bool(test.map { $0.p < analysis.settings.alpha } ?? false),
      "undefined": Value(orNull: outcome.reason?.description),
    ]
  }

  /// Two one-sided tests beside the hypothesis of no difference.
  ///
  /// Without variance there is nothing to test, and a mean difference is within the margin or not.
  private var equivalence: Value {
    let test = analysis[.h5]
    let share = analysis.settings.practicalDifference
    let margin = test.data.practicalDifference(share)
    let outcome: Outcome<Equivalence> = test.data.differences.flatMap { differences in
      guard let margin else {
        return .undefined(.outOfDomain("the reference's runtimes give no margin"))
      }
      return Equivalence.test(differences, from: -margin, to: margin)
    }
    let interval = test.data.differences.flatMap(PairedT.test)
      .flatMap { $0.interval(confidence: 1 - 2 * analysis.settings.alpha) }.value
    let found = outcome.value
    return [
      "post_hoc": true, "hypothesis": "H5", "method": "tost_paired",
      "scale": .text(test.data.scale.rawValue), "margin_low": Value(orNull: margin.map { -$0 }),
      "margin_high": Value(orNull: margin), "p_lower": Value(orNull: found?.pLower),
      "p_upper": Value(orNull: found?.pUpper), "p_value": Value(orNull: found?.p),
      "t_lower": Value(orNull: found?.tLower), "t_upper": Value(orNull: found?.tUpper),
      "equivalent": Value(orNull: found.map { $0.p < analysis.settings.alpha }),
      "confidence": .double(1 - 2 * analysis.settings.alpha),
      "confidence_interval": Value(orNull: interval),
      "undefined": Value(orNull: outcome.reason?.description),
    ]
  }

  /// The share of false discoveries, over the hypotheses that have a probability.
  private var discoveries: Value {
    let tested = analysis.tests.filter { $0.finding.p != nil }
    let adjusted = Correction.benjaminiHochberg(tested.compactMap(\.finding.p)).value ?? []
    let results = zip(tested, adjusted).map { test, adjusted -> Value in
      [
        "hypothesis": .text(test.data.hypothesis.rawValue),
        "p_value": Value(orNull: test.finding.p), "p_adjusted": .double(adjusted),
        "significant": .bool(adjusted < analysis.settings.alpha),
      ]
    }
    return [
      "post_hoc": true, "method": "benjamini_hochberg", "results": .array(results),
    ]
  }
}
