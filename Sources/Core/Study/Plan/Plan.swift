public import Bytes
public import Codecs
import Ledger

/// What a study is going to do, symbolically: which runs exist and what each run does.
///
/// A plan is pure data. It is recorded in `study.registered`, and everything that engines decide
/// follows from it and from recorded results. No file is read through it: digests stand for files.
public struct Plan: Recordable {
  /// The study's slug.
  public var study: String
  /// The question, in words.
  public var objective: String
  /// The name of the metric that answers it.
  public var metric: String?
  /// The study seed, from which other seeds derive.
  public var seed: Int64
  /// Seeds that are kept as given, one run each, where a level names none of its own.
  public var seeds: [Int64]
  /// Named inputs, with the files they were at registration.
  public var inputs: [InputPlan]
  /// Programs and scripts that are linked into every attempt's directory.
  public var code: [FilePin]
  /// Parameters and their defaults, in the order of the study file.
  public var params: [Parameter]
  /// The scopes in which the same stages run, smallest first.
  ///
  /// At least one; a study without levels has one that is named by the empty text.
  public var levels: [LevelPlan]
  /// What has to be there before anything is spent.
  public var requires: RequiresPlan
  /// What the whole study may spend.
  public var budget: BudgetPlan
  /// When the question is answered.
  public var stop: StopPlan
  /// Which recorded circumstances must not change: `code`, `inputs`, `git`, `host`, `toolchain`.
  public var refusedPins: [String]
  /// Which circumstances are recorded.
  public var recordedPins: [String]
  /// Which kind of study this is: `single` or `paired`.
  public var design: String
  /// What a paired study compares.
  public var paired: PairedPlan?
  /// What a sweep varies.
  public var sweep: SweepPlan?
  /// Named pointers that promotion moves, with what a promotion needs.
  public var baselines: [BaselinePlan] = []
  /// The set of gates that is in force beside those of the stages, where there are several.
  public var profile: String?
  /// Rules by which runs may be excluded from the analysis, stated before there was a result.
  public var exclusions: [ExclusionRule] = []
  /// Whether a run's facts are frozen as soon as it is finished.
  public var locksFinished = false
  /// What each run does, in the order of the study file.
  public var stages: [StagePlan]
  /// A program to run on blocked, halted and finished.
  public var notify: [String]

  /// The smallest plan: one level, no stages.
  public init(study: String, objective: String, seed: Int64) {
    self.study = study
    self.objective = objective
    self.seed = seed
    self.metric = nil
    self.seeds = []
    self.inputs = []
    self.code = []
    self.params = []
    self.levels = [LevelPlan(name: "")]
    self.requires = RequiresPlan()
    self.budget = BudgetPlan()
    self.stop = StopPlan()
    self.refusedPins = ["code", "inputs"]
    self.recordedPins = ["git", "host", "toolchain"]
    self.design = "single"
    self.stages = []
    self.notify = []
  }

  /// Reads a recorded plan.
  public init(_ fields: Fields) throws(FieldError) {
    study = try fields.text("study")
    objective = try fields.text("objective")
    metric = try fields.textIfPresent("metric")
    seed = try fields.int("seed")
    seeds = try fields.ints("seeds")
    inputs = try fields.records("inputs")
    code = try fields.records("code")
    params = try fields.records("params")
    levels = try fields.records("levels")
    requires = try fields.recordIfPresent("requires") ?? RequiresPlan()
    budget = try fields.recordIfPresent("budget") ?? BudgetPlan()
    stop = try fields.recordIfPresent("stop") ?? StopPlan()
    refusedPins = try fields.texts("refused_pins")
    recordedPins = try fields.texts("recorded_pins")
    design = try fields.text("design")
    paired = try fields.recordIfPresent("paired")
    sweep = try fields.recordIfPresent("sweep")
    baselines = try fields.records("baselines")
    profile = try fields.textIfPresent("profile")
    exclusions = try fields.records("exclusions")
    locksFinished = try fields.boolIfPresent("locks_finished") ?? false
    stages = try fields.records("stages")
    notify = try fields.texts("notify")
  }

  /// Writes the plan.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("study", study)
    fields.put("objective", objective)
    fields.put("metric", metric)
    fields.put("seed", seed)
    fields.put("seeds", seeds)
    fields.put("inputs", inputs)
    fields.put("code", code)
    fields.put("params", params)
    fields.put("levels", levels)
    if requires != RequiresPlan() { fields.put("requires", requires) }
    if budget != BudgetPlan() { fields.put("budget", budget) }
    if stop != StopPlan() { fields.put("stop", stop) }
    fields.put("refused_pins", refusedPins)
    fields.put("recorded_pins", recordedPins)
    fields.put("design", design)
    fields.put("paired", paired)
    fields.put("sweep", sweep)
    fields.put("baselines", baselines)
    fields.put("profile", profile)
    fields.put("exclusions", exclusions)
    if locksFinished { fields.put("locks_finished", true) }
    fields.put("stages", stages)
    fields.put("notify", notify)
  }

  /// The SHA-256 of the plan's deterministic encoding.
  public var digest: Digest { Hashing.digest(of: CBOR.encode(record)) }

  /// The stage of a name.
  public func stage(_ name: String) -> StagePlan? { stages.first { $0.name == name } }

  /// The input of a name.
  public func input(_ name: String) -> InputPlan? { inputs.first { $0.name == name } }
}

/// A file as it was: its path, relative to the study file, with digest and size.
public struct FilePin: Recordable {
  /// Where it is, relative to the study file's directory.
  public var path: String
  /// The SHA-256 of its content.
  public var digest: Digest
  /// Its size in bytes.
  public var size: Int64

  /// A pinned file.
  public init(path: String, digest: Digest, size: Int64) {
    self.path = path
    self.digest = digest
    self.size = size
  }

  /// Reads a recorded pin.
  public init(_ fields: Fields) throws(FieldError) {
    path = try fields.text("path")
    digest = try fields.digest("digest")
    size = try fields.int("size")
  }

  /// Writes the pin.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("path", path)
    fields.put("digest", digest)
    fields.put("size", size)
  }
}

/// A named input of a study: a file, a directory or a glob, and what it held at registration.
public struct InputPlan: Recordable {
  /// The name by which stages refer to it: `${inputs.NAME}`.
  public var name: String
  /// The path or pattern as written.
  public var pattern: String
  /// The files, sorted by path.
  public var files: [FilePin]

  /// A named input.
  public init(name: String, pattern: String, files: [FilePin] = []) {
    self.name = name
    self.pattern = pattern
    self.files = files
  }

  /// Reads a recorded input.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    pattern = try fields.text("pattern")
    files = try fields.records("files")
  }

  /// Writes the input.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("pattern", pattern)
    fields.put("files", files)
  }

  /// One digest over all files of the input.
  public var digest: Digest { Hashing.digest(of: CBOR.encode(record)) }
}

/// A parameter with its default.
public struct Parameter: Recordable {
  /// The name by which stages refer to it: `${params.NAME}`.
  public var name: String
  /// Its value: a number, a text, a truth value, or a list of these.
  public var value: Value
  /// Whether leaving the default needs an override.
  public var bypass: Bool

  /// A parameter.
  public init(name: String, value: Value, bypass: Bool = false) {
    self.name = name
    self.value = value
    self.bypass = bypass
  }

  /// Reads a recorded parameter.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    value = try fields.value("value")
    bypass = try fields.boolIfPresent("bypass") ?? false
  }

  /// Writes the parameter.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("value", value)
    if bypass { fields.put("bypass", true) }
  }
}
