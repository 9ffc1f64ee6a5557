import Codecs
import StageKit

/// The five metrics of one run, as its scorecard has them.
struct Scores: Sendable, Equatable {
  /// Whether every success criterion was met.
  let success: Bool
  /// From 0 to 100.
  let adherence: Double
  /// In seconds.
  let runtime: Double
  let clarifications: Int
  /// From 0 to 1; nil until a repeat exists.
  let reproducibility: Double?

  init(
    success: Bool, adherence: Double, runtime: Double, clarifications: Int, reproducibility: Double?
  ) {
    self.success = success
    self.adherence = adherence
    self.runtime = runtime
    self.clarifications = clarifications
    self.reproducibility = reproducibility
  }

  /// Reads the metrics of a scorecard.
  ///
  /// A metric that is absent, null, out of its range or an error of its evaluator is an error here;
  /// reproducibility may be null.
  init(scorecard: StageFields) throws(StageError) {
    if scorecard.has("error") {
      throw StageError(
        .invalid, "\(scorecard.place) has an error instead of metrics; evaluate the run again")
    }
    let metrics = try StageFields(.map(scorecard.map("metrics")), "\(scorecard.place): metrics")
    success = try Self.truth("success", Self.metric("task_success", metrics))
    adherence = try Self.number("score", 0...100, Self.metric("constraint_adherence", metrics))
    let seconds = 0...Double.greatestFiniteMagnitude
    runtime = try Self.number("total_seconds", seconds, Self.metric("runtime", metrics))
    clarifications = try Self.count("total_count", Self.metric("clarification_count", metrics))
    let repeats = try Self.metric("reproducibility", metrics)
    reproducibility =
      repeats.has("score") ? try Self.number("score", 0...1, repeats) : nil
  }

  private static func metric(_ name: String, _ metrics: StageFields) throws(StageError)
    -> StageFields
  {
    guard let value = metrics.map[name], !value.isNull else {
      throw StageError(.invalid, "\(metrics.place) lacks '\(name)'; evaluate the run again")
    }
    let fields = try StageFields(value, "\(metrics.place): \(name)")
    guard !fields.has("error") else {
      throw StageError(
        .invalid, "\(fields.place) has an error instead of a value; evaluate the run again")
    }
    return fields
  }

  /// A truth value, also one that is written as 0 or 1.
  private static func truth(_ name: String, _ fields: StageFields) throws(StageError) -> Bool {
    switch fields.map[name] {
    case .bool(let truth): return truth
    case .int(0), .double(0): return false
    case .int(1), .double(1): return true
    default:
      throw StageError(.invalid, "\(fields.place): '\(name)' is neither 1 nor 0")
    }
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Double>, _ fields: StageFields
  ) throws(StageError) -> Double {
    let number = try fields.number(name)
    guard range.contains(number) else {
      throw StageError(
        .invalid,
        "\(fields.place): '\(name)' is \(number), outside \(range.lowerBound) to "
          + "\(range.upperBound)"
      )
    }
    return number
  }

  private static func count(_ name: String, _ fields: StageFields) throws(StageError) -> Int {
    let count = try fields.integer(name)
    guard count >= 0 else {
      throw StageError(.invalid, "\(fields.place): '\(name)' is \(count), and counts from 0")
    }
    return count
  }
}
