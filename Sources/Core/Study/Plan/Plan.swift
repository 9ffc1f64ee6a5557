public import Bytes
public import Codecs
import LedgerFormat

/// What a study is going to do, symbolically: which runs exist and what each run does.
///
/// A plan is pure data. It is recorded in `study.registered`, and everything that engines decide
/// follows from it and from recorded results. No file is read through it: digests stand for files.
public struct Plan: Recordable {
  /// The study's slug.
  public var study = ""
  /// The question, in words.
  public var objective = ""
  /// The name of the metric that answers it.
  public var metric: String?
  /// Whether less of the metric is better.
  public var isLowerBetter = false
  /// How far apart seeds may lie for a variant to be called stable; by the usual rule without.
  public var stability: StabilityPlan?
  /// The study seed, from which other seeds derive.
  public var seed: Int64 = 0
  /// Seeds that are kept as given, one run each, where a level names none of its own.
  public var seeds: [Int64] = []
  /// Named inputs, with the files they were at registration.
  public var inputs: [InputPlan] = []
  /// Programs and scripts that are linked into every attempt's directory.
  public var code: [FilePin] = []
  /// Parameters and their defaults, in the order of the study file.
  public var params: [Parameter] = []
  /// The scopes in which the same stages run, smallest first.
  ///
  /// At least one; a study without levels has one that is named by the empty text.
  public var levels: [LevelPlan] = []
  /// What has to be there before anything is spent.
  public var requires = RequiresPlan()
  /// What the whole study may spend.
  public var budget = BudgetPlan()
  /// When the question is answered.
  public var stop = StopPlan()
  /// Which recorded circumstances must not change: `code`, `inputs`, `git`, `host`, `toolchain`.
  public var refusedPins: [String] = []
  /// Which circumstances are recorded.
  public var recordedPins: [String] = []
  /// Decides which runs there are: single, exec, paired or sweep.
  public var design = Design.single
  /// Named pointers that promotion moves, with what a promotion needs.
  public var baselines: [BaselinePlan] = []
  /// The set of gates that is in force beside those of the stages, where there are several.
  public var profile: String?
  /// Rules by which the ledger leaves runs out of the analysis.
  public var exclusions: [ExclusionRule] = []
  /// The sections of domains by their names, as the study file has them.
  ///
  /// A domain has checked its own; here they are only kept, digested, and handed to stages.
  public var domain = ValueMap()
  /// Whether nobody sees results by variant before they are complete.
  public var isBlind = false
  /// When results are looked at before the last pair has ended.
  public var looks: [LookPlan] = []
  /// Whether a run's facts are frozen as soon as it is finished.
  public var locksFinished = false
  /// How it is held against whoever proposes its candidates, where that is asked for.
  public var agentSafe: AgentSafePlan?
  /// Whether a statistic may rest on fewer runs and units than there are.
  public var allowsMissing = false
  /// What one attempt may take.
  public var limits = LimitsPlan()
  /// What each run does, in the order of the study file.
  public var stages: [StagePlan] = []
  /// A program to run on blocked, halted and finished.
  public var notify: [String] = []

