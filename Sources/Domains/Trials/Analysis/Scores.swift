import Codecs
import Numerics
import StageKit

/// The five metrics of one run, as its scorecard has them; nil is what was not measured.
struct Scores: Sendable, Equatable {
  /// A share, as a number and as it was counted.
  struct Share: Sendable, Equatable {
    let value: Double
    /// Nil where nobody says what was counted.
    let ratio: Ratio?

    init(_ value: Double, _ ratio: Ratio?) {
      self.value = value
      self.ratio = ratio
    }
  }

  /// Whether every success criterion was met; a run that is silent did not succeed.
  var success: Bool
  /// From 0 to 100.
  var adherence: Share?
  /// In seconds.
  var runtime: Double?
  var clarifications: Int?
  /// From 0 to 1.
  var reproducibility: Share?

  init(
    success: Bool, adherence: Share? = nil, runtime: Double? = nil, clarifications: Int? = nil,
    reproducibility: Share? = nil
  ) {
    self.success = success
    self.adherence = adherence
    self.runtime = runtime
    self.clarifications = clarifications
    self.reproducibility = reproducibility
  }

  /// Reads the metrics of a scorecard.
  ///
  /// A metric that is absent, out of its range or an error of its evaluator is an error here. One
  /// that is null has to say why, as ``ScorecardQuality`` demands.
  init(scorecard: StageFields) throws(StageError) {
    if scorecard.has("error") {
      throw .invalid("\(scorecard.place) has an error instead of metrics; evaluate the run again")
    }
    let metrics = try scorecard.object("metrics")
    success = try Self.truth(Self.metric("task_success", metrics))
    let kept = try Self.metric("constraint_adherence", metrics)
    let total = try kept.integer("total_constraints", default: -1)
    let violated = try kept.integer("violated_constraints", default: -1)
    adherence = try Self.number("score", 0...100, kept).map { score in
      Share(
        score,
        Self.counted(100 * (total - violated), total, within: 0...100)
          ?? (total == 0 ? Ratio(100) : Self.whole(score)))
    }
    runtime = try Self.number(
      "total_seconds", 0...Double.greatestFiniteMagnitude, Self.metric("runtime", metrics))
    let asked = try Self.metric("clarification_count", metrics)
    clarifications = asked.has("total_count") ? try asked.integer("total_count") : nil
    try require(clarifications ?? 0 >= 0, "\(asked.place): 'total_count' counts from 0")
    let repeats = try Self.metric("reproducibility", metrics)
    let identical = try repeats.integer("identical_runs", default: -1)
    let comparisons = try repeats.integer("total_comparisons", default: -1)
    reproducibility = try Self.number("score", 0...1, repeats).map { score in
      Share(score, Self.counted(identical, comparisons, within: 0...1) ?? Self.whole(score))
    }
  }

  /// What was counted over what there was, unless it says nothing.
  private static func counted(_ part: Int, _ whole: Int, within: ClosedRange<Double>) -> Ratio? {
    guard part >= 0, whole > 0, let ratio = Ratio(Int64(part), over: Int64(whole)),
      within.contains(ratio.value)
    else { return nil }
    return ratio
  }

  private static func whole(_ score: Double) -> Ratio? { Int64(exactly: score).map { Ratio($0) } }

  private static func metric(
    _ name: String, _ metrics: StageFields
  ) throws(StageError) -> StageFields {
    guard let value = metrics.map[name], !value.isNull else {
      throw .invalid("\(metrics.place) lacks '\(name)'; evaluate the run again")
    }
    let fields = try StageFields(value, "\(metrics.place): \(name)")
    try require(
      !fields.has("error"),
      "\(fields.place) has an error instead of a value; evaluate the run again")
    return fields
  }

  /// A truth value, also one that is written as 0 or 1.
  private static func truth(_ fields: StageFields) throws(StageError) -> Bool {
    switch fields.map["success"] {
    case .bool(let truth): return truth
    case .int(0), .double(0): return false
    case .int(1), .double(1): return true
    default: throw .invalid("\(fields.place): 'success' is neither 1 nor 0")
    }
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Double>, _ fields: StageFields
  ) throws(StageError) -> Double? {
    guard fields.has(name) || fields.map[name] == nil else { return nil }
    let number = try fields.number(name)
    try require(
      range.contains(number),
      "\(fields.place): '\(name)' is \(number), outside \(range.lowerBound) to "
        + "\(range.upperBound)")
    return number
  }
}
