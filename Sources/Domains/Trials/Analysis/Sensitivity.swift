import Codecs
import Numerics

/// Whether the results would be others under other choices.
struct Sensitivity: Sendable {
  /// The levels of significance that are tried beside the registered one.
  static let alphas = [0.01, 0.10]

  let analysis: RegisteredAnalysis

  /// Every registered test again, without the pairs that are outliers of it.
  var withoutOutliers: [Value] {
    analysis.tests.map { test in
      let again = HypothesisTest(test.data.without(test.outliers), analysis.settings)
      return [
        "post_hoc": true, "hypothesis": .text(test.data.hypothesis.rawValue),
        "method": .text(again.finding.method.rawValue),
        "dropped": .int(Int64(test.outliers.count)),
        "sample_size": .int(Int64(again.data.count)), "p_value": Value(orNull: again.finding.p),
        "p_corrected": Value(orNull: again.corrected),
        "cohens_d": Value(orNull: again.effect?.d), "significant": .bool(again.isSignificant),
        "significant_corrected": .bool(again.isSignificantCorrected),
        "changes": .bool(again.isSignificantCorrected != test.isSignificantCorrected),
        "undefined": Value(orNull: again.finding.p == nil ? again.finding.remark : nil),
      ]
    }
  }

  /// Every registered test at other levels of significance.
  var otherAlphas: [Value] {
    Self.alphas.map { alpha in
      let results = analysis.tests.map { test -> Value in
        [
          "hypothesis": .text(test.data.hypothesis.rawValue),
          "p_value": Value(orNull: test.finding.p), "p_corrected": Value(orNull: test.corrected),
          "significant": .bool(test.finding.p.map { $0 < alpha } ?? false),
          "significant_corrected": .bool(test.corrected.map { $0 < alpha } ?? false),
        ]
      }
      return ["post_hoc": true, "alpha": .double(alpha), "results": .array(results)]
    }
  }
}
