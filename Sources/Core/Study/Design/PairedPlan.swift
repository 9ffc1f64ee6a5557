import Codecs

/// A paired design: every task is done by both variants under equal conditions, again and again.
///
/// Two runs that share task, seed, limits and pins and differ in their variant only are a pair.
public struct PairedPlan: Recordable {
  /// The two variants that are compared, in the order of the study file.
  public var variants: [VariantPlan] = []
  /// The tasks, in the order in which pairs rotate through them.
  public var tasks: [TaskPlan] = []
  /// How many pairs each task has, unless a level says otherwise.
  public var pairs = 0
  /// The least pairs a task needs for the analysis.
  public var minimum = 0
  /// Which variant of a pair goes first.
  public var order = PairOrder.random
  /// Stages whose outputs have to be identical in both runs of a pair.
  public var identical: [String] = []

  /// A paired design whose order is random.
  public init(variants: [VariantPlan], tasks: [TaskPlan], pairs: Int, minimum: Int) {
    self.variants = variants
    self.tasks = tasks
    self.pairs = pairs
    self.minimum = minimum
    order = .random
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field(
      "variants", &variants, "the two variants that are compared, in the order of the study file")
    coder.field("tasks", &tasks, "the tasks, in the order in which pairs rotate through them")
    coder.field("pairs", &pairs, "how many pairs each task has, unless a level says otherwise")
    coder.field("minimum", &minimum, "the least pairs a task needs for the analysis")
    coder.field("order", &order, "which variant of a pair goes first")
    coder.field(
      "identical", &identical, "stages whose outputs have to be identical in both runs of a pair")
  }

  /// Nil if there is no such variant, or no name.
  public func variant(_ name: String?) -> VariantPlan? { variants.first { $0.name == name } }

  /// Nil if there is no such task, or no name.
  public func task(_ name: String?) -> TaskPlan? { tasks.first { $0.name == name } }
}

/// Which variant of a pair is executed first.
public enum PairOrder: String, Word {
  /// Drawn for each pair from the study seed.
  case random
  /// By turns, beginning with the first variant.
  case alternate
}

/// One of the variants that a paired design compares.
public struct VariantPlan: Recordable {
  public var name = ""
  /// What sets it apart, in one word.
  public var paradigm = ""
  /// Its specification.
  public var file = FilePin()

  public init(name: String, paradigm: String, file: FilePin) {
    self.name = name
    self.paradigm = paradigm
    self.file = file
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name")
    coder.field("paradigm", &paradigm, "what sets it apart, in one word")
    coder.field("file", &file, "its specification")
  }
}

/// One task of a paired design.
public struct TaskPlan: Recordable {
  public var name = ""
  /// Its files: specification, inputs and what is expected.
  public var files = InputPlan()
  /// The seed of every run of it.
  public var seed: Int64 = 0
  /// How long the task may take, in nanoseconds.
  public var timeoutNanoseconds: Int64 = 0

  public init(name: String, files: InputPlan, seed: Int64, timeoutNanoseconds: Int64) {
    self.name = name
    self.files = files
    self.seed = seed
    self.timeoutNanoseconds = timeoutNanoseconds
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name")
    coder.field("files", &files, "its files: specification, inputs and what is expected")
    coder.field("seed", &seed, "the seed of every run of it")
    coder.field("timeout_ns", &timeoutNanoseconds, "how long the task may take, in nanoseconds")
  }
}
