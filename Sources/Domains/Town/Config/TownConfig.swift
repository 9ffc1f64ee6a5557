import Bytes
import Codecs
import Crypto
import Files
import StageKit
import YAML

/// The configuration of a town: every key with its default and its range.
struct TownConfig: ConfigGroup {
  var configID = ""
  var town = TownSettings()
  var features = FeatureSettings()
  var rewards = RewardSettings()
  var economy = EconomySettings()
  var jobs = [
    Named(
      name: "grocer",
      group: JobSettings(start: 180, end: 360, wage: 0.02, penalty: 0.1, at: GridTile(x: 0, y: 0))),
    Named(
      name: "barista",
      group: JobSettings(start: 400, end: 560, wage: 0.025, penalty: 0.12, at: GridTile(x: 1, y: 0))
    ),
  ]
  var employment = EmploymentSettings()
  var behavior = BehaviorSettings()
  var queueFairness = QueueSettings()
  var conflict = ConflictSettings()
  var slots = SlotSettings()
  var stability = StabilitySettings()
  var affordances = AffordanceTable()
  var ppo = PPOSettings()
  var perturbations = PerturbationSettings()
  var telemetry = TelemetrySettings()
  var snapshot = SnapshotSettings()
  var lifecycle = LifecycleSettings()
  var runtime = RuntimeSettings()
  var training = TrainingSettings()
  var consoleAuth = ConsoleAuthSettings()
  var scenario = ScenarioSettings()

  mutating func code(_ c: inout some ConfigCoder) {
    c.text("config_id", &configID)
    c.group("town", &town)
    c.group("features", &features)
    c.group("rewards", &rewards)
    c.group("economy", &economy)
    c.named("jobs", &jobs)
    c.group("employment", &employment)
    c.group("behavior", &behavior)
    c.group("queue_fairness", &queueFairness)
    c.group("conflict", &conflict)
    c.group("embedding_allocator", &slots)
    c.group("stability", &stability)
    c.group("affordances", &affordances)
    c.group("ppo", &ppo)
    c.group("perturbations", &perturbations)
    c.group("telemetry", &telemetry)
    c.group("snapshot", &snapshot)
    c.group("lifecycle", &lifecycle)
    c.group("policy_runtime", &runtime)
    c.group("training", &training)
    c.group("console_auth", &consoleAuth)
    c.group("scenario", &scenario)
  }

  /// The SHA-256 of all keys with their values, written or not.
  var digest: String { SHA256.hash(JSON.encode(ConfigWriter.value(of: self))).hex }

  /// Reads a configuration; every mistake is listed with its line, its column and the rule.
  ///
  /// A manifest that it names lies beside it.
  static func read(_ path: String) throws(StageError) -> TownConfig {
    try parse(StageFiles.read(path, limit: 1 << 20), file: path) { (name) throws(StageError) in
      try StageFiles.read(PathName.join(PathName.parent(path), name), limit: 1 << 20)
    }
  }

  /// Reads the text of a configuration; `manifest` gives the file of affordances that it names.
  static func parse(
    _ bytes: [UInt8], file: String,
    manifest: (String) throws(StageError) -> [UInt8] = { (name) throws(StageError) in
      throw StageError(.invalid, "there is no file '\(name)' beside the configuration")
    }
  ) throws(StageError) -> TownConfig {
    let problems = Problems(file: file, text: bytes)
    var config = TownConfig()
    var document: Item?
    do throws(YAMLError) {
      let item = Item(
        node: try YAMLDocument.parse(bytes), name: "the configuration", path: "",
        problems: problems)
      ConfigReader.read(&config, from: item)
      document = item
    } catch {
      problems.report(error)
    }
    if let failure = problems.failure { throw StageError(.invalid, failure.description) }
    for job in config.jobs.indices where config.jobs[job].group.wageRate < 0 {
      config.jobs[job].group.wageRate = config.economy.wageIncome
    }
    let name = config.affordances.file
    if !name.isEmpty {
      try AffordanceManifest.read(manifest(name), file: name, into: &config.affordances)
    }
    if let document { config.check(document) }
    if let failure = problems.failure { throw StageError(.invalid, failure.description) }
    return config
  }

  /// Refuses a configuration of another observation variant than the caller was promised.
  func require(variant: String?) throws(StageError) {
    let got = features.systems.observations.rawValue
    guard let variant, variant != got else { return }
    throw StageError(
      .invalid, "observation variant of '\(configID)': expected \(variant), got \(got)")
  }
}
