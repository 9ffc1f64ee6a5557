import Codecs

/// One scope of the same stages: A smoke, B pilot, C full.
public struct LevelPlan: Recordable {
  /// Its name; empty in a study without levels.
  public var name: String
  /// Parameters that differ from the defaults at this level.
  public var params: [Parameter]
  /// Seeds given outright, one run each.
  public var seeds: [Int64]
  /// How many seeds to derive from the study seed, when none are given outright.
  public var seedCount: Int?
  /// How many pairs each task has, in a paired study; the design's number otherwise.
  public var pairs: Int?
  /// The tasks of the level, in a paired study; all, when empty.
  public var tasks: [String] = []
  /// Which variant of a pair goes first, in a paired study; as the design says otherwise.
  public var order: PairOrder?

  /// A level.
  public init(name: String, params: [Parameter] = [], seeds: [Int64] = [], seedCount: Int? = nil) {
    self.name = name
    self.params = params
    self.seeds = seeds
    self.seedCount = seedCount
  }

  /// Reads a recorded level.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    params = try fields.records("params")
    seeds = try fields.ints("seeds")
    seedCount = try fields.countIfPresent("seed_count")
    pairs = try fields.countIfPresent("pairs")
    tasks = try fields.texts("tasks")
    order = try fields.wordIfPresent("order")
  }

  /// Writes the level.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("params", params)
    fields.put("seeds", seeds)
    fields.put("seed_count", seedCount)
    fields.put("pairs", pairs)
    fields.put("tasks", tasks)
    fields.put("order", word: order)
  }
}

/// What has to be there before anything is spent.
public struct RequiresPlan: Recordable {
  /// Commands that have to be on the PATH.
  public var commands: [String]
  /// Free bytes on the file system of the runs.
  public var diskBytes: Int64?
  /// Environment variables that have to be set.
  public var environment: [String]

  /// Nothing is required.
  public init(commands: [String] = [], diskBytes: Int64? = nil, environment: [String] = []) {
    self.commands = commands
    self.diskBytes = diskBytes
    self.environment = environment
  }

  /// Reads recorded requirements.
  public init(_ fields: Fields) throws(FieldError) {
    commands = try fields.texts("commands")
    diskBytes = try fields.intIfPresent("disk_bytes")
    environment = try fields.texts("environment")
  }

  /// Writes the requirements.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("commands", commands)
    fields.put("disk_bytes", diskBytes)
    fields.put("environment", environment)
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

  /// Reads a recorded budget.
  public init(_ fields: Fields) throws(FieldError) {
    runtimeNanoseconds = try fields.intIfPresent("runtime_ns")
    memoryBytes = try fields.intIfPresent("memory_bytes")
    retries = try fields.countIfPresent("retries")
  }

  /// Writes the budget.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("runtime_ns", runtimeNanoseconds)
    fields.put("memory_bytes", memoryBytes)
    fields.put("retries", retries)
  }
}

/// When a study ends before or at its last level.
public struct StopPlan: Recordable {
  /// Closes the study as a success when true at the end of the last level.
  public var success: Expression?
  /// Closes the study as a failure when true at the end of any level.
  public var failure: Expression?

  /// Without criteria.
  public init(success: Expression? = nil, failure: Expression? = nil) {
    self.success = success
    self.failure = failure
  }

  /// Reads recorded criteria.
  public init(_ fields: Fields) throws(FieldError) {
    success = try Self.expression("success", fields)
    failure = try Self.expression("failure", fields)
  }

  /// Writes the criteria as their texts.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("success", success?.description)
    fields.put("failure", failure?.description)
  }

  private static func expression(
    _ name: String, _ fields: Fields
  ) throws(FieldError) -> Expression? {
    guard let text = try fields.textIfPresent(name) else { return nil }
    do throws(ExpressionError) {
      return try Expression(parsing: text)
    } catch {
      throw fields.error(name, error.message)
    }
  }
}
