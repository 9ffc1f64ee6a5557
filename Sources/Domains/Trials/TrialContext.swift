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
  let studyFile: FileReference?
  /// The directory that holds the study file.
  let studyDirectory: String
  /// The study's runs, for steps that work on more than one.
  let runs: [Run]
  /// What an external agent is told of its surroundings.
  let agentEnvironment: AgentEnvironment

  private let events: StageEvents

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
    studyFile = try fields.optional("study_file", FileReference.init)
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

  /// What of a domain's section the stage declares to read.
  func section(_ name: String) throws(StageError) -> StageFields { try base.section(name) }

  /// An integer parameter.
  func integer(_ name: String, default fallback: Int) throws(StageError) -> Int {
    try base.params.integer(name, default: fallback)
  }

  /// A number among the parameters.
  func number(_ name: String, default fallback: Double) throws(StageError) -> Double {
    try base.params.number(name, default: fallback)
  }

  /// Where an output lies on disk.
  func path(_ output: String) -> String { PathName.join(base.directory, output) }

  /// Writes an output, with the directories above it.
  func write(_ output: String, _ bytes: [UInt8]) throws(StageError) {
    try StageFiles.write(path(output), bytes)
  }

  /// Writes an output as text.
  func write(_ output: String, _ text: String) throws(StageError) {
    try write(output, Array(text.utf8))
  }

  /// Writes an output as canonical JSON for readers: indented, keys sorted.
  func write(_ output: String, _ value: Value) throws(StageError) {
    try write(output, JSON.encode(value, pretty: true))
  }

  /// Reports a metric.
  func report(metric name: String, _ value: Double) throws(StageError) {
    try events.metric(name, value)
  }

  /// Reports something that must not happen.
  func report(violation text: String, isCritical: Bool, action: String) throws(StageError) {
    try events.violation(text, isCritical: isCritical, action: action)
  }

  /// Reports something worth keeping.
  func report(note text: String) throws(StageError) { try events.note(text) }

  /// Reports how far the step is.
  func report(done: Int, of total: Int) throws(StageError) {
    try events.progress(done: done, of: total)
  }
}
