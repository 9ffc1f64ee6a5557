/// An attempt at a stage ended.
public struct StageFinished: EventPayload {
  /// Which attempt.
  public var id = AttemptID()
  /// How it ended.
  public var outcome = Outcome.failed
  /// The exit code, when the process exited.
  public var exit: Int64?
  /// The signal, when one ended it.
  public var signal: Int64?
  /// From start to end, in nanoseconds.
  public var elapsed: Int64 = 0
  /// Processor time, in nanoseconds.
  public var processorTime: Int64?
  /// The largest resident set, in bytes.
  public var memory: Int64?
  /// What it wrote, sorted by path.
  public var outputs: [OutputRecord] = []
  /// What its gates' checks observed in its files.
  public var observations: [Observation] = []
  /// The last value of each metric.
  public var metrics: [MetricValue] = []
  /// How many lines of what it reported cannot be read, and are evidence of nothing.
  public var unread = 0
  /// The class of failure that the stage itself reported: transient, io, env or failure.
  public var failure: String?
  /// What the stage itself said may help, should it fail or be stopped by a gate.
  public var next: String?
  /// What went wrong, in one sentence.
  public var error: String?
  /// Standard output and standard error, as kept files.
  public var logs: [OutputRecord] = []
  /// The attempt whose result this is, where no process was started.
  public var reused: ReusedResult?

  public static let definition = EventDefinition(
    "stage.finished", of: Self.self, on: .run, summary: "An attempt at the stage ended.")

  /// An ended attempt; what is not given is empty.
  public init(id: AttemptID, outcome: Outcome, elapsed: Int64) {
    self.id = id
    self.outcome = outcome
    self.elapsed = elapsed
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    id.code(&coder)
    coder.field("outcome", &outcome, "succeeded, failed, timed_out, crashed or interrupted")
    coder.field("exit", &exit, "exit code")
    coder.field("signal", &signal, "signal")
    coder.field("elapsed_ns", &elapsed, "from start to end")
    coder.field("processor_ns", &processorTime, "processor time")
    coder.field("memory_bytes", &memory, "largest resident set")
    coder.field("outputs", &outputs, "path, digest, size, kept; sorted by path")
    coder.field("observations", &observations, "gate, check, value or problem")
    coder.field("metrics", &metrics, "name and last value")
    coder.field(
      "unread", &unread, unless: 0, "lines of what it reported that cannot be read")
    coder.field("failure", &failure, "class of failure the stage reported")
    coder.field("next", &next, "what the stage said may help")
    coder.field("error", &error, "what went wrong")
    coder.field("logs", &logs, "stdout and stderr: path, digest, size, kept")
    coder.field(
      "reused", &reused, "run, stage, unit and attempt whose result this is: nothing was executed")
  }
}
