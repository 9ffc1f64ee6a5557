public import Codecs

/// A process was started and waits for this event to be durable.
public struct StageStarted: EventPayload {
  /// Which attempt.
  public var id = AttemptID()
  /// The argument vector, with every reference filled in.
  public var command: [String] = []
  /// The process, which also leads the process group.
  public var pid: Int64 = 0
  /// When the process began, in clock ticks since boot: tells a reused pid apart.
  public var processStart: Int64 = 0
  /// The identity of the boot.
  public var boot = ""
  /// The attempt's directory, relative to the directory that holds the ledger.
  public var directory = ""
  /// How it is confined, where its stage asks for it: `bubblewrap`, `landlock`, or `none` and why.
  public var confinement: String?

  public static let definition = EventDefinition(
    "stage.started", of: Self.self, on: .run,
    summary: "A process was started; it waited for this event to be durable.")

  public init(
    id: AttemptID, command: [String], pid: Int64, processStart: Int64, boot: String,
    directory: String, confinement: String? = nil
  ) {
    self.confinement = confinement
    self.id = id
    self.command = command
    self.pid = pid
    self.processStart = processStart
    self.boot = boot
    self.directory = directory
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    id.code(&coder)
    coder.field("command", &command, "argument vector, references filled in")
    coder.field("pid", &pid, "process, which leads its group")
    coder.field("process_start", &processStart, "start time in clock ticks since boot")
    coder.field("boot", &boot, "identity of the boot")
    coder.field(
      "directory", &directory, "directory of the attempt, relative to the ledger's parent")
    coder.field(
      "confinement", &confinement,
      "how it is confined: `bubblewrap`, `landlock`, or `none` and why")
  }
}

/// A stage reported something while it ran.
public struct StageObserved: EventPayload {
  /// Which attempt.
  public var id = AttemptID()
  /// The lines, each a map with one member named after its kind, in the order written.
  public var reported = ReportedLines.none

  /// The same as values.
  public var lines: [Value] { reported.values }

  public static let definition = EventDefinition(
    "stage.observed", of: Self.self, on: .run, summary: "The stage reported something while it ran."
  )

  /// Lines that a stage reported.
  public init(id: AttemptID, lines: [Value]) {
    self.id = id
    reported = ReportedLines(lines)
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    id.code(&coder)
    coder.field(
      "lines", &reported, unless: .none,
      "maps with one member: metric, violation, window, ...; unknown kept raw")
  }
}
