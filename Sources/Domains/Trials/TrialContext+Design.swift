import Codecs
import StageKit

extension TrialContext {
  /// One of the two ways of telling the agent what to do.
  struct Variant: Sendable, Equatable {
    let id: String
    let paradigm: String
    let path: String
    /// The path relative to the study's directory.
    let file: String
    let digest: String

    init(_ fields: StageFields) throws(StageError) {
      id = try fields.text("id")
      paradigm = try fields.text("paradigm", default: "")
      path = try fields.text("path")
      file = try fields.text("file", default: path)
      digest = try fields.text("digest")
    }
  }

  /// One task: a directory with a specification and inputs.
  struct Task: Sendable, Equatable {
    let id: String
    let path: String
    /// The path relative to the study's directory.
    let file: String
    let seed: Int64
    let timeoutSeconds: Double
    /// Every file of the task as it was registered.
    let files: [RegisteredFile]

    init(_ fields: StageFields) throws(StageError) {
      id = try fields.text("id")
      path = try fields.text("path")
      file = try fields.text("file", default: path)
      seed = Int64(try fields.integer("seed"))
      timeoutSeconds = try fields.number("timeout_seconds")
      files = try fields.list("files", RegisteredFile.init)
    }
  }

  /// Two runs that differ in their variant only.
  struct Pair: Sendable, Equatable {
    let id: String
    /// The seed that both runs share.
    let seed: Int64
    /// Which of the two this run is: 1 or 2.
    let order: Int
    let other: String

    init(_ fields: StageFields) throws(StageError) {
      id = try fields.text("id")
      seed = Int64(try fields.integer("seed"))
      order = try fields.integer("order", default: 0)
      other = try fields.text("other", default: "")
    }
  }

  /// A version of an evaluator's rules.
  struct Evaluator: Sendable, Equatable {
    let name: String
    let module: String
    let version: String
    let path: String
    let digest: String

    init(
      _ name: String, _ fields: StageFields, in context: StageContext
    ) throws(StageError) {
      self.name = name
      module = try fields.text("module")
      version = try fields.text("version")
      let registered = try require(
        context.file(module),
        "\(fields.place): '\(module)' is not registered; name it under 'inputs' of the study")
      path = registered.place
      digest = registered.digest
    }
  }

  /// The program that takes the reference agent's place.
  struct ExternalAgent: Sendable, Equatable {
    let arguments: [String]
    /// Names of variables that it gets from the surroundings; their values are nowhere recorded.
    let variables: [String]
    /// A directory whose files it finds in its home; its home is empty without one.
    let home: String?
    /// The hosts that it says it talks to.
    let hosts: [String]
    /// Further files and directories of the study that it reads.
    let reads: [String]
    /// Its files as they were registered: those of the command line, and those that it reads.
    let files: [RegisteredFile]
    let isDeterministic: Bool
    /// Whether the study demands that the permission set is enforced.
    let mustEnforce: Bool

    init(_ fields: StageFields, in context: StageContext) throws(StageError) {
      arguments = try fields.texts("run")
      variables = try fields.texts("env")
      let home = try fields.text("home", default: "none")
      self.home = home == "none" ? nil : home
      hosts = fields.map["network"]?.asArray == nil ? [] : try fields.texts("network")
      reads = try fields.texts("files")
      files = try context.files(arguments + reads)
      isDeterministic = try fields.flag("deterministic", default: false)
      let enforce = try fields.text("enforce", default: "required")
      try require(!arguments.isEmpty, "\(fields.place): 'run' names no program")
      try require(
        enforce == "required" || enforce == "best_effort",
        "\(fields.place): 'enforce' is required or best_effort, not '\(enforce)'")
      mustEnforce = enforce == "required"
    }
  }

  /// The paired design, and what of the section `trials` the step declares to read.
  struct Paired: Sendable {
    let variants: [Variant]
    let tasks: [Task]
    let minimum: Int
    /// The permission set as recorded in manifests.
    let permissions: ValueMap
    /// Sorted by name.
    let evaluators: [Evaluator]
    /// Nil for the reference agent.
    let agent: ExternalAgent?

    init(_ fields: StageFields, in context: StageContext) throws(StageError) {
      variants = try fields.list("variants", Variant.init)
      tasks = try fields.list("tasks", Task.init)
      minimum = try fields.integer("minimum", default: 0)
      let section = try context.section(Trial.section)
      permissions = try section.map("permissions")
      evaluators = try section.members("evaluators") { (name, fields) throws(StageError) in
        try Evaluator(name, fields, in: context)
      }
      agent = try section.optional("agent") { (fields) throws(StageError) in
        try ExternalAgent(fields, in: context)
      }
    }
  }

  /// One run of the study.
  struct Run: Sendable, Equatable {
    let id: String
    let scope: String
    let variant: String
    let task: String
    let pair: String
    let order: Int
    let pairSeed: Int64
    let status: String
    let isLocked: Bool
    let excluded: Exclusion?
    /// Whether the two runs of its pair differ in more than their variant.
    let isRejected: Bool

    init(_ fields: StageFields) throws(StageError) {
      id = try fields.text("id")
      scope = try fields.text("scope", default: "run")
      variant = try fields.text("variant", default: "")
      task = try fields.text("task", default: "")
      pair = try fields.text("pair", default: "")
      order = try fields.integer("order", default: 0)
      pairSeed = Int64(try fields.integer("pair_seed", default: 0))
      status = try fields.text("status", default: "")
      isLocked = try fields.flag("locked", default: false)
      excluded = try fields.optional("excluded", Exclusion.init)
      isRejected = try !fields.flag("pair_verified", default: true)
    }
  }

  /// Why a run takes no part in the analysis.
  struct Exclusion: Sendable, Equatable {
    let rule: String
    let reason: String
    /// Whether it was decided after the registration.
    let isPostHoc: Bool

    init(_ fields: StageFields) throws(StageError) {
      rule = try fields.text("rule", default: "")
      reason = try fields.text("reason", default: "")
      isPostHoc = try fields.flag("post_hoc", default: true)
    }
  }
}
