public import Codecs
import Files

/// What a stage process is told: the run, its resolved parameters, and where its inputs lie.
///
/// Read from the file that `RUNLEDGER_CONTEXT` names. `docs/STUDIES.md` lists the members.
public struct StageContext: Sendable {
  /// The largest context file, in bytes.
  public static let sizeMax = 1 << 26

  /// The study's slug.
  public let study: String
  /// The run's id; empty outside of a run.
  public let run: String
  /// The run's level; empty in a study without levels.
  public let level: String
  /// The stage's name.
  public let stage: String
  /// The unit of a `foreach`; empty by default.
  public let unit: String
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// The run's seed.
  public let seed: Int64
  /// The parameters that the stage names.
  public let params: StageFields
  /// Declared output paths and patterns, relative to ``directory``.
  public let outputs: [String]
  /// Where the step works: its attempt's directory.
  public let directory: String
  /// Every member as it was read, for what a domain looks up itself.
  public let fields: StageFields

  private let inputs: ValueMap

  /// Reads the context file of a process, or nil when no stage started it.
  public init?(environment: [String: String], directory: String) throws(StageError) {
    guard let file = environment["RUNLEDGER_CONTEXT"], !file.isEmpty else { return nil }
    let path = PathName.join(directory, file)
    try self.init(StageFiles.readJSON(path, limit: Self.sizeMax), directory: directory)
  }

  /// Takes a context as it was read.
  public init(_ value: Value, directory: String) throws(StageError) {
    fields = try StageFields(value, "the context")
    study = try fields.text("study")
    run = try fields.text("run", default: "")
    level = try fields.text("level", default: "")
    stage = try fields.text("stage")
    unit = try fields.text("unit", default: "")
    attempt = try fields.integer("attempt", default: 1)
    seed = Int64(try fields.integer("seed", default: 0))
    params = StageFields(place: "params", map: try fields.map("params"))
    inputs = try fields.map("inputs")
    outputs = try fields.texts("outputs")
    self.directory = directory
  }

  /// The path of a declared input: a file, or a directory that holds the files of a pattern.
  public func input(_ name: String) throws(StageError) -> String {
    guard let path = optionalInput(name) else {
      throw StageError(.invalid, "stage '\(stage)' needs an input named '\(name)'")
    }
    return path
  }

  /// The path of an input, or nil where the study declares none of that name.
  public func optionalInput(_ name: String) -> String? {
    inputs[name]?.asText.map { PathName.join(directory, $0) }
  }

  /// What of a domain's section the stage declares to read; empty where there is none.
  public func section(_ name: String) throws(StageError) -> StageFields {
    let map = try fields.map("domain")[name]?.asMap ?? ValueMap()
    return StageFields(place: "domain.\(name)", map: map)
  }

  /// The file of a path that the members of a section name, as it was registered; nil where none of
  /// those that the stage declares to read names it.
  public func file(_ path: String) throws(StageError) -> RegisteredFile? {
    let plain = RegisteredFile.plain(path)
    return try fields.list("domain_files", RegisteredFile.init).first { $0.path == plain }
  }

  /// The registered files that some words name, or that lie in a directory that one names.
  public func files(_ words: [String]) throws(StageError) -> [RegisteredFile] {
    let names = words.map(RegisteredFile.plain)
    return try fields.list("domain_files", RegisteredFile.init).filter { file in
      names.contains { file.path == $0 || file.path.hasPrefix("\($0)/") }
    }
  }
}
