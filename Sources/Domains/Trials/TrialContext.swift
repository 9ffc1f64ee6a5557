import Agents
import Codecs
import Files
import StageKit

/// What a step is told: a stage's context, with the members of a paired design.
@dynamicMemberLookup
struct TrialContext: Sendable {
  /// What every stage is told: study, run, level, seed, outputs and where it works.
  let base: StageContext
  /// When the run was planned, as RFC 3339.
  let createdAt: String
  /// The run's variant; nil where the step works on a pair or more.
  let variant: Variant?
  /// The task; nil where the step works on several.
  let task: Task?
  let pair: Pair?
  /// The study's paired design; nil in a study without one.
  let paired: Paired?
  /// What was recorded of the run's surroundings.
  let pins: ValueMap
  let studyFile: RegisteredFile?
  /// The directory that holds the study file.
  let studyDirectory: String
  /// The study's runs, for steps that work on more than one.
  let runs: [Run]
  /// What an external agent is told of its surroundings.
  let agentEnvironment: AgentEnvironment

  let events: StageEvents

  /// Takes a context as it was read.
  ///
  /// Reports go to the file that `RUNLEDGER_EVENTS` of the environment names, if it names one.
  init(
    _ value: Value, environment: [String: String] = [:], directory: String
  ) throws(StageError) {
    try self.init(StageContext(value, directory: directory), environment: environment)
  }

  /// Takes what a step of a trial needs out of a stage's context.
  init(_ base: StageContext, environment: [String: String]) throws(StageError) {
    let fields = base.fields
    createdAt = try fields.text("created_at", default: "")
    variant = try fields.optional("variant", Variant.init)
    task = try fields.optional("task", Task.init)
    pair = try fields.optional("pair", Pair.init)
    paired = try fields.optional("paired") { (fields) throws(StageError) in
      try Paired(fields, in: base)
    }
    pins = try fields.map("pins")
    studyFile = try fields.optional("study_file", RegisteredFile.init)
    studyDirectory = try fields.text("study_directory", default: base.directory)
    runs = try fields.list("runs", Run.init)
    events = StageEvents(environment: environment, directory: base.directory)
    agentEnvironment = AgentEnvironment(environment)
    self.base = base
  }

  subscript<Member>(dynamicMember member: KeyPath<StageContext, Member>) -> Member {
    base[keyPath: member]
  }

  /// The path of a declared input: a file, or a directory that holds the files of a pattern.
  func input(_ name: String) throws(StageError) -> String { try base.input(name) }

  /// The path of an input, or nil where the study declares none of that name.
  func optionalInput(_ name: String) -> String? { base.optionalInput(name) }

  /// The runs of single variants, in the order of the schedule.
  var scheduledRuns: [Run] { runs.filter { $0.scope == "run" } }

  func path(_ output: String) -> String { PathName.join(base.directory, output) }

  /// Writes an output, with the directories above it.
  func write(_ output: String, _ bytes: [UInt8]) throws(StageError) {
    try StageFiles.write(path(output), bytes)
  }

  func write(_ output: String, _ text: String) throws(StageError) {
    try write(output, Array(text.utf8))
  }

  /// Writes an output as canonical JSON for readers: indented, keys sorted.
  func write(_ output: String, _ value: Value) throws(StageError) {
    try write(output, JSON.encode(value, pretty: true))
  }

  /// The declared output that ends with a name, or a file of that name where a pattern for a whole
  /// directory is declared; else the name itself.
  func declared(_ name: String) -> String {
    if let output = base.outputs.first(where: { PathName.lastComponent($0) == name }) {
      return output
    }
    let pattern = base.outputs.first { ["*", "**"].contains(PathName.lastComponent($0)) }
    guard let pattern, pattern.contains("/") else { return name }
    return PathName.join(PathName.parent(pattern), name)
  }
}

/// One step of a paired trial, run as a stage process.
///
/// A step reads its context and the files that the context names, writes its outputs into the
/// context's directory, and may report metrics and violations. It takes no arguments.
protocol TrialStep: Step {
  /// Does the step's work; returning means that every output is written.
  static func run(_ context: TrialContext) throws(StageError)
}

extension TrialStep {
  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let context = try TrialContext(
      call.demandContext(of: name), environment: call.environment)
    try run(context)
    return 0
  }
}
