import Codecs
import Files
import StageKit

/// Standing settings of one account: zones `pipeline.*` for the stages before a simulation,
/// `simulation.*` for it, and `study.*` for what a study is for.
///
/// What is given on the command line counts before the environment (`RUNLEDGER_POPULATION_PROVIDER`
/// for `simulation.provider`), the environment before the file, and the file before the default. A
/// stage of a study reads neither: whatever acts on it has to stand in the study. Keys of providers
/// never stand in the file.
struct StandingSettings {
  /// A setting: its name, its default, and what it may be.
  struct Key {
    let name: String
    let fallback: String
    let summary: String
  }

  static let keys =
    [
      Key(name: "pipeline.profile", fallback: "generic-all-ages", summary: "profile of gate 3"),
      Key(name: "pipeline.catalogue", fallback: "", summary: "templates of one's own: a file"),
      Key(name: "pipeline.provider", fallback: "", summary: "who describes people; else templates"),
      Key(name: "pipeline.pivotal_model", fallback: "", summary: "the model that describes them"),
      Key(name: "pipeline.base_url", fallback: "", summary: "where that model is asked"),
      Key(name: "simulation.reasoner", fallback: "rules", summary: "rules or llm"),
      Key(name: "simulation.provider", fallback: "openai", summary: "who offers the model"),
      Key(name: "simulation.base_url", fallback: "", summary: "where the model is asked"),
      Key(name: "simulation.pivotal_model", fallback: "", summary: "the model for reasoning"),
      Key(name: "simulation.routine_model", fallback: "", summary: "the model for classification"),
      Key(name: "simulation.threshold", fallback: "3", summary: "tellers before thinking again"),
      Key(name: "simulation.chunk_size", fallback: "50", summary: "people who think at a time"),
      Key(name: "simulation.rate_tier", fallback: "1", summary: "tier of the provider, 1 to 4"),
    ] + Preconditions.questions.map { Key(name: "study.\($0)", fallback: "", summary: $1) }

  /// Where the file lies.
  let path: String?
  private(set) var kept: ValueMap = [:]
  private let environment: [String: String]

  /// Reads the file of the account, if there is one.
  init(_ environment: [String: String], directory: String) throws(StageError) {
    self.environment = environment
    let base =
      environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? environment["HOME"].map { PathName.join($0, ".config") }
    path = base.map { PathName.join($0, "runledger/population.json") }
    guard !Self.isStage(environment), let path, FileSystem.exists(path) else { return }
    kept = try StageFiles.readFields(path).map
  }

  /// Whether a study runs the step: then only the study counts.
  static func isStage(_ environment: [String: String]) -> Bool {
    !["", "exec"].contains(environment["RUNLEDGER_STAGE"] ?? "")
  }

  /// The value of a setting, and where it comes from.
  func value(_ name: String, given: String? = nil) -> (value: String, origin: String) {
    if let given { return (given, "command line") }
    let fallback = Self.keys.first { $0.name == name }?.fallback ?? ""
    guard !Self.isStage(environment) else { return (fallback, "default") }
    let parts = name.split(separator: ".").map { $0.uppercased() }
    let word =
      "RUNLEDGER_POPULATION_"
      + (parts[0] == "SIMULATION" ? parts[1...] : parts[...]).joined(separator: "_")
    if let value = environment[word], !value.isEmpty { return (value, word) }
    if let value = kept[name]?.asText { return (value, "settings") }
    return (fallback, "default")
  }

  /// The value of a setting that is a whole number.
  func integer(
    _ name: String, given: String?, in range: ClosedRange<Int>
  ) throws(StageError) -> Int {
    let (text, origin) = value(name, given: given)
    guard let number = Int(text), range.contains(number) else {
      throw .usage(
        "'\(name)' is a whole number from \(range.lowerBound) to \(range.upperBound), not "
          + "'\(text)' (\(origin))"
      )
    }
    return number
  }

  /// Sets or takes back one setting, and writes the file.
  mutating func set(_ name: String, _ value: String?) throws(StageError) {
    guard Self.keys.contains(where: { $0.name == name }) else {
      throw .usage(
        "there is no setting '\(name)'", hint: Hint.choice(name, among: Self.keys.map(\.name)))
    }
    kept[name] = value.map(Value.text)
    try save()
  }

  /// Takes back every setting.
  mutating func reset() throws(StageError) {
    kept = [:]
    try save()
  }

  private func save() throws(StageError) {
    guard let path else {
      throw StageError(.unavailable, "there is no home directory to keep settings in")
    }
    try StageFiles.write(path, JSON.encode(.map(kept), pretty: true), mode: 0o600)
  }
}

extension Catalogue {
  /// The templates that a call or the settings name, or those that the program brings along.
  init(_ call: StepCall, _ settings: StandingSettings) throws(StageError) {
    let file = settings.value("pipeline.catalogue", given: call.arguments.value("catalogue")).value
    try self.init(path: file.isEmpty ? nil : call.path(file))
  }
}
