import Codecs
import Numerics

extension Value {
  /// A number, or null where there is none.
  init(orNull number: Double?) { self = number.map { .double($0) } ?? .null }

  /// A whole number, or null where there is none.
  init(orNull number: Int?) { self = number.map { .int(Int64($0)) } ?? .null }

  /// A truth value, or null where there is none.
  init(orNull flag: Bool?) { self = flag.map { .bool($0) } ?? .null }

  /// A text, or null where there is none.
  init(orNull text: String?) { self = text.map { .text($0) } ?? .null }

  /// Both ends, or null where there is no interval.
  init(orNull interval: Interval?) {
    self = interval.map { .array([.double($0.lower), .double($0.upper)]) } ?? .null
  }
}

extension HypothesisTest {
  /// The test as `statistical-tests.json` has it.
  func value(_ design: Comparison) -> Value {
    let hypothesis = data.hypothesis
    var map = finding.value(alpha: settings.alpha)
    map["hypothesis"] = .text(hypothesis.rawValue)
    map["description"] = .text(hypothesis.description(design))
    map["primary"] = .bool(hypothesis == .h1)
    map["registered"] = true
    map["metric"] = .text(hypothesis.metric.rawValue)
    map["scale"] = .text(data.scale.rawValue)
    map["stated"] = .text(design.direction(hypothesis.stated))
    map["direction"] = .text(design.direction(finding.direction))
    map["as_stated"] = Value(orNull: isAsStated)
    map["alpha"] = .double(settings.alpha)
    map["p_corrected"] = Value(orNull: corrected)
    map["significant_corrected"] = .bool(isSignificantCorrected)
    map["cohens_d"] = Value(orNull: effect?.d)
    map["effect"] = Value(orNull: effect?.size.rawValue)
    map["confidence_interval_95"] = Value(orNull: interval)
    map["sample_size"] = .int(Int64(data.count))
    map["mean_difference"] = Value(orNull: mean)
    map["std_difference"] = Value(orNull: deviation)
    map["median_difference"] = Value(orNull: median)
    map["means"] = [
      design.reference: Value(orNull: Descriptive.mean(data.reference).value),
      design.treatment: Value(orNull: Descriptive.mean(data.treatment).value),
    ]
    map["power"] = Value(orNull: power)
    map["power_at_practical_difference"] = Value(orNull: practicalPower)
    map["outliers"] = .array(outliers.map(\.value))
    map["notes"] = .array(notes.map { .text($0) })
    map["alternative"] = alternative.map { .map($0.value(alpha: settings.alpha)) } ?? .null
    return .map(map)
  }
}

extension HypothesisTest.Finding {
  /// The test's own numbers.
  func value(alpha: Double) -> ValueMap {
    [
      "method": .text(method.rawValue), "n": .int(Int64(count)),
      "t_statistic": Value(orNull: method == .pairedT ? statistic : nil),
      "w_statistic": Value(orNull: method == .signedRank ? statistic : nil),
      "degrees_of_freedom": Value(orNull: degreesOfFreedom), "p_value": Value(orNull: p),
      "significant": .bool(p.map { $0 < alpha } ?? false),
      "undefined": Value(orNull: statistic == nil ? remark : nil),
    ]
  }
}

extension HypothesisData.Outlier {
  /// The outlier as the files have it.
  var value: Value {
    [
      "task_id": .text(task), "pair_id": .text(pair), "value": .double(difference), "z": .double(z),
    ]
  }
}
