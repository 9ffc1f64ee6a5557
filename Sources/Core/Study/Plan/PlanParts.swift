import Codecs

/// One scope of the same stages: A smoke, B pilot, C full.
public struct LevelPlan: Recordable {
  /// Its name; empty in a study without levels.
  public var name = ""
  /// Parameters that differ from the defaults at this level.
  public var params: [Parameter] = []
  /// Seeds given outright, one run each.
  public var seeds: [Int64] = []
  /// How many seeds to derive from the study seed, when none are given outright.
  public var seedCount: Int?
  /// How many pairs each task has, in a paired study; the design's number otherwise.
  public var pairs: Int?
  /// The tasks of the level, in a paired study; all, when empty.
  public var tasks: [String] = []
  /// Which variant of a pair goes first, in a paired study; as the design says otherwise.
  public var order: PairOrder?

  public init(name: String, params: [Parameter] = [], seeds: [Int64] = [], seedCount: Int? = nil) {
    self.name = name
    self.params = params
    self.seeds = seeds
    self.seedCount = seedCount
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "empty in a study without levels")
    coder.field("params", &params, "parameters that differ here")
    coder.field("seeds", &seeds, "seeds given outright")
    coder.field("seed_count", &seedCount, "how many seeds to derive")
    coder.field(
      "pairs", &pairs,
      "how many pairs each task has, in a paired study; the design's number otherwise")
    coder.field("tasks", &tasks, "the tasks of the level, in a paired study; all, when empty")
    coder.field(
      "order", &order,
      "which variant of a pair goes first, in a paired study; as the design says otherwise")
  }
}

/// What has to be there before anything is spent.
public struct RequiresPlan: Recordable {
  /// Commands that have to be on the PATH.
  public var commands: [String] = []
  /// Free bytes on the file system of the runs.
  public var diskBytes: Int64?
  /// Environment variables that have to be set.
  public var environment: [String] = []

  /// Nothing is required.
  public init(commands: [String] = [], diskBytes: Int64? = nil, environment: [String] = []) {
    self.commands = commands
    self.diskBytes = diskBytes
    self.environment = environment
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("commands", &commands, "commands that have to be on the PATH")
    coder.field("disk_bytes", &diskBytes, "free bytes on the file system of the runs")
    coder.field("environment", &environment, "environment variables that have to be set")
  }

  /// How many requirements there are.
  public var count: Int { commands.count + environment.count + (diskBytes == nil ? 0 : 1) }

  /// Whether nothing is required.
  public var isEmpty: Bool { commands.isEmpty && diskBytes == nil && environment.isEmpty }
}

/// What a study may spend.
public struct BudgetPlan: Recordable {
  /// The sum of all attempts' elapsed times, in nanoseconds.
  public var runtimeNanoseconds: Int64?
  /// The largest resident set of one stage process, in bytes.
  public var memoryBytes: Int64?
  /// The number of retries over all stages.
  public var retries: Int?

  /// Without limits.
  public init(runtimeNanoseconds: Int64? = nil, memoryBytes: Int64? = nil, retries: Int? = nil) {
    self.runtimeNanoseconds = runtimeNanoseconds
    self.memoryBytes = memoryBytes
    self.retries = retries
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field(
      "runtime_ns", &runtimeNanoseconds, "the sum of all attempts' elapsed times, in nanoseconds")
    coder.field(
      "memory_bytes", &memoryBytes, "the largest resident set of one stage process, in bytes")
    coder.field("retries", &retries, "the number of retries over all stages")
  }
}

/// When a study ends before or at its last level.
public struct StopPlan: Recordable {
  /// Closes the study as a success when true at the end of the last level.
  public var success: Condition?
  /// Closes the study as a failure when true at the end of any level.
  public var failure: Condition?

  /// Ends a level of a paired study when true at a registered look: no further pair is begun.
  public var look: Condition?

  /// Criteria, or none.
  public init(success: Condition? = nil, failure: Condition? = nil, look: Condition? = nil) {
    self.success = success
    self.failure = failure
    self.look = look
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("success", &success, "condition that closes the study as a success")
    coder.field("failure", &failure, "condition that closes the study as a failure")
    coder.field("look", &look, "condition that ends the level at a registered look")
  }
}
