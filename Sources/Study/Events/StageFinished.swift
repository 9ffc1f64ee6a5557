public import Bytes

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

/// A file that an attempt left behind.
public struct OutputRecord: Recordable {
  /// Its path relative to the attempt's directory.
  public var path: String
  /// The SHA-256 of its content.
  public var digest: Digest
  /// Its size in bytes.
  public var size: Int64
  /// Whether the ledger keeps the content.
  public var kept: Bool

  /// A file left behind.
  public init(path: String, digest: Digest, size: Int64, kept: Bool) {
    self.path = path
    self.digest = digest
    self.size = size
    self.kept = kept
  }

  public init(_ fields: Fields) throws(FieldError) {
    path = try fields.text("path")
    digest = try fields.digest("digest")
    size = try fields.int("size")
    kept = try fields.bool("kept")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("path", path)
    fields.put("digest", digest)
    fields.put("size", size)
    fields.put("kept", kept)
  }
}

/// What one check of a gate observed in an attempt's files.
public struct Observation: Recordable {
  /// The gate.
  public var gate: String
  /// The check's name.
  public var check: String
  /// What was observed; nil when it could not be.
  public var value: Double?
  /// Why it could not be observed.
  public var problem: String?

  /// An observation.
  public init(gate: String, check: String, value: Double?, problem: String? = nil) {
    self.gate = gate
    self.check = check
    self.value = value
    self.problem = problem
  }

  public init(_ fields: Fields) throws(FieldError) {
    gate = try fields.text("gate")
    check = try fields.text("check")
    value = try fields.doubleIfPresent("value")
    problem = try fields.textIfPresent("problem")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("gate", gate)
    fields.put("check", check)
    fields.put("value", value)
    fields.put("problem", problem)
  }
}

/// A metric's name and value; always float64.
public struct MetricValue: Recordable {
  /// The metric's name.
  public var name: String
  /// Its value.
  public var value: Double

  /// A metric.
  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }

  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    value = try fields.double("value")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("value", value)
  }
}
