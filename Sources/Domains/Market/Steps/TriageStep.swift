import Codecs
import StageKit

/// Says how far a run came, what is stale, why it stopped, and what to look at.
enum TriageStep: Step {
  static let name = "triage"
  static let summary = "report a run's progress, what is stale, and why it stopped"
  static var options: [Option] { MarketCall.general }
  static let operands = 1...1

  /// 0 finished, 11 held back or stale, 12 unfinished.
  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let job = try MarketCall.job(call, run: call.operand(0, "the run's id"), isThere: true)
    var lines: [String] = []
    var code: Int32 = 0
    let manifest =
      job.lake.has(job.paths.manifest) ? try job.lake.fields(job.paths.manifest) : nil
    let status = try manifest?.text("status") ?? "stages only"
    lines.append("run \(job.run): \(status)")
    if status == "running" {
      code = 12
      lines.append("  it did not finish: run the same command again, it goes on where it stopped")
    }
    if let failed = try manifest?.text("failed_stage", default: ""), !failed.isEmpty {
      code = 11
      lines.append("  stopped at \(failed)")
    }
    if let policy = try Revocation.reason(job) {
      code = 11
      lines.append("  invalid for decisions: \(policy)")
    }
    if try Revocation.isRevoked(job) { lines.append("  its promotion is revoked") }
    var hasBacktest = false
    for stage in StageName.allCases {
      let path = job.paths.stage(stage.rawValue)
      guard job.lake.has(path) else { continue }
      let fields = try job.lake.fields(path)
      let outcome = try fields.text("status")
      if stage == .backtest, outcome == "success" { hasBacktest = true }
      let stale = outcome == "success" ? try StageRunner.stale(fields, job.lake) : []
      var line = "  \(stage.rawValue): \(outcome)"
      if let error = try? fields.text("error", default: ""), !error.isEmpty { line += ": \(error)" }
      if !stale.isEmpty {
        code = max(code, 11)
        line += "; stale, for \(stale[0]) is not what it was"
      }
      if outcome == "running" { code = 12 }
      lines.append(line)
    }
    if !hasBacktest { lines.append("  no backtest_strategies: downstream never ran") }
    lines += try advice(job)
    try call.say(lines.joined(separator: "\n") + "\n")
    return code
  }

  private static func advice(_ job: Job) throws(StageError) -> [String] {
    var lines: [String] = []
    let funnel = try Funnel(job)
    for level in funnel.levels {
      let reasons = level.reasons.map { "\($0.name) \($0.count)" }.joined(separator: ", ")
      lines.append("  \(level.name): \(level.count)\(reasons.isEmpty ? "" : " (no: \(reasons))")")
    }
    if job.lake.has(job.paths.checklist) {
      let checklist = try job.lake.fields(job.paths.checklist)
      let reasons = try checklist.texts("failure_reasons")
      let suffix = reasons.isEmpty ? "" : ": \(reasons.joined(separator: ", "))"
      lines.append("  checklist \(try checklist.text("decision"))\(suffix)")
    }
    let promotion = job.paths.promotions("promotion_report.json")
    if job.lake.has(promotion), try job.lake.fields(promotion).integer("survivors_count") == 0 {
      lines.append(
        "  nothing promoted: read the gates in \(promotion) and walkforward_summary.json")
    }
    return lines
  }
}

/// Makes a run invalid for decisions, and revokes the promotion that rests on it.
enum InvalidateStep: Step {
  static let name = "invalidate"
  static let summary = "mark a run as invalid for decisions until it is rebuilt"
  static var options: [Option] {
    MarketCall.general + [.text("policy", nil, "TEXT", "why, such as stale_artifact_hardening")]
  }
  static let operands = 1...1

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let job = try MarketCall.job(call, run: call.operand(0, "the run's id"), isThere: true)
    guard let policy = call.arguments.value("policy"), !policy.isEmpty else {
      throw .usage("'--policy' is missing: say why the run is invalid")
    }
    try Revocation.invalidate(job, policy: policy)
    try call.say("run \(job.run) is invalid for decisions: \(policy)\n")
    return 0
  }
}
