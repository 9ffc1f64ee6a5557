/// Every stage of a run is done or skipped.
public struct RunFinished: EventPayload {
  /// The worst verdict of its gates.
  public var verdict: Verdict
  /// The sum of its attempts' elapsed times, in nanoseconds.
  public var elapsed: Int64

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.finished", on: .run, summary: "Every stage of the run is done or skipped.",
    fields: [
      .text("verdict", "the worst verdict of its gates: PASS or WARN"),
      .integer("elapsed_ns", "sum of its attempts' elapsed times"),
    ])

  /// The end of a run.
  public init(verdict: Verdict, elapsed: Int64) {
    self.verdict = verdict
    self.elapsed = elapsed
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    verdict = try fields.word("verdict")
    elapsed = try fields.int("elapsed_ns")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("verdict", word: verdict)
    fields.put("elapsed_ns", elapsed)
  }
}

/// The study's metric was read off a run.
public struct RunEvaluated: EventPayload {
  /// The metric's name.
  public var metric: String
  /// The mean of its values over the run's units.
  public var value: Double

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.evaluated", on: .run, summary: "The study's metric was read off the run.",
    fields: [
      .text("metric", "the metric's name"),
      .number("value", "the mean of its values over the run's units"),
    ])

  /// A value of the study's metric.
  public init(metric: String, value: Double) {
    self.metric = metric
    self.value = value
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    metric = try fields.text("metric")
    value = try fields.double("value")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("metric", metric)
    fields.put("value", value)
  }
}
