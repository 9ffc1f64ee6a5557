import Codecs
import Numerics

extension Analysis {
  /// What every file says of the study: by which rules, when, and whether they are the registered
  /// ones.
  private var frame: ValueMap {
    let moment: Value =
      switch self.moment {
      case .end: "end"
      case .look(let look): .text("registered look at \(look.pairs) pairs")
      case .peek: "unregistered look"
      case .untested: .text("level '\(level)' is summarised, not tested")
      }
    return [
      "alpha": .double(registration.alpha), "alpha_at_end": .double(registration.alphaAtEnd),
      "alpha_each": .double(registration.alphaEach),
      "correction": .text(registration.family.rawValue),
      "family": .count(registration.familySize), "registered": .bool(isRegistered),
      "moment": moment, "pairs": .count(pairs.complete.count),
      "amendments": .array(
        amendments.filter(\.isPostHoc).map {
          [
            "revision": .count($0.revision), "reason": .text($0.reason),
            "changed": .array($0.changed.map { .text($0) }),
          ]
        }),
    ]
  }

  /// `statistical-tests.json`.
  var statisticalTests: Value {
    var map = frame
    map["minimum_pairs"] = .count(sample.minimum)
    map["sufficient"] = .bool(sample.isSufficient)
    map["comparison"] = [
      "reference": .text(design.reference), "treatment": .text(design.treatment),
      "difference": "treatment minus reference", "join": ["task_id", "pair_id"],
    ]
    map["tests"] = .array(results.map(test))
    map["study_success"] = StudySuccess(self).value
    return .map(map)
  }

  private func test(_ result: HypothesisResult) -> Value {
    let hypothesis = result.hypothesis
    var map = result.finding.value
    map["hypothesis"] = .text(hypothesis.id)
    map["description"] = .text(hypothesis.words(registration))
    map["metric"] = .text(hypothesis.metric.rawValue)
    map["claim"] = .text(hypothesis.claim.rawValue)
    map["scale"] = .text(result.sample.measure.isLogarithmic ? "log" : "raw")
    map["primary"] = .bool(hypothesis == registration.primary)
    map["exploratory"] = .bool(hypothesis.isExploratory)
    map["registered"] = .bool(isRegistered)
    map["alpha"] = .double(alpha)
    map["p_corrected"] = Value(orNull: result.corrected)
    map["significant"] = .bool(result.corrected.map { $0 <= alpha } ?? false)
    map["verdict"] = Value(orNull: result.verdict?.rawValue)
    map["reasons"] = .texts(result.reasons)
    map["direction"] = .text(design.direction(result.finding.sign))
    map["sample_size"] = .count(result.sample.count)
    map["without_value"] = .count(result.sample.absent)
    map["mean_difference"] = Value(orNull: result.mean)
    map["std_difference"] = Value(orNull: result.deviation)
    map["median_difference"] = Value(orNull: result.median)
    map["means"] = [
      design.reference: Value(orNull: Descriptive.mean(result.sample.reference).value),
      design.treatment: Value(orNull: Descriptive.mean(result.sample.treatment).value),
    ]
    map["cohens_d"] = Value(orNull: result.effect?.d)
    map["confidence_interval_95"] = Value(orNull: result.interval95)
    map["confidence_interval"] = Value(orNull: result.interval)
    map["confidence"] = .double(1 - registration.alphaEach)
    map["equivalence_interval"] = Value(orNull: result.equivalenceInterval)
    map["beside"] = .array(result.beside.map { .map($0.value) })
    map["interaction"] =
      result.interaction.map { test in
        [
          "h": .double(test.h), "degrees_of_freedom": .count(test.degreesOfFreedom),
          "p_value": .double(test.p), "p_corrected": Value(orNull: result.interactionCorrected),
        ]
      } ?? .null
    map["per_task"] = .array(
      result.tasks.map { task in
        [
          "task_id": .text(task.task), "n": .count(task.count),
          "mean_difference": Value(orNull: task.mean), "p_value": Value(orNull: task.finding.p),
          "p_corrected": Value(orNull: task.corrected),
          "undefined": Value(orNull: task.finding.reason),
        ]
      })
    return .map(map)
  }

