public import Codecs

/// A paired design: every task is done by both variants under equal conditions, again and again.
///
/// Two runs that share task, seed, limits and pins and differ in their variant only are a pair.
public struct PairedPlan: Recordable {
  /// The two variants that are compared, in the order of the study file.
  public var variants: [VariantPlan]
  /// The tasks, in the order in which pairs rotate through them.
  public var tasks: [TaskPlan]
  /// How many pairs each task has, unless a level says otherwise.
  public var pairs: Int
  /// The least pairs a task needs for the analysis.
  public var minimum: Int
  /// Which variant of a pair goes first.
  public var order: PairOrder
  /// What a run may do, as the study file says it.
  public var permissions: ValueMap
  /// What judges a run, each pinned to a version and a file.
  public var evaluators: [EvaluatorPlan]
  /// Stages whose outputs have to be identical in both runs of a pair.
  public var identical: [String]
  /// A program that does the tasks instead of the built-in agent.
  public var agent: AgentPlan?

  /// A paired design without permissions and evaluators.
  public init(variants: [VariantPlan], tasks: [TaskPlan], pairs: Int, minimum: Int) {
    self.variants = variants
    self.tasks = tasks
    self.pairs = pairs
    self.minimum = minimum
    order = .random
    permissions = ValueMap()
    evaluators = []
    identical = []
    agent = nil
  }

  /// Reads a recorded design.
  public init(_ fields: Fields) throws(FieldError) {
    variants = try fields.records("variants")
    tasks = try fields.records("tasks")
    pairs = try fields.count("pairs")
    minimum = try fields.count("minimum")
    order = try fields.word("order")
    permissions = try fields.nested("permissions")
    evaluators = try fields.records("evaluators")
    identical = try fields.texts("identical")
    agent = try fields.recordIfPresent("agent")
  }

  /// Writes the design.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("variants", variants)
    fields.put("tasks", tasks)
    fields.put("pairs", pairs)
    fields.put("minimum", minimum)
    fields.put("order", word: order)
    fields.put("permissions", permissions)
    fields.put("evaluators", evaluators)
    fields.put("identical", identical)
    fields.put("agent", agent)
  }

  /// The variant of a name.
  public func variant(_ name: String?) -> VariantPlan? { variants.first { $0.name == name } }

  /// The task of a name.
  public func task(_ name: String?) -> TaskPlan? { tasks.first { $0.name == name } }
}

/// Which variant of a pair is executed first.
public enum PairOrder: String, CaseIterable, Sendable {
  /// Drawn for each pair from the study seed.
  case random
  /// By turns, beginning with the first variant.
  case alternate
}

/// One of the variants that a paired design compares.
public struct VariantPlan: Recordable {
  /// Its name.
  public var name: String
  /// What sets it apart, in one word.
  public var paradigm: String
  /// Its specification.
  public var file: FilePin

  /// A variant.
  public init(name: String, paradigm: String, file: FilePin) {
    self.name = name
    self.paradigm = paradigm
    self.file = file
  }

  /// Reads a recorded variant.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    paradigm = try fields.text("paradigm")
    file = try fields.record("file")
  }

  /// Writes the variant.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("paradigm", paradigm)
    fields.put("file", file)
  }
}

/// One task of a paired design.
public struct TaskPlan: Recordable {
  /// Its name.
  public var name: String
  /// Its files: specification, inputs and what is expected.
  public var files: InputPlan
  /// The seed of every run of it.
  public var seed: Int64
  /// How long the task may take, in nanoseconds.
  public var timeoutNanoseconds: Int64

  /// A task.
  public init(name: String, files: InputPlan, seed: Int64, timeoutNanoseconds: Int64) {
    self.name = name
    self.files = files
    self.seed = seed
    self.timeoutNanoseconds = timeoutNanoseconds
  }

  /// Reads a recorded task.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    files = try fields.record("files")
    seed = try fields.int("seed")
    timeoutNanoseconds = try fields.int("timeout_ns")
  }

  /// Writes the task.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("files", files)
    fields.put("seed", seed)
    fields.put("timeout_ns", timeoutNanoseconds)
  }
}

/// What judges runs: a rubric, pinned to a version and a file.
public struct EvaluatorPlan: Recordable {
  /// Its name.
  public var name: String
  /// Its version, such as `1.0.0`.
  public var version: String
  /// Its rubric.
  public var file: FilePin

  /// An evaluator.
  public init(name: String, version: String, file: FilePin) {
    self.name = name
    self.version = version
    self.file = file
  }

  /// Reads a recorded evaluator.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    version = try fields.text("version")
    file = try fields.record("file")
  }

  /// Writes the evaluator.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("version", version)
    fields.put("file", file)
  }
}

/// A program that does the tasks instead of the built-in agent.
public struct AgentPlan: Recordable {
  /// Its argument vector.
  public var run: [String]
  /// Whether the same task and seed give the same outputs.
  public var deterministic: Bool
  /// Whether the permissions have to be enforced by the system: then nothing runs unless they are.
  public var mustEnforce: Bool

  /// An agent.
  public init(run: [String], deterministic: Bool, mustEnforce: Bool) {
    self.run = run
    self.deterministic = deterministic
    self.mustEnforce = mustEnforce
  }

  /// Reads a recorded agent.
  public init(_ fields: Fields) throws(FieldError) {
    run = try fields.texts("run")
    deterministic = try fields.bool("deterministic")
    mustEnforce = try fields.bool("must_enforce")
  }

  /// Writes the agent.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("run", run)
    fields.put("deterministic", deterministic)
    fields.put("must_enforce", mustEnforce)
  }
}
