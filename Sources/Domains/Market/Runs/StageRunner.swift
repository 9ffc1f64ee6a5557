import Codecs
import StageKit

/// Runs one stage: skips what is fresh, and leaves a manifest whatever happens.
///
/// The manifest is written when the stage begins and again when it ends, so that a stage that was
/// cut short is seen as running. It holds no time: two runs of the same input are equal byte for
/// byte, and when something ran is the ledger's to say.
enum StageRunner {
  /// Does a stage's work, unless it was done with these very inputs and settings; `again` does it
  /// whatever was done before.
  static func run(
    _ stage: StageName, _ job: Job, again: Bool = false,
    _ work: (Job) throws(StageError) -> Void
  ) throws(StageError) {
    let path = job.paths.stage(stage.rawValue)
    let parameters = self.parameters(stage, job)
    if !job.isForced, !again, job.lake.has(path) {
      let before = try job.lake.fields(path)
      if try before.text("status", default: "") == "success" {
        guard try Value.map(before.map("parameters")) == .map(parameters) else {
          throw StageError(
            .refused, "run '\(job.run)' did '\(stage.rawValue)' with other settings",
            hint: "use a new run_id, or '--force 1' to do it again")
        }
        if try isFresh(before, job.lake) { return }
      }
    }
    job.beginStage()
    try record(stage, job, parameters, status: "running", error: nil)
    do throws(StageError) {
      try work(job)
    } catch {
      try record(stage, job, parameters, status: "failed", error: error.message)
      throw error
    }
    try record(stage, job, parameters, status: "success", error: nil)
  }

  /// Whether every file that a manifest names still has the digest it had.
  static func isFresh(_ manifest: StageFields, _ lake: Lake) throws(StageError) -> Bool {
    try stale(manifest, lake).isEmpty
  }

  /// The files of a manifest that are gone or changed.
  static func stale(_ manifest: StageFields, _ lake: Lake) throws(StageError) -> [String] {
    var stale: [String] = []
    for list in ["inputs", "outputs"] {
      let files = try manifest.list(list) { (file) throws(StageError) in
        (try file.text("path"), try file.text("sha256"))
      }
      for (path, digest) in files {
        if lake.has(path), try lake.digest(path) == digest { continue }
        stale.append(path)
      }
    }
    return stale
  }

  /// What makes the results of a stage non-production: its own settings, and whatever marked a
  /// stage before it, also when that one was run by another call.
  static func overrides(upTo stage: StageName, _ job: Job) throws(StageError) -> [String] {
    var all = job.overrides(of: [stage])
    for other in StageName.allCases.prefix(while: { $0 != stage }) {
      let path = job.paths.stage(other.rawValue)
      guard job.lake.has(path) else { continue }
      all += try job.lake.fields(path).texts("non_production_overrides")
    }
    all.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }

  private static func parameters(_ stage: StageName, _ job: Job) -> ValueMap {
    var map = job.settings.record(of: [stage])
    map["symbols"] = .array(job.symbols.map(Value.text))
    map["start"] = .text(CivilTime.date(job.start))
    map["end"] = .text(CivilTime.date(job.end))
    map["seed"] = .int(job.seed)
    return map
  }

  private static func record(
    _ stage: StageName, _ job: Job, _ parameters: ValueMap, status: String, error: String?
  ) throws(StageError) {
    let overrides = try self.overrides(upTo: stage, job)
    try job.lake.write(
      job.paths.stage(stage.rawValue),
      JSON.encode(
        [
          "run_id": .text(job.run), "stage": .text(stage.rawValue), "status": .text(status),
          "started_at": .null, "finished_at": .null, "parameters": .map(parameters),
          "config_digests": .array(job.settings.configurations.map(Value.text)),
          "inputs": .array(job.inputs), "outputs": .array(job.outputs),
          "error": error.map(Value.text) ?? .null, "stats": .map(job.stats),
          "production": .bool(overrides.isEmpty),
          "non_production_overrides": .array(overrides.map(Value.text)),
        ], pretty: true))
  }
}
