import Bytes
import Codecs
import Crypto
import StageKit

/// `run_manifest.json`: what a run was asked for, how far it came, and under which overrides.
///
/// Times are the ledger's to say; their members are null, so that equal runs have equal files.
struct RunManifest {
  var status = "running"
  var planned: [StageName]
  var failedStage: String?
  var decision: String?
  var autoContinueApplied = false
  var autoContinueReason: String?
  var blockedByChecklist = false
  var invalidations: [String] = []
  var stages: [(StageName, String)] = []

  /// Writes the manifest as it stands.
  func write(_ job: Job) throws(StageError) {
    let overrides = try overrides(job)
    var config: [UInt8] = []
    for digest in job.settings.configurations { config += Array((digest + "\n").utf8) }
    var outcomes: ValueMap = [:]
    for (stage, outcome) in stages { outcomes[stage.rawValue] = .text(outcome) }
    let given = job.settings["override_reason"]
    let reason =
      overrides.isEmpty
      ? nil : !given.isEmpty ? given : job.settings.profile == .lab ? "profile lab" : nil
    func text(_ value: String?) -> Value { value.map(Value.text) ?? .null }
    try job.lake.write(
      job.paths.manifest,
      JSON.encode(
        [
          "run_id": .text(job.run), "status": .text(status), "started_at": .null,
          "finished_at": .null, "ended_at": .null, "stage_timings_sec": [:],
          "symbols": .array(job.symbols.map(Value.text)),
          "start": .text(CivilTime.date(job.start)), "end": .text(CivilTime.date(job.end)),
          "seed": .int(job.seed), "profile": .text(job.settings.profile.rawValue),
          "git_commit": .null, "data_hash": try dataHash(job),
          "feature_schema_version": .text(FeatureTable.version),
          "feature_schema_hash": .text(
            SHA256.hash(Array(FeatureTable.contract.joined(separator: "|").utf8)).hex),
          "config_digest": .text(SHA256.hash(config).hex),
          "planned_stages": .array(planned.map { .text($0.rawValue) }),
          "stages": .map(outcomes), "failed_stage": text(failedStage),
          "checklist_decision": text(decision),
          "auto_continue_applied": .bool(autoContinueApplied),
          "auto_continue_reason": text(autoContinueReason),
          "override_reason": text(reason),
          "execution_blocked_by_checklist": .bool(blockedByChecklist),
          "non_production_overrides": .array(overrides.map(Value.text)),
          "production": .bool(overrides.isEmpty),
          "invalidations": .array(invalidations.map(Value.text)),
        ], pretty: true))
  }

  private func overrides(_ job: Job) throws(StageError) -> [String] {
    try StageRunner.overrides(upTo: .report, job)
  }

  /// The digest over sorted lines `path|sha256` of the raw files: content, never a time.
  private func dataHash(_ job: Job) throws(StageError) -> Value {
    var lines: [String] = []
    for stage in [StageName.ingest, .clean] {
      let path = job.paths.stage(stage.rawValue)
      guard job.lake.has(path) else { continue }
      let fields = try job.lake.fields(path)
      for list in ["inputs", "outputs"] {
        lines += try fields.list(list) { (file) throws(StageError) in
          "\(try file.text("path"))|\(try file.text("sha256"))"
        }.filter { $0.hasPrefix("lake/raw/") }
      }
    }
    lines.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    lines = lines.indices.filter { $0 == 0 || lines[$0] != lines[$0 - 1] }.map { lines[$0] }
    guard !lines.isEmpty else { return .null }
    return .text(SHA256.hash(Array(lines.joined(separator: "\n").utf8)).hex)
  }
}
