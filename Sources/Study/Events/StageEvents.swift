public import Bytes
public import Codecs

/// Work was put into the order in which it is to be started.
public struct StageRequested: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The number of the attempt, from 1.
  public var attempt: Int
  /// What the result depends on: command, parameters, seed, inputs, code and gates.
  public var recipe: Digest
  /// Why it is done: first, retry, stale, interrupted, unblocked.
  public var why: String

  public static let definition = EventDefinition(
    "stage.requested", on: .run,
    summary: "Work was put into the order in which it is to be started.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key; empty without foreach"),
      .integer("attempt", "number of the attempt, from 1"),
      .digest("recipe", "digest of all that the result depends on"),
      .text("why", "first, retry, stale, interrupted or unblocked"),
    ])

  public init(stage: String, unit: String, attempt: Int, recipe: Digest, why: String) {
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
    self.recipe = recipe
    self.why = why
  }

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    attempt = try fields.count("attempt")
    recipe = try fields.digest("recipe")
    why = try fields.text("why")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("attempt", attempt)
    fields.put("recipe", recipe)
    fields.put("why", why)
  }
}

/// Which attempt an event is about.
public struct AttemptID: Hashable, Sendable, CustomStringConvertible {
  /// The study's slug.
  public var study: String
  /// The run.
  public var run: String
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The number of the attempt, from 1.
  public var attempt: Int

  /// The identity of an attempt.
  public init(study: String, run: String, stage: String, unit: String, attempt: Int) {
    self.study = study
    self.run = run
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
  }

  init(_ fields: Fields) throws(FieldError) {
    study = try fields.text("study")
    run = try fields.text("run")
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    attempt = try fields.count("attempt")
  }

  func put(into fields: inout FieldsBuilder) {
    fields.put("study", study)
    fields.put("run", run)
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("attempt", attempt)
  }

  static let definitions: [EventDefinition.Field] = [
    .text("study", "the study's slug"), .text("run", "the run"), .text("stage", "the stage"),
    .text("unit", "the unit's key"), .integer("attempt", "number of the attempt, from 1"),
  ]

  /// The stream that the attempt's events belong to.
  public var stream: Stream { .run(study, run) }

  /// `run/stage[unit]#attempt`, for people.
  public var description: String {
    unit.isEmpty ? "\(run)/\(stage)#\(attempt)" : "\(run)/\(stage)[\(unit)]#\(attempt)"
  }
}

/// A process was started and waits for this event to be durable.
public struct StageStarted: EventPayload {
  /// Which attempt.
  public var id: AttemptID
  /// The argument vector, with every reference filled in.
  public var command: [String]
  /// The process, which also leads the process group.
  public var pid: Int64
  /// When the process began, in clock ticks since boot: tells a reused pid apart.
  public var processStart: Int64
  /// The identity of the boot.
  public var boot: String
  /// The attempt's directory, relative to the directory that holds the ledger.
  public var directory: String

  public static let definition = EventDefinition(
    "stage.started", on: .run,
    summary: "A process was started; it waited for this event to be durable.",
    fields: AttemptID.definitions + [
      .list("command", "argument vector, references filled in"),
      .integer("pid", "process, which leads its group"),
      .integer("process_start", "clock ticks from boot to its beginning"),
      .text("boot", "identity of the boot"),
      .text("directory", "directory of the attempt, relative to the ledger's parent"),
    ])

  public init(
    id: AttemptID, command: [String], pid: Int64, processStart: Int64, boot: String,
    directory: String
  ) {
    self.id = id
    self.command = command
    self.pid = pid
    self.processStart = processStart
    self.boot = boot
    self.directory = directory
  }

  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    command = try fields.texts("command")
    pid = try fields.int("pid")
    processStart = try fields.int("process_start")
    boot = try fields.text("boot")
    directory = try fields.text("directory")
  }

  public func put(into fields: inout FieldsBuilder) {
    id.put(into: &fields)
    fields.put("command", command)
    fields.put("pid", pid)
    fields.put("process_start", processStart)
    fields.put("boot", boot)
    fields.put("directory", directory)
  }
}

/// A stage reported something while it ran.
public struct StageObserved: EventPayload {
  /// Which attempt.
  public var id: AttemptID
  /// The lines, each a map with one member named after its kind, in the order written.
  public var lines: [Value]

  public static let definition = EventDefinition(
    "stage.observed", on: .run, summary: "The stage reported something while it ran.",
    fields: AttemptID.definitions + [
      .list("lines", "maps with one member: metric, violation, window, ...; unknown kept raw")
    ])

  public init(id: AttemptID, lines: [Value]) {
    self.id = id
    self.lines = lines
  }

  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    lines = try fields.list("lines")
  }

  public func put(into fields: inout FieldsBuilder) {
    id.put(into: &fields)
    fields.put("lines", lines)
  }
}

/// Work is not done, for a reason that is no failure.
public struct StageSkipped: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// Why.
  public var why: String

  public static let definition = EventDefinition(
    "stage.skipped", on: .run, summary: "Work is not done, for a reason that is no failure.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"), .text("why", "why"),
    ])

  public init(stage: String, unit: String, why: String) {
    self.stage = stage
    self.unit = unit
    self.why = why
  }

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    why = try fields.text("why")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("why", why)
  }
}
