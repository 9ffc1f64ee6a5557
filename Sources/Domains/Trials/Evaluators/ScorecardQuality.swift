import Codecs

/// What every scorecard must be before anybody computes with it.
enum ScorecardQuality {
  /// The metrics by name, each with the member that is its number and the range of that.
  static let metrics: [(name: String, member: String, range: ClosedRange<Double>)] = [
    ("task_success", "success", 0...1), ("constraint_adherence", "score", 0...100),
    ("runtime", "total_seconds", 0...Double.greatestFiniteMagnitude),
    ("clarification_count", "total_count", 0...Double.greatestFiniteMagnitude),
    ("reproducibility", "score", 0...1),
  ]

  /// What is wrong with a scorecard; empty where nothing is.
  ///
  /// All metrics must be there and in their ranges, none null but one that says why it may be,
  /// and the evaluators exactly those that the manifest pins.
  static func problems(_ scorecard: Value, manifest: Value) -> [String] {
    guard let map = scorecard.asMap else { return ["the scorecard is no object"] }
    var problems: [String] = []
    if let error = map["error"] {
      problems.append("the scorecard has an error instead of a result: \(error.brief)")
    }
    for name in ["run_id", "variant", "task_id", "timestamp"]
    where (map[name]?.asText ?? "").isEmpty {
      problems.append("the scorecard has no '\(name)'")
    }
    let values = map["metrics"]?.asMap ?? [:]
    problems += metrics.compactMap { metric in
      problem(metric.name, metric.member, metric.range, values[metric.name]?.asMap)
    }
    let pinned = manifest.asMap?["pins"]?.asMap?["evaluator_versions"]?.asMap
    if pinned == nil || pinned != map["evaluator_versions"]?.asMap {
      problems.append("the evaluators are not those that the manifest pins")
    }
    return problems
  }

  private static func problem(
    _ name: String, _ member: String, _ range: ClosedRange<Double>, _ metric: ValueMap?
  ) -> String? {
    guard let metric else { return "metric '\(name)' is missing" }
    if let error = metric["error"] {
      return "metric '\(name)' has an error instead of a value: \(error.brief)"
    }
    guard let value = metric[member] else { return "metric '\(name)' has no '\(member)'" }
    if value.isNull {
      let reason = metric["reason"]?.asText
      let isExcused =
        name == "reproducibility"
        ? reason == "insufficient_runs" : name != "task_success" && reason == Scorecard.silence
      return isExcused ? nil : "metric '\(name)' is null"
    }
    guard let number = value.asDouble, number.isFinite else {
      return "metric '\(name)' is no number"
    }
    guard range.contains(number) else { return "metric '\(name)' is out of its range: \(number)" }
    if name == "task_success", number != 0, number != 1 {
      return "metric 'task_success' is neither 0 nor 1"
    }
    return nil
  }
}
