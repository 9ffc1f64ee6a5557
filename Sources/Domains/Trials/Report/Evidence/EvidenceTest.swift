import Codecs
import StageKit

extension Evidence {
  /// One registered hypothesis with what its tests found.
  struct Test {
    let hypothesis: Hypothesis
    let description: String
    /// The tests that decide and, where another was registered beside it, that one.
    let finding: Finding
    let alternative: Finding?
    /// Whether differences are of logarithms.
    let isLogarithmic: Bool
    /// Pairs of which both runs have the metric.
    let sampleSize: Int
    /// The mean of treatment minus reference over pairs; nil without pairs.
    let meanDifference: Double?
    let deviation: Double?
    let interval: Interval?
    /// After the correction.
    let corrected: Double?
    let isSignificant: Bool
    /// Whether the result is what was stated; nil where there is none.
    let isAsStated: Bool?
    /// The variant with the higher values; nil where neither has.
    let higher: String?
    /// Cohen's d of the differences.
    let effect: Double?
    /// The probability that a study of this size finds the smallest difference that matters.
    let power: Double?
    /// The power at the difference that was observed.
    let observedPower: Double?
    /// The pairs that would find the observed effect.
    let pairsNeeded: Int?
    /// The smallest difference that matters, on the scale of the test.
    let practicalDifference: Double?
    let notes: [String]

    var metric: ScoreMetric { hypothesis.metric }
    var name: String { hypothesis.rawValue }

    /// Whether this tests that hypothesis.
    func `is`(_ other: Hypothesis) -> Bool { hypothesis == other }

    /// The confidence interval of the mean difference in standard deviations of the differences.
    var effectInterval: Interval? {
      guard let interval, let deviation, deviation > 0 else { return nil }
      return Interval(lower: interval.lower / deviation, upper: interval.upper / deviation)
    }
  }

  /// What one test found.
  struct Finding {
    let method: TestMethod
    let count: Int
    let statistic: Double?
    let degreesOfFreedom: Double?
    let p: Double?
    /// Why there is no value; empty where there is one.
    let reason: String

    init(_ fields: StageFields) throws(StageError) {
      let name = try fields.text("method")
      guard let method = TestMethod(rawValue: name) else {
        throw StageError(.invalid, "\(fields.place): there is no test '\(name)'")
      }
      self.method = method
      count = try fields.integer("n")
      let key = method == .pairedT ? "t_statistic" : "w_statistic"
      statistic = try fields.numberOrNull(key)
      degreesOfFreedom = try fields.numberOrNull("degrees_of_freedom")
      p = try fields.numberOrNull("p_value")
      reason = try fields.text("undefined", default: "").withoutTestNames
    }
  }
}

extension Evidence.Test {
  init(
    _ fields: StageFields, _ effects: Evidence.Effects, _ corrections: Evidence.Corrections,
    _ design: Evidence.Design
  ) throws(StageError) {
    let name = try fields.text("hypothesis")
    guard let hypothesis = Hypothesis(rawValue: name) else {
      throw StageError(.invalid, "\(fields.place): there is no hypothesis '\(name)'")
    }
    let stated = design.comparison.direction(hypothesis.stated)
    guard try fields.text("stated") == stated else {
      throw StageError(
        .invalid,
        "\(fields.place): \(name) is stated as '\(try fields.text("stated"))', and this "
          + "study states '\(stated)'; analyse again")
    }
    let effect = try effects.fields(name)
    let correction = try corrections.fields(name)
    self.hypothesis = hypothesis
    description = try fields.text("description")
    finding = try Evidence.Finding(fields)
    alternative = try fields.optional("alternative") { (fields) throws(StageError) in
      try Evidence.Finding(fields)
    }
    isLogarithmic = try fields.text("scale") == "log"
    sampleSize = try fields.integer("sample_size")
    meanDifference = try fields.numberOrNull("mean_difference")
    deviation = try fields.numberOrNull("std_difference")
    interval = try fields.interval("confidence_interval_95")
    corrected = try correction.numberOrNull("p_corrected")
    isSignificant = try correction.flag("significant")
    isAsStated = try fields.has("as_stated") ? fields.flag("as_stated") : nil
    let direction = try fields.text("direction")
    higher = [FloatingPointSign.minus, .plus].first { design.comparison.direction($0) == direction }
      .map { $0 == .plus ? design.second.id : design.first.id }
    self.effect = try effect.numberOrNull("cohens_d")
    power = try effect.numberOrNull("power_at_practical_difference")
    observedPower = try effect.numberOrNull("power")
    pairsNeeded = try effect.numberOrNull("required_pairs").map { Int($0) }
    practicalDifference = try effect.numberOrNull("practical_difference")
    // Why there is no statistic is said where the statistic would be.
    notes = try fields.texts("notes").filter { $0 == $0.withoutTestNames }
  }
}

extension Evidence {
  /// The results of a file by their hypothesis.
  struct Effects {
    private let results: [StageFields]
    private let place: String

    init(_ files: EvidenceFiles) throws(StageError) {
      let file = try files.fields("effect-sizes.json", in: "analysis")
      place = file.place
      results = try file.objects("results")
    }

    func fields(_ hypothesis: String) throws(StageError) -> StageFields {
      try results.of(hypothesis, place)
    }
  }

  /// The corrected probabilities, by their hypothesis.
  struct Corrections {
    private let results: [StageFields]
    private let place: String

    init(_ files: EvidenceFiles) throws(StageError) {
      let file = try files.fields("bonferroni.json", in: "analysis")
      guard try file.text("method") == "bonferroni" else {
        throw StageError(
          .invalid,
          "\(file.place): the registered correction is 'bonferroni', not "
            + "'\(try file.text("method"))'")
      }
      place = file.place
      results = try file.objects("results")
    }

    func fields(_ hypothesis: String) throws(StageError) -> StageFields {
      try results.of(hypothesis, place)
    }
  }
}

extension [StageFields] {
  fileprivate func of(_ hypothesis: String, _ place: String) throws(StageError) -> StageFields {
    guard let found = first(where: { $0.map["hypothesis"]?.asText == hypothesis }) else {
      throw StageError(.invalid, "\(place) has no result of '\(hypothesis)'")
    }
    return found
  }
}
