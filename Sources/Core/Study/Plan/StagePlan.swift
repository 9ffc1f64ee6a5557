public import Codecs

/// How often a stage is done within a level.
public enum Scope: String, Word {
  /// Once per level, over all runs.
  case study
  /// Once per declared set of variants.
  case batch
  /// Once per variant.
  case variant
  /// Once per registered look at a paired study, over the runs that come before it.
  case look
  /// Once per task.
  case task
  /// Once per pair of runs.
  case pair
  /// Once in every run: the default.
  case run
}

extension Scope: Comparable {
  /// How much lies within: a run within its pair and its variant, those within task, batch or look,
  /// all within the study.
  private var breadth: Int {
    switch self {
    case .run: 0
    case .pair, .variant: 1
    case .task, .batch, .look: 2
    case .study: 3
    }
  }

  /// Whether one is narrower than another.
  public static func < (left: Scope, right: Scope) -> Bool { left.breadth < right.breadth }
}

/// One stage: a process, what it reads and writes, and what is checked afterwards.
public struct StagePlan: Recordable {
  /// Its name, unique in the study.
  public var name = ""
  /// How often it is done.
  public var scope = Scope.run
  /// The argument vector, with `${...}` references.
  ///
  /// Empty for a stage that waits for a person.
  public var run: [String] = []
  /// Names for what it reads.
  public var inputs: [StageInput] = []
  /// Axes whose product gives the stage's units; without axes there is one unit.
  public var foreach: [Axis] = []
  /// The parameters it may see, besides those that `run` names.
  public var params: [String] = []
  /// What of the domains' sections it sees: `SECTION` or `SECTION.MEMBER`.
  public var domain: [String] = []
  /// What it has to write, by path or pattern relative to its directory.
  public var outputs: [OutputPlan] = []
  /// Which of its outputs stand among the files of its run, by path or pattern.
  public var publish: [String] = []
  /// The time limit of one attempt, in nanoseconds.
  public var timeoutNanoseconds: Int64?
  /// Whether the next attempt begins in the directory of the former one.
  public var continues = false
  /// Whether it is confined to its own directory.
  public var confine = ConfinePlan.none
  /// The directory that it works in, relative to the ledger's parent, instead of one of its own.
  public var workingDirectory: String?
  /// When and how often it is tried again.
  public var retry = RetryPlan()
  /// What is checked when it has succeeded.
  public var gates: [GatePlan] = []
  /// Skips the stage when false.
  public var when: Condition?
  /// Who has to approve, when the stage waits for a person.
  public var approve: ApprovalPlan?

  /// A stage that runs a command.
  public init(name: String, run: [String]) {
    self.name = name
    self.run = run
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "unique in the study")
    coder.field(
      "per", &scope, unless: .run, "study, batch, variant, task or pair; run when left out")
    coder.field("run", &run, "argument vector with `${...}` references")
    coder.field("inputs", &inputs, "`name`, and `study` or `stage` with `output`")
    coder.field("foreach", &foreach, "axes: `name`, and `values` or `param`")
    coder.field("params", &params, "parameters it may see besides those that `run` names")
    coder.field("domain", &domain, "what of the domains' sections it sees")
    coder.field("outputs", &outputs, "`path`, `keep`")
    coder.field("publish", &publish, "outputs that stand among the files of their run")
    coder.field("timeout_ns", &timeoutNanoseconds, "time limit")
    coder.field(
      "continues", &continues, unless: false,
      "whether an attempt goes on in the former one's directory")
    coder.field(
      "confine", &confine, unless: .none, "preferred or required; not confined when left out")
    coder.field("working_directory", &workingDirectory, "instead of a directory of its own")
    coder.field("retry", &retry, unless: RetryPlan(), "`attempts`, `for`, `backoff_ns`")
    coder.field("gates", &gates, "gates")
    coder.field("when", &when, "condition without which it is skipped")
    coder.field("approve", &approve, "`role`, `not_author`: it waits for a person")
  }

  /// The stages that have to be complete before this one, in no particular order.
  public var dependencies: [String] {
    var names: [String] = []
    for input in inputs {
      if case .stage(let stage, _) = input.source, !names.contains(stage) { names.append(stage) }
    }
    for stage in (when?.references ?? []).compactMap(\.stage) where !names.contains(stage) {
      names.append(stage)
    }
    for gate in gates {
      for check in gate.checks {
        if case .stability(let stage, _, _) = check.subject, stage != name,
          !names.contains(stage)
        {
          names.append(stage)
        }
      }
    }
    return names
  }
}

