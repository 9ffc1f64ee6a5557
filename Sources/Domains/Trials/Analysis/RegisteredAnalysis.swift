import Codecs
import Numerics
import StageKit

/// The analysis as it was registered: five tests, corrected, with sizes, power and assumptions.
struct RegisteredAnalysis: Sendable {
  let design: Comparison
  let settings: AnalysisSettings
  let index: ScoreIndex
  let pairs: PairedScores
  let sample: SampleSize
  let runtimeScale: RuntimeScale
  /// In the order of the hypotheses.
  let tests: [HypothesisTest]

  /// Analyses an index.
  init(
    _ index: ScoreIndex, design: Comparison, settings: AnalysisSettings
  ) throws(StageError) {
    self.design = design
    self.settings = settings
    self.index = index
    let pairs = try PairedScores(index, design)
    self.pairs = pairs
    sample = SampleSize(pairs, design: design, minimum: settings.minimumPairs)
    let scale = RuntimeScale(pairs, settings)
    runtimeScale = scale
    tests = Hypothesis.allCases.map { hypothesis in
      HypothesisTest(HypothesisData(hypothesis, pairs.complete, scale.scale), settings)
    }
  }

  /// The test of a hypothesis.
  subscript(hypothesis: Hypothesis) -> HypothesisTest {
    tests.first { $0.data.hypothesis == hypothesis } ?? tests[0]
  }

  /// `statistical-tests.json`.
  var statisticalTests: Value {
    [
      "alpha": .double(settings.alpha), "minimum_pairs": .int(Int64(settings.minimumPairs)),
      "pairs": .int(Int64(pairs.complete.count)), "sufficient": .bool(sample.isSufficient),
      "comparison": [
        "reference": .text(design.reference), "treatment": .text(design.treatment),
        "difference": "treatment minus reference", "join": ["task_id", "pair_id"],
      ],
      "tests": .array(tests.map { $0.value(design) }),
      "study_success": StudySuccess(self).value,
    ]
  }

  /// `bonferroni.json`.
  var bonferroni: Value {
    let results = tests.map { test -> Value in
      [
        "hypothesis": .text(test.data.hypothesis.rawValue),
        "p_value": Value(orNull: test.finding.p), "p_corrected": Value(orNull: test.corrected),
        "significant": .bool(test.isSignificantCorrected), "alpha": .double(settings.alpha),
        "undefined": Value(orNull: test.finding.p == nil ? test.finding.remark : nil),
      ]
    }
    return [
      "method": "bonferroni", "alpha": .double(settings.alpha),
      "tests": .int(Int64(Hypothesis.allCases.count)), "results": .array(results),
    ]
  }

  /// `effect-sizes.json`.
  var effectSizes: Value {
    var thresholds = ValueMap()
    for size in Effect.Size.allCases where size != .negligible {
      thresholds[size.rawValue] = .double(size.threshold)
    }
    return [
      "thresholds": .map(thresholds),
      "smallest_practical_difference": .double(settings.practicalDifference),
      "power_wanted": .double(settings.power),
      "results": .array(tests.map(\.effectValue)),
    ]
  }
}

extension HypothesisTest {
  /// The sizes of a difference as `effect-sizes.json` has them.
  fileprivate var effectValue: Value {
    let practical = data.practicalDifference(settings.practicalDifference)
    let base = Descriptive.mean(data.reference).value ?? 0
    let change = Descriptive.mean(data.treatment).value.map { $0 - base }
    return [
      "hypothesis": .text(data.hypothesis.rawValue),
      "metric": .text(data.hypothesis.metric.rawValue), "scale": .text(data.scale.rawValue),
      "cohens_d": Value(orNull: effect?.d), "effect": Value(orNull: effect?.size.rawValue),
      "mean_difference": Value(orNull: mean), "confidence_interval_95": Value(orNull: interval),
      "relative_difference": Value(orNull: base == 0 ? nil : change.map { $0 / base }),
      "practical_difference": Value(orNull: practical),
      "practically_relevant": Value(
        orNull: mean.flatMap { mean in practical.map { abs(mean) >= $0 } }),
      "rank_biserial": Value(orNull: rankBiserial), "power": Value(orNull: power),
      "power_at_practical_difference": Value(orNull: practicalPower),
      "required_pairs": Value(orNull: requiredPairs),
    ]
  }
}
