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
    let before = job.lake.has(path) ? try job.lake.fields(path) : nil
    if !job.isForced, !again, let before,
      try before.text("status", default: "") == "success"
    {
      guard try Value.map(before.map("parameters")) == .map(parameters) else {
        throw StageError(
          .refused, "run '\(job.run)' did '\(stage.rawValue)' with other settings",
          hint: "use a new run_id, or '--force 1' to do it again")
      }
      if try stale(before, job.lake).isEmpty { return }
    }
    var former: [File] = []
    if let before { former = try files(before, ["outputs"]) }
    job.beginStage(former: former)
    try record(stage, job, parameters, status: "running", error: nil)
    do throws(StageError) {
      try work(job)
    } catch {
      try record(stage, job, parameters, status: "failed", error: error.message)
      throw error
    }
    try record(stage, job, parameters, status: "success", error: nil)
  }

  /// A file as a manifest names it.
  struct File {
    let path: String
    let digest: String
    /// The manifest's own row.
    let record: Value
  }

  /// The files in some lists of a manifest.
  static func files(
    _ manifest: StageFields, _ lists: [String]
  ) throws(StageError) -> [File] {
    var files: [File] = []
    for list in lists {
      files += try manifest.list(list) { (file) throws(StageError) in
        File(
          path: try file.text("path"), digest: try file.text("sha256"), record: .map(file.map))
      }
    }
    return files
  }

  /// Refuses evidence that the running stage has read and that is not what `stage` had written:
  /// every stage believes files by their digests.
  static func demandUnchanged(
    _ written: [File], of stage: StageName, _ job: Job
  ) throws(StageError) {
    for file in written where job.hasRead(file.path) {
      if try job.lake.digest(file.path) == file.digest { continue }
      throw StageError(
        .refused, "'\(file.path)' is not what '\(stage.rawValue)' has written",
        hint: "'runledger market \(stage.rawValue) --run_id \(job.run) --force 1' writes it again")
    }
  }

  /// What a stage says that it has written; nothing where it did not run.
  static func written(by stage: StageName, _ job: Job) throws(StageError) -> [File] {
    let path = job.paths.stage(stage.rawValue)
    return job.lake.has(path) ? try files(job.lake.fields(path), ["outputs"]) : []
  }

  /// The files of a manifest that are gone or changed.
  static func stale(_ manifest: StageFields, _ lake: Lake) throws(StageError) -> [String] {
    var stale: [String] = []
    for file in try files(manifest, ["inputs", "outputs"]) {
      if lake.has(file.path), try lake.digest(file.path) == file.digest { continue }
      stale.append(file.path)
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
          "inputs": .array(job.inputs),
          "outputs": .array(status == "success" ? job.outputs : job.standing),
          "error": error.map(Value.text) ?? .null, "stats": .map(job.stats),
          "production": .bool(overrides.isEmpty),
          "non_production_overrides": .array(overrides.map(Value.text)),
        ], pretty: true))
  }
}
