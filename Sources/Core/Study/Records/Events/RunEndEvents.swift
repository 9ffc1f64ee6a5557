/// Every stage of a run is done or skipped.
public struct RunFinished: EventPayload {
  /// The worst verdict of its gates.
  public var verdict = Verdict.fail
  /// The sum of its attempts' elapsed times, in nanoseconds.
  public var elapsed: Int64 = 0

  public static let definition = EventDefinition(
    "run.finished", of: Self.self, on: .run, summary: "Every stage of a run is done or skipped.")

  /// The end of a run.
  public init(verdict: Verdict, elapsed: Int64) {
    self.verdict = verdict
    self.elapsed = elapsed
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("verdict", &verdict, "the worst verdict of its gates: PASS or WARN")
    coder.field("elapsed_ns", &elapsed, "sum of its attempts' elapsed times")
  }
}

/// The study's metric was read off a run.
public struct RunEvaluated: EventPayload {
  /// The metric's name.
  public var metric = ""
  /// The mean of its values over the run's units.
  public var value: Double = 0

  public static let definition = EventDefinition(
    "run.evaluated", of: Self.self, on: .run, summary: "The study's metric was computed for a run.")

  /// A value of the study's metric.
  public init(metric: String, value: Double) {
    self.metric = metric
    self.value = value
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("metric", &metric, "the metric's name")
    coder.field("value", &value, "the mean of its values over the run's units")
  }
}