  /// `bonferroni.json`, or `corrections.json` where the study declares that.
  var corrections: Value {
    var map = frame
    map["method"] = .text(registration.family.rawValue)
    map["tests"] = .count(registration.familySize)
    map["results"] = .array(
      results.filter { !$0.hypothesis.isExploratory }.map { result in
        [
          "hypothesis": .text(result.hypothesis.id), "p_value": Value(orNull: result.finding.p),
          "p_corrected": Value(orNull: result.corrected),
          "significant": .bool(result.corrected.map { $0 <= alpha } ?? false),
          "alpha": .double(alpha),
          "undefined": Value(orNull: result.finding.reason),
        ]
      })
    return .map(map)
  }

  /// `effect-sizes.json`.
  var effectSizes: Value {
    [
      "thresholds": ["small": 0.2, "medium": 0.5, "large": 0.8],
      "power_planned": .double(registration.power), "alpha_each": .double(registration.alphaEach),
      "results": .array(
        results.map { result in
          [
            "hypothesis": .text(result.hypothesis.id),
            "metric": .text(result.hypothesis.metric.rawValue),
            "cohens_d": Value(orNull: result.effect?.d),
            "effect": Value(orNull: result.effect?.size.rawValue),
            "rank_biserial": Value(orNull: result.rankBiserial),
            "practical_difference": Value(orNull: result.hypothesis.practical),
            "planned_power": Value(orNull: result.plannedPower),
            "required_pairs": Value(orNull: result.pairsNeeded),
          ]
        }),
    ]
  }

  /// `assumptions.json`: what the t tests take for granted, and whether the data look like it.
  var assumptions: Value {
    [
      "outlier_limit": .double(Self.outlierLimit),
      "results": .array(
        results.map { result in
          let test = ShapiroWilk.test(result.sample.values)
          let outliers = outliers(result)
          return [
            "hypothesis": .text(result.hypothesis.id),
            "metric": .text(result.hypothesis.metric.rawValue),
            "n": .count(result.sample.count),
            "shapiro_wilk": [
              "w": Value(orNull: test.value?.w), "p_value": Value(orNull: test.value?.p),
              "undefined": Value(orNull: test.reason?.description),
            ],
            "skewness": Value(orNull: Descriptive.skewness(result.sample.values).value),
            "outliers": .array(outliers.map { .text($0.pair) }),
          ]
        }),
    ]
  }

  /// The distance from the mean, in standard deviations, beyond which a difference is an outlier.
  static let outlierLimit = 3.0

  /// The pairs whose difference lies far from the others.
  func outliers(_ result: HypothesisResult) -> [PairedScores.Pair] {
    let scores = Descriptive.standardScores(result.sample.values).value ?? []
    return zip(result.sample.pairs, scores).filter { abs($0.1) > Self.outlierLimit }.map(\.0)
  }

  /// `supplementary.json`: whether other choices would have given other answers; post hoc, and
  /// deciding nothing.
  var supplementary: Value {
    guard moment == .end else { return ["post_hoc": true, "results": []] }
    let bases = results.map(\.sample)
    let other = { (samples: [PairedSample], alpha: Double) -> [String] in
      Judgement(samples, rules, alpha: alpha).entries.map(\.verdict.rawValue)
    }
    let imputation = Imputation(design: design, incomplete: incomplete)
    let cases: [(String, [String])] = [
      ("without_outliers", other(results.map(withoutOutliers), registration.alphaAtEnd)),
      ("alpha_0.01", other(bases, 0.01)), ("alpha_0.10", other(bases, 0.10)),
      (
        "missing_low",
        other(bases.map { imputation.filled($0, favour: -1) }, registration.alphaAtEnd)
      ),
      (
        "missing_high",
        other(bases.map { imputation.filled($0, favour: 1) }, registration.alphaAtEnd)
      ),
    ]
    return [
      "post_hoc": true, "incomplete_pairs": .count(incomplete.count),
      "results": .array(
        results.enumerated().map { place, result in
          var map: ValueMap = [
            "hypothesis": .text(result.hypothesis.id),
            "outliers": .count(outliers(result).count),
          ]
          for (name, verdicts) in cases { map[name] = .text(verdicts[place]) }
          return .map(map)
        }),
    ]
  }

  private func withoutOutliers(_ result: HypothesisResult) -> PairedSample {
    let far = outliers(result).map(\.pair)
    return PairedSample(
      result.sample.measure, result.sample.pairs.filter { !far.contains($0.pair) })
  }
}
