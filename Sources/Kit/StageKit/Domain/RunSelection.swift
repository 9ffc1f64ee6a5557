/// A run named by its id, by its manifest, or by what the schedule assigns to it.
public struct RunSelection: Sendable, Equatable {
  /// The study, where it is named.
  public var study: String?
  /// The run's id, or the start of it; `STUDY/RUN` where the study stands in front.
  public var run: String?
  /// The path of a manifest in the run's directory.
  public var manifest: String?
  /// The variant that the schedule assigns.
  public var variant: String?
  public var task: String?
  public var pair: String?
  /// The seed that the run must have.
  public var seed: String?
  /// Whether only a run of a paired study can be meant.
  public var isOfPair = false

  /// A selection; what is nil does not narrow it.
  public init(study: String? = nil, run: String? = nil) {
    self.study = study
    self.run = run
  }

  /// Whether a run is named in any way, rather than only a study.
  public var namesRun: Bool {
    [run, manifest, variant, task, pair].contains { $0 != nil }
  }
}

extension RunSelection {
  /// The option that names a study.
  public static let study = Option.value("experiment", nil, "STUDY", "the study")

  /// The options by which a run is named, besides the operand.
  public static let options: [Option] = [
    study, .value("variant", nil, "VARIANT", "the run's variant"),
    .value("task", nil, "TASK", "the run's task"),
    .value("seed", nil, "N", "the run's seed, which has to be the registered one"),
    .value("pair-id", nil, "PAIR", "the run's pair"),
    .value("manifest", nil, "FILE", "the manifest in the run's directory"),
    .value("output", nil, "DIR", "the run's directory, which follows from the run"),
  ]

  /// The run that a command line names: by its first operand, which may be the path of its
  /// manifest, or by these options.
  public init(_ arguments: ParsedArguments) {
    self.init(study: arguments.value("experiment"))
    let word = arguments.operands.first
    let isManifest = word?.hasSuffix(".json") ?? false
    run = isManifest ? nil : word
    manifest = arguments.value("manifest") ?? (isManifest ? word : nil)
    variant = arguments.value("variant")
    task = arguments.value("task")
    pair = arguments.value("pair-id")
    seed = arguments.value("seed")
  }
}
