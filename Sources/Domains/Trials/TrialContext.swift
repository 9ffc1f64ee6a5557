import Bytes
import Codecs
import Files
import StageKit

/// What a step is told: the run, its task and variant, the resolved parameters and input paths.
struct TrialContext: Sendable {
  /// The largest context file, in bytes.
  static let sizeMax = 1 << 26

  let study: String
  let run: String
  let level: String
  let stage: String
  let unit: String
  let attempt: Int
  let seed: Int64
  /// When the run was planned, as RFC 3339.
  let createdAt: String
  let params: ValueMap
  /// Declared output paths and patterns, relative to ``directory``.
  let outputs: [String]
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
  /// Where the step works: its attempt's directory.
  let directory: String
  /// What an external agent is told of its surroundings.
  let agentEnvironment: AgentEnvironment

  private let inputs: ValueMap
  private let events: String?

  /// Reads a context file.
  init(
    file: String, environment: [String: String], directory: String
  ) throws(StageError) {
    let path = PathName.join(directory, file)
    let value = try StageFiles.readJSON(path, limit: Self.sizeMax)
    try self.init(value, environment: environment, directory: directory)
  }

  /// Takes a context as it was read.
  ///
  /// Reports go to the file that `RUNLEDGER_EVENTS` of the environment names, if it names one.
  init(
    _ value: Value, environment: [String: String] = [:], directory: String
  ) throws(StageError) {
    let fields = try StageFields(value, "the context")
    study = try fields.text("study")
    run = try fields.text("run", default: "")
    level = try fields.text("level", default: "")
    stage = try fields.text("stage")
    unit = try fields.text("unit", default: "")
    attempt = try fields.integer("attempt", default: 1)
    seed = Int64(try fields.integer("seed", default: 0))
    createdAt = try fields.text("created_at", default: "")
    params = try fields.map("params")
    inputs = try fields.map("inputs")
    outputs = try fields.texts("outputs")
    variant = try fields.optional("variant", Variant.init)
    task = try fields.optional("task", Task.init)
    pair = try fields.optional("pair", Pair.init)
    paired = try fields.optional("paired", Paired.init)
    pins = try fields.map("pins")
    studyFile = try fields.optional("study_file", FileReference.init)
    studyDirectory = try fields.text("study_directory", default: directory)
    runs = try fields.list("runs", Run.init)
    events = environment["RUNLEDGER_EVENTS"]
    agentEnvironment = AgentEnvironment(environment)
    self.directory = directory
  }

  /// The path of a declared input: a file, or a directory that holds the files of a pattern.
  func input(_ name: String) throws(StageError) -> String {
    guard let path = optionalInput(name) else {
      throw StageError(.invalid, "stage '\(stage)' needs an input named '\(name)'")
    }
    return path
  }

  /// The path of an input, or nil where the study declares none of that name.
  func optionalInput(_ name: String) -> String? {
    inputs[name]?.asText.map { PathName.join(directory, $0) }
  }

  /// An integer parameter.
  func integer(_ name: String, default fallback: Int) throws(StageError) -> Int {
    try StageFields(.map(params), "params").integer(name, default: fallback)
  }

  /// A number among the parameters.
  func number(_ name: String, default fallback: Double) throws(StageError) -> Double {
    try StageFields(.map(params), "params").number(name, default: fallback)
  }

  /// Where an output lies on disk.
  func path(_ output: String) -> String { PathName.join(directory, output) }

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
    try report("metric", ["name": .text(name), "value": .double(value)])
  }

  /// Reports something that must not happen.
  func report(violation text: String, isCritical: Bool, action: String) throws(StageError) {
    try report(
      "violation",
      [
        "severity": .text(isCritical ? "critical" : "non_critical"), "text": .text(text),
        "action": .text(action),
      ])
  }

  /// Reports something worth keeping.
  func report(note text: String) throws(StageError) { try report("note", ["text": .text(text)]) }

  /// Reports how far the step is.
  func report(done: Int, of total: Int) throws(StageError) {
    try report("progress", ["done": .int(Int64(done)), "of": .int(Int64(total))])
  }

  /// Appends one line to the file of events; without one, nobody listens and nothing is written.
  private func report(_ kind: String, _ fields: ValueMap) throws(StageError) {
    guard let events, !events.isEmpty else { return }
    let line = JSON.encode(.map([kind: .map(fields)])) + [UInt8(ascii: "\n")]
    do throws(FileError) {
      try Descriptor.appendOnly(PathName.join(directory, events)).write(line)
    } catch {
      throw StageError(error)
    }
  }
}
