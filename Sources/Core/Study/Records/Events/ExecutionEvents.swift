public import Codecs

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

  /// The type's entry in the catalogue.
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

  /// A started process.
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

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    command = try fields.texts("command")
    pid = try fields.int("pid")
    processStart = try fields.int("process_start")
    boot = try fields.text("boot")
    directory = try fields.text("directory")
  }

  /// Writes the data.
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
  public var reported: ReportedLines

  /// The same as values.
  public var lines: [Value] { reported.values }

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.observed", on: .run, summary: "The stage reported something while it ran.",
    fields: AttemptID.definitions + [
      .list("lines", "maps with one member: metric, violation, window, ...; unknown kept raw")
    ])

  /// Lines that a stage reported.
  public init(id: AttemptID, lines: [Value]) {
    self.id = id
    reported = ReportedLines(lines)
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    id = try AttemptID(fields)
    reported = try ReportedLines(fields, "lines")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    id.put(into: &fields)
    if reported.count > 0 { fields.put("lines", encoded: reported.encoded) }
  }
}
