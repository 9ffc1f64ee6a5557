import Codecs
import Numerics

/// What the tests take for granted, and whether the data look like it: `assumptions.json`.
struct Assumptions: Sendable {
  let analysis: RegisteredAnalysis

  /// The file's content.
  var value: Value {
    let settings = analysis.settings
    let design = analysis.design
    let scale = analysis.runtimeScale
    return [
      "alpha": .double(settings.alpha), "outlier_limit": .double(settings.outlierLimit),
      "runtime": [
        "rule": .text(settings.runtimeScale.rawValue), "limit": .double(settings.skewnessLimit),
        "skewness": [
          design.reference: Value(orNull: scale.reference),
          design.treatment: Value(orNull: scale.treatment),
        ],
        "scale": .text(scale.scale.rawValue), "reason": .text(scale.reason),
      ],
      "results": .array(analysis.tests.map { result($0) }),
      "runtime_outliers": .array(runtimeOutliers),
    ]
  }

  private func result(_ test: HypothesisTest) -> Value {
    let values = test.data.values
    let normality: Value =
      switch ShapiroWilk.test(values) {
      case .value(let test):
        [
          "w": .double(test.w), "p_value": .double(test.p),
          "normal": .bool(test.p >= analysis.settings.alpha), "undefined": .null,
        ]
      case .undefined(let reason):
        ["w": .null, "p_value": .null, "normal": .null, "undefined": .text("\(reason)")]
      }
    return [
      "hypothesis": .text(test.data.hypothesis.rawValue),
      "metric": .text(test.data.hypothesis.metric.rawValue),
      "scale": .text(test.data.scale.rawValue), "n": .int(Int64(values.count)),
      "shapiro_wilk": normality,
      "skewness": Value(orNull: Descriptive.skewness(values).value),
      "outliers": .array(test.outliers.map(\.value)),
    ]
  }

  /// Runs whose runtime lies far from those of the same variant and task, in seconds.
  private var runtimeOutliers: [Value] {
    let design = analysis.design
    return design.tasks.flatMap { task in
      design.variants.flatMap { variant -> [Value] in
        let rows = analysis.index.rows(of: variant, task: task)
        let scores = Descriptive.standardScores(rows.map(\.scores.runtime)).value ?? []
        return zip(rows, scores).filter { abs($0.1) > analysis.settings.outlierLimit }
          .map { row, z in
            [
              "run_id": .text(row.run), "task_id": .text(task), "pair_id": .text(row.pair),
              "variant": .text(variant), "runtime": .double(row.scores.runtime), "z": .double(z),
            ]
          }
      }
    }
  }
}
