public import Codecs

/// How often a stage is done within a level.
public enum Scope: String, CaseIterable, Sendable {
  /// Once per level, over all runs.
  case study
  /// Once per declared set of variants.
  case batch
  /// Once per variant.
  case variant
  /// Once per task.
  case task
  /// Once per pair of runs.
  case pair
  /// Once in every run: the default.
  case run
}

extension Scope: Comparable {
  /// How much lies within: a run within its pair and its variant, those within their task or batch,
  /// all within the study.
  private var breadth: Int {
    switch self {
    case .run: 0
    case .pair, .variant: 1
    case .task, .batch: 2
    case .study: 3
    }
  }

  /// Whether one is narrower than another.
  public static func < (left: Scope, right: Scope) -> Bool { left.breadth < right.breadth }
}

/// One stage: a process, what it reads and writes, and what is checked afterwards.
public struct StagePlan: Recordable {
  /// Its name, unique in the study.
  public var name: String
  /// How often it is done.
  public var scope: Scope
  /// The argument vector, with `${...}` references.
  ///
  /// Empty for a stage that waits for a person.
  public var run: [String]
  /// Names for what it reads.
  public var inputs: [StageInput]
  /// Axes whose product gives the stage's units; without axes there is one unit.
  public var foreach: [Axis]
  /// The parameters it may see, besides those that `run` names.
  public var params: [String]
  /// What it has to write, by path or pattern relative to its directory.
  public var outputs: [OutputPlan]
  /// Which of its outputs stand among the files of its run, by path or pattern.
  public var publish: [String]
  /// The time limit of one attempt, in nanoseconds.
  public var timeoutNanoseconds: Int64?
  /// Whether the next attempt begins in the directory of the former one.
  public var continues: Bool
  /// The directory that it works in, relative to the ledger's parent, instead of one of its own.
  public var workingDirectory: String?
  /// When and how often it is tried again.
  public var retry: RetryPlan
  /// What is checked when it has succeeded.
  public var gates: [GatePlan]
  /// Skips the stage when false.
  public var when: Expression?
  /// Who has to approve, when the stage waits for a person.
  public var approve: ApprovalPlan?

  /// A stage that runs a command.
  public init(name: String, run: [String]) {
    self.name = name
    self.run = run
    scope = .run
    inputs = []
    foreach = []
    params = []
    outputs = []
    publish = []
    timeoutNanoseconds = nil
    continues = false
    workingDirectory = nil
    retry = RetryPlan()
    gates = []
    when = nil
    approve = nil
  }

  /// Reads a recorded stage.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    scope = try fields.wordIfPresent("per") ?? .run
    run = try fields.texts("run")
    inputs = try fields.records("inputs")
    foreach = try fields.records("foreach")
    params = try fields.texts("params")
    outputs = try fields.records("outputs")
    publish = try fields.texts("publish")
    timeoutNanoseconds = try fields.intIfPresent("timeout_ns")
    continues = try fields.boolIfPresent("continues") ?? false
    workingDirectory = try fields.textIfPresent("working_directory")
    retry = try fields.recordIfPresent("retry") ?? RetryPlan()
    gates = try fields.records("gates")
    when = nil
    if let text = try fields.textIfPresent("when") {
      do throws(ExpressionError) {
        when = try Expression(parsing: text)
      } catch {
        throw fields.error("when", error.message)
      }
    }
    approve = try fields.recordIfPresent("approve")
  }

  /// Writes the stage.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    if scope != .run { fields.put("per", word: scope) }
    fields.put("run", run)
    fields.put("inputs", inputs)
    fields.put("foreach", foreach)
    fields.put("params", params)
    fields.put("outputs", outputs)
    fields.put("publish", publish)
    fields.put("timeout_ns", timeoutNanoseconds)
    if continues { fields.put("continues", true) }
    fields.put("working_directory", workingDirectory)
    if retry != RetryPlan() { fields.put("retry", retry) }
    fields.put("gates", gates)
    fields.put("when", when?.description)
    fields.put("approve", approve)
  }

  /// The stages that have to be complete before this one, in no particular order.
  public var dependencies: [String] {
    var names: [String] = []
    for input in inputs {
      if case .stage(let stage, _) = input.source, !names.contains(stage) { names.append(stage) }
    }
    for reference in when?.references ?? [] where !names.contains(reference.stage) {
      names.append(reference.stage)
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
  }

  /// The name by which `run` refers to it: `${inputs.NAME}`.
  public var name: String
  /// Where it comes from.
  public var source: Source

  /// A stage's input.
  public init(name: String, source: Source) {
    self.name = name
    self.source = source
  }

  /// Reads a recorded input.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    if let stage = try fields.textIfPresent("stage") {
      source = .stage(stage, try fields.text("output"))
    } else {
      source = .study(try fields.text("study"))
    }
  }

  /// Writes the input.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    switch source {
    case .study(let input): fields.put("study", input)
    case .stage(let stage, let output):
      fields.put("stage", stage)
      fields.put("output", output)
    }
  }
}

/// One axis of a stage's units.
public struct Axis: Recordable {
  /// Its name: `${unit.NAME}`.
  public var name: String
  /// Its values, when given outright.
  public var values: [Value]
  /// The list-valued parameter that gives the values otherwise.
  public var param: String?

  /// An axis with values given outright.
  public init(name: String, values: [Value]) {
    self.name = name
    self.values = values
    self.param = nil
  }

  /// An axis whose values are a parameter's.
  public init(name: String, param: String) {
    self.name = name
    self.values = []
    self.param = param
  }

  /// Reads a recorded axis.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    values = try fields.list("values")
    param = try fields.textIfPresent("param")
  }

  /// Writes the axis.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("values", values)
    fields.put("param", param)
  }
}

/// Something that a stage has to write.
public struct OutputPlan: Recordable {
  /// A path or glob relative to the attempt's directory.
  public var path: String
  /// Whether the content is kept in the ledger, or its digest only.
  public var keep: Bool
  /// Whether the stage may also not write it.
  public var isOptional: Bool

  /// An output.
  public init(path: String, keep: Bool = true, isOptional: Bool = false) {
    self.path = path
    self.keep = keep
    self.isOptional = isOptional
  }

  /// Reads a recorded output.
  public init(_ fields: Fields) throws(FieldError) {
    path = try fields.text("path")
    keep = try fields.bool("keep")
    isOptional = try fields.boolIfPresent("optional") ?? false
  }

  /// Writes the output.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("path", path)
    fields.put("keep", keep)
    if isOptional { fields.put("optional", true) }
  }
}

/// Who has to approve a stage that waits for a person.
public struct ApprovalPlan: Recordable {
  /// The least role.
  public var role: String
  /// Whether it must be somebody else than the author of the study.
  public var notAuthor: Bool

  /// A rule of approval.
  public init(role: String, notAuthor: Bool) {
    self.role = role
    self.notAuthor = notAuthor
  }

  /// Reads a recorded rule.
  public init(_ fields: Fields) throws(FieldError) {
    role = try fields.text("role")
    notAuthor = try fields.bool("not_author")
  }

  /// Writes the rule.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("role", role)
    fields.put("not_author", notAuthor)
  }
}