  /// The smallest plan: one level, no stages.
  public init(study: String, objective: String, seed: Int64) {
    self.study = study
    self.objective = objective
    self.seed = seed
    self.levels = [LevelPlan(name: "")]
    self.refusedPins = ["code", "inputs"]
    self.recordedPins = ["git", "host", "toolchain"]
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study, "the slug")
    coder.field("objective", &objective, "the question")
    coder.field("metric", &metric, "the metric that answers it")
    coder.field("lower_is_better", &isLowerBetter, unless: false, "whether less of it is better")
    coder.field("stability", &stability, "when a variant's seeds count as stable, if stated")
    coder.field("seed", &seed, "study seed")
    coder.field("seeds", &seeds, "seeds given outright, one run each")
    coder.field(
      "inputs", &inputs, "inputs: `name`, `pattern`, `files`, a list of file pins, and `held_out`")
    coder.field("code", &code, "file pins of what every attempt finds in its directory")
    coder.field("params", &params, "parameters")
    coder.field("levels", &levels, "levels, smallest first")
    coder.field(
      "requires", &requires, unless: RequiresPlan(),
      "`commands`, `disk_bytes`, `environment`: what must exist")
    coder.field(
      "budget", &budget, unless: BudgetPlan(),
      "`runtime_ns`, `memory_bytes`, `retries`: what may be spent")
    coder.field(
      "limits", &limits, unless: LimitsPlan(),
      "`output_bytes`, `files`, `log_bytes`, `memory_bytes`, `processes`: what an attempt may take")
    coder.field("stop", &stop, unless: StopPlan(), "`success`, `failure` and `look`: conditions")
    coder.field("refused_pins", &refusedPins, "circumstances that must not change")
    coder.field("recorded_pins", &recordedPins, "circumstances that are recorded")
    design.code(&coder)
    coder.field("baselines", &baselines, "named pointers that promotion moves")
    coder.field(
      "profile", &profile,
      "the set of gates that is in force beside those of the stages, where there are several")
    coder.field(
      "exclusions", &exclusions,
      "rules by which the ledger leaves runs out of the analysis")
    coder.field(
      "domain", &domain, unless: ValueMap(),
      "the sections of domains by their names, as the study file has them")
    coder.field(
      "blind", &isBlind, unless: false,
      "whether results by variant are hidden until they are complete")
    coder.field("looks", &looks, "when results are looked at before the last pair has ended")
    coder.field(
      "locks_finished", &locksFinished, unless: false,
      "whether a run's facts are frozen as soon as it is finished")
    coder.field(
      "agent_safe", &agentSafe,
      "`max_candidates`, `min_gain`, `baseline_seeds`, `candidate_seeds`, `secret`: how it is held "
        + "against whoever proposes its candidates")
    coder.field(
      "allows_missing", &allowsMissing, unless: false,
      "whether a statistic may omit runs and units that did not report")
    coder.field("stages", &stages, "stages")
    coder.field("notify", &notify, "a program to run on blocked, halted and finished")
  }

  /// The SHA-256 of the plan's deterministic encoding.
  public var digest: Digest { Hashing.digest(of: encoded) }

  /// Nil if the plan has no such stage.
  public func stage(_ name: String) -> StagePlan? { stages.first { $0.name == name } }

  /// Nil if the plan has no such input.
  public func input(_ name: String) -> InputPlan? { inputs.first { $0.name == name } }
}

/// A file as it was: its path, relative to the study file, with digest and size.
public struct FilePin: Recordable {
  /// Where it is, relative to the study file's directory.
  public var path = ""
  /// The SHA-256 of its content.
  public var digest = Digest.zero
  /// Its size in bytes.
  public var size: Int64 = 0

  public init(path: String, digest: Digest, size: Int64) {
    self.path = path
    self.digest = digest
    self.size = size
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("path", &path, "relative to the study file")
    coder.field("digest", &digest, "of its content")
    coder.field("size", &size, "bytes")
  }
}

/// A named input of a study: a file, a directory or a glob, and what it held at registration.
public struct InputPlan: Recordable {
  /// The name by which stages refer to it: `${inputs.NAME}`.
  public var name = ""
  /// The path or pattern as written.
  public var pattern = ""
  /// The files, sorted by path.
  public var files: [FilePin] = []
  /// How often it may be used, where it is held out.
  public var heldOut: HeldOutPlan?

  public init(name: String, pattern: String, files: [FilePin] = []) {
    self.name = name
    self.pattern = pattern
    self.files = files
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "the name by which stages refer to it: `${inputs.NAME}`")
    coder.field("pattern", &pattern, "the path or pattern as written")
    coder.field("files", &files, "the files, sorted by path")
    coder.field("held_out", &heldOut, "`max_uses`, `approve`: how often it may be used")
  }

  /// One digest over all files of the input, however often it may be used.
  public var digest: Digest {
    var content = self
    content.heldOut = nil
    return Hashing.digest(of: content.encoded)
  }
}

/// A parameter with its default.
public struct Parameter: Recordable {
  /// The name by which stages refer to it: `${params.NAME}`.
  public var name = ""
  /// Its value: a number, a text, a truth value, or a list of these.
  public var value = Value.null
  /// Whether leaving the default needs an override.
  public var bypass = false

  public init(name: String, value: Value, bypass: Bool = false) {
    self.name = name
    self.value = value
    self.bypass = bypass
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name")
    coder.field("value", &value, "number, text, bool or list")
    coder.field("bypass", &bypass, unless: false, "whether leaving the default needs an override")
  }
}