/// A name for something that a stage reads.
public struct StageInput: Recordable {
  /// Where it comes from.
  public enum Source: Equatable, Sendable {
    /// An input of the study.
    case study(String)
    /// An output of another stage: its name and the output's path or pattern.
    case stage(String, String)
    /// The same output of every attempt at the stage that ended before this one was requested, in
    /// whatever run of the study: what was tried so far.
    case earlier(String, String)
  }

  /// The name by which `run` refers to it: `${inputs.NAME}`.
  public var name = ""
  /// Where it comes from.
  public var source = Source.study("")

  public init(name: String, source: Source) {
    self.name = name
    self.source = source
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "by which `run` refers to it")
    coder.field("study", &source.input, "an input of the study")
    coder.field("stage", &source.stage, "another stage")
    coder.field("output", &source.output, "that stage's output, by path or pattern")
    coder.field(
      "earlier", &source.isEarlier, unless: false,
      "whether that of every earlier attempt in the study is meant")
    guard coder.isReading else { return }
    switch source {
    case .study(""): coder.refuse("study", "is missing")
    case .stage(_, ""), .earlier(_, ""): coder.refuse("output", "is missing")
    default: break
    }
  }
}

/// The members as they stand in a record: one of the study's inputs, or a stage with its output.
extension StageInput.Source {
  fileprivate var input: String? {
    get { if case .study(let input) = self { input } else { nil } }
    set { if let newValue { self = .study(newValue) } }
  }

  private var parts: (stage: String, output: String)? {
    get {
      switch self {
      case .study: nil
      case .stage(let stage, let output), .earlier(let stage, let output): (stage, output)
      }
    }
    set {
      guard let newValue else { return }
      self =
        isEarlier
        ? .earlier(newValue.stage, newValue.output) : .stage(newValue.stage, newValue.output)
    }
  }

  fileprivate var stage: String? {
    get { parts?.stage }
    set { if let newValue { parts = (newValue, output ?? "") } }
  }

  fileprivate var output: String? {
    get { parts?.output }
    set { if let newValue, let stage { parts = (stage, newValue) } }
  }

  fileprivate var isEarlier: Bool {
    get { if case .earlier = self { true } else { false } }
    set { if newValue, let parts { self = .earlier(parts.stage, parts.output) } }
  }
}

/// One axis of a stage's units.
public struct Axis: Recordable {
  /// Its name: `${unit.NAME}`.
  public var name = ""
  /// Its values, when given outright.
  public var values: [Value] = []
  /// The list-valued parameter that gives the values otherwise.
  public var param: String?

  /// An axis with values given outright.
  public init(name: String, values: [Value]) {
    self.name = name
    self.values = values
  }

  /// An axis whose values are a parameter's.
  public init(name: String, param: String) {
    self.name = name
    self.param = param
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name: `${unit.NAME}`")
    coder.field("values", &values, "its values, when given outright")
    coder.field("param", &param, "the list-valued parameter that gives the values otherwise")
  }
}

/// Something that a stage has to write.
public struct OutputPlan: Recordable {
  /// A path or glob relative to the attempt's directory.
  public var path = ""
  /// Whether the content is kept in the ledger, or its digest only.
  public var keep = false
  /// Whether the stage may also not write it.
  public var isOptional = false

  public init(path: String, keep: Bool = true, isOptional: Bool = false) {
    self.path = path
    self.keep = keep
    self.isOptional = isOptional
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("path", &path, "a path or glob relative to the attempt's directory")
    coder.field("keep", &keep, "whether the content is kept in the ledger, or its digest only")
    coder.field("optional", &isOptional, unless: false, "whether the stage may also not write it")
  }
}

/// Who has to approve a stage that waits for a person.
public struct ApprovalPlan: Recordable {
  /// The least role.
  public var role = ""
  /// Whether it must be somebody else than the author of the study.
  public var notAuthor = false

  public init(role: String, notAuthor: Bool) {
    self.role = role
    self.notAuthor = notAuthor
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("role", &role, "the least role")
    coder.field(
      "not_author", &notAuthor, "whether the approver must not be an author of the study")
  }
}
