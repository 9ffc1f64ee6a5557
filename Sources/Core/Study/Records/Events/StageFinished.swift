/// An attempt at a stage ended.
public struct StageFinished: EventPayload {
  /// Which attempt.
  public var id: AttemptID
  /// How it ended.
  public var outcome: Outcome
  /// The exit code, when the process exited.
  public var exit: Int64?
  /// The signal, when one ended it.
  public var signal: Int64?
  /// From start to end, in nanoseconds.
  public var elapsed: Int64
  /// Processor time, in nanoseconds.
  public var processorTime: Int64?
  /// The largest resident set, in bytes.
  public var memory: Int64?
  /// What it wrote, sorted by path.
  public var outputs: [OutputRecord]
  /// What its gates' checks observed in its files.
  public var observations: [Observation]
  /// The last value of each metric.
  public var metrics: [MetricValue]
  /// The class of failure that the stage itself reported: transient, io, env or failure.
  public var failure: String?
  /// What went wrong, in one sentence.
  public var error: String?
  /// Standard output and standard error, as kept files.
  public var logs: [OutputRecord]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.finished", on: .run, summary: "An attempt at the stage ended.",
    fields: AttemptID.definitions + [
      .text("outcome", "succeeded, failed, timed_out, crashed or interrupted"),
      .integer("exit", "exit code").optional, .integer("signal", "signal").optional,
      .integer("elapsed_ns", "from start to end"),
      .integer("processor_ns", "processor time").optional,
      .integer("memory_bytes", "largest resident set").optional,
      .list("outputs", "path, digest, size, kept; sorted by path"),
      .list("observations", "gate, check, value or problem"),
      .list("metrics", "name and last value"),
      .text("failure", "class of failure the stage reported").optional,
      .text("error", "what went wrong").optional,
      .list("logs", "stdout and stderr: path, digest, size, kept"),
    ])

  /// An ended attempt; what is not given is empty.
  public init(id: AttemptID, outcome: Outcome, elapsed: Int64) {
    self.id = id
    self.outcome = outcome
    self.elapsed = elapsed
    exit = nil
    signal = nil
    processorTime = nil
    memory = nil
    outputs = []
    observations = []
    metrics = []
    failure = nil
    error = nil
    logs = []
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    outcome = try fields.word("outcome")
    exit = try fields.intIfPresent("exit")
    signal = try fields.intIfPresent("signal")
    elapsed = try fields.int("elapsed_ns")
    processorTime = try fields.intIfPresent("processor_ns")
    memory = try fields.intIfPresent("memory_bytes")
    outputs = try fields.records("outputs")
    observations = try fields.records("observations")
    metrics = try fields.records("metrics")
    failure = try fields.textIfPresent("failure")
    error = try fields.textIfPresent("error")
    logs = try fields.records("logs")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    id.put(into: &fields)
    fields.put("outcome", word: outcome)
    fields.put("exit", exit)
    fields.put("signal", signal)
    fields.put("elapsed_ns", elapsed)
    fields.put("processor_ns", processorTime)
    fields.put("memory_bytes", memory)
    fields.put("outputs", outputs)
    fields.put("observations", observations)
    fields.put("metrics", metrics)
    fields.put("failure", failure)
    fields.put("error", error)
    fields.put("logs", logs)
  }
}
