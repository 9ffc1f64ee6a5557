import Codecs
import StageKit

/// Runs that must not be decided by, and promotions that were taken back.
enum Revocation {
  /// Invalidates a run by a policy; a promotion that rests on it is revoked with it.
  static func invalidate(_ job: Job, policy: String) throws(StageError) {
    let hasPromotion = job.lake.has(job.paths.promotions("promotion_report.json"))
    try job.lake.write(
      job.paths.invalidation,
      JSON.encode(
        [
          "run_id": .text(job.run), "policy": .text(policy),
          "remedy": "run_all with --force 1 --clean_engine_artifacts 1 and strict defaults",
        ], pretty: true))
    guard hasPromotion else { return }
    try job.lake.write(
      job.paths.promotions("promotion_revoked.json"),
      JSON.encode(
        [
          "run_id": .text(job.run), "reason": .text("evidence invalidated: \(policy)"),
          "promotion_report": .text(
            try job.lake.digest(job.paths.promotions("promotion_report.json"))),
        ], pretty: true))
  }

  /// Why a run is invalid, or nil.
  static func reason(_ job: Job) throws(StageError) -> String? {
    guard job.lake.has(job.paths.invalidation) else { return nil }
    return try job.lake.fields(job.paths.invalidation).text("policy")
  }

  /// Whether the promotion that lies there was taken back.
  static func isRevoked(_ job: Job) throws(StageError) -> Bool {
    let path = job.paths.promotions("promotion_revoked.json")
    let report = job.paths.promotions("promotion_report.json")
    guard job.lake.has(path), job.lake.has(report) else { return false }
    return try job.lake.fields(path).text("promotion_report") == job.lake.digest(report)
  }

  /// Refuses to decide by an invalid run.
  static func demandValid(_ job: Job) throws(StageError) {
    guard let policy = try reason(job) else { return }
    throw StageError(
      .refused, "run '\(job.run)' is invalid for decisions: \(policy)",
      hint: "rebuild it: run_all with --force 1 --clean_engine_artifacts 1 and strict defaults")
  }
}
