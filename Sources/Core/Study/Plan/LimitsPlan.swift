/// What one attempt of a stage may take while it works; it is ended when it takes more.
public struct LimitsPlan: Recordable {
  /// How many bytes the files in its directory may have together.
  public var outputBytes: Int64?
  /// How many files there may be in its directory.
  public var files: Int?
  /// How many bytes its standard output and error may have each; 64 MiB when left out.
  public var logBytes: Int64?
  /// How many bytes of memory all of its processes may have resident together.
  public var memoryBytes: Int64?
  /// How many processes it may have at a time.
  public var processes: Int?

  /// Without limits but that of the logs.
  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("output_bytes", &outputBytes, "bytes of all files in its directory")
    coder.field("files", &files, "files in its directory")
    coder.field("log_bytes", &logBytes, "bytes of its standard output, and of its standard error")
    coder.field("memory_bytes", &memoryBytes, "resident bytes of all of its processes together")
    coder.field("processes", &processes, "processes at a time")
  }
}

/// Whether a stage is confined to its own directory.
public enum ConfinePlan: String, Word {
  /// It may do what the account may.
  case none
  /// As well as the machine can; what was done is recorded.
  case preferred
  /// It is refused where files cannot be confined.
  case required
}
