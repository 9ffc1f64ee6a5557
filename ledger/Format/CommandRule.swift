/// A row of the table of commands: who may give a command, and what may stand in its entry.
///
/// `FORMAT.md` holds the same table. An entry may also hold the one event `command.refused`,
/// whatever its command is.
public struct CommandRule: Equatable, Sendable {
  /// The command's name.
  public var name: String
  /// The least role that may give it.
  public var least: Role
  /// The types of the events that it, and the engines that react to them, may bring about.
  public var events: [String]

  private init(_ name: String, _ least: Role = .operator, _ events: [String]...) {
    self.name = name
    self.least = least
    self.events = events.flatMap(\.self)
  }

  /// The row of a command; nil when the table has none.
  public static func named(_ name: String) -> CommandRule? { rows[name] }

  /// The row of a command that this build gives.
  ///
  /// The table has to have it.
  public static func row(_ name: String) -> CommandRule {
    guard let row = rows[name] else { preconditionFailure("no row for the command '\(name)'") }
    return row
  }

  /// Whether an event of a type may stand in an accepted entry of a command.
  ///
  /// A command of the table brings about the types of its row and no other. One that the table does
  /// not have, since a later build gave it, may bring about anything but what the table names.
  public static func allows(_ type: String, in command: String) -> Bool {
    if let row = rows[command] { return row.events.contains(type) }
    return !types.contains(type)
  }

  /// The revisions of the rules for which this table holds.
  public static let revisions: ClosedRange<Int64> = 1...1

  private static let rows = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  private static let types = Set(all.flatMap(\.events) + ["command.refused"])

  /// Every row: what machines do unattended, what persons do, and who decides about keys.
  public static let all = machines + studies + work + runs + promotion + statements + keys
}

extension CommandRule {
  /// What may follow where nothing at a level is left to do.
  private static let levelEnd = [
    "decision.made", "level.reached", "study.closed", "batch.closed",
  ]
  /// What may follow where a unit's result counts, or counts no longer.
  private static let runEnd =
    ["run.finished", "run.evaluated", "run.locked", "pair.verified", "pair.rejected"] + exclusion
  /// What may follow where more is known of what became of a run.
  private static let exclusion = ["run.excluded"] + levelEnd
  /// What may follow where a result is judged.
  private static let judgement = ["gate.evaluated", "stage.blocked"] + runEnd

  private static let machines = [
    CommandRule(
      "claim_work", .runner,
      ["run.planned", "run.corrected", "run.pinned", "stage.requested", "stage.skipped"],
      judgement),
    CommandRule("start_stage", .runner, ["stage.started", "run.started"]),
    CommandRule(
      "observe_stage", .runner,
      [
        "stage.observed", "violation.recorded", "study.halted", "candidate.registered",
        "window.closed", "canary.breached", "baseline.rolled_back",
      ], exclusion),
    CommandRule(
      "finish_stage", .runner,
      ["stage.finished", "stage.retried", "budget.exceeded", "study.halted"], judgement),
    CommandRule("check_requirements", .runner, ["gate.evaluated"]),
    CommandRule("block_stage", .runner, ["stage.blocked"], exclusion),
    CommandRule("publish_report", .runner, ["report.published"]),
  ]

  private static let studies = [
    CommandRule("register_study", .operator, ["study.registered", "schedule.drawn"]),
    CommandRule("revise_study", .operator, ["study.revised", "schedule.drawn"]),
    CommandRule("amend_study", .operator, ["study.amended", "schedule.drawn"]),
    CommandRule("draw_schedule", .operator, ["schedule.drawn"]),
    CommandRule("halt_study", .operator, ["study.halted"]),
    CommandRule("resume_study", .operator, ["study.resumed"], levelEnd),
  ]

  private static let work = [
    CommandRule("retry_stage", .operator, ["stage.unblocked"]),
    CommandRule(
      "rerun_run", .operator, ["run.corrected", "run.planned"], judgement),
    CommandRule("accept_warning", .operator, ["warning.accepted", "run.locked"], levelEnd),
    CommandRule("approve", .operator, ["approval.signed"], runEnd),
    CommandRule("tell_stage", .operator, ["stage.told"]),
    CommandRule("answer_stage", .operator, ["stage.answered"]),
    CommandRule("grant_override", .operator, ["override.granted"]),
    CommandRule("revoke_override", .operator, ["override.revoked"]),
  ]

  private static let runs = [
    CommandRule("lock_run", .operator, ["run.locked"]),
    CommandRule("exclude_run", .operator, exclusion),
    CommandRule("invalidate_run", .operator, ["run.invalidated"]),
    CommandRule("import_run", .operator, ["run.imported"]),
    CommandRule("compare_reproduction", .operator, ["reproduction.compared"]),
  ]

  private static let promotion = [
    CommandRule("declare_batch", .operator, ["batch.declared"]),
    CommandRule("register_candidate", .operator, ["candidate.registered"]),
    CommandRule("reject_candidate", .operator, ["candidate.rejected"]),
    CommandRule("promote", .operator, ["baseline.promoted", "promotion.refused"]),
    CommandRule("roll_back", .operator, ["baseline.rolled_back"]),
  ]

  private static let statements = [
    CommandRule("add_note", .operator, ["note.added"]),
    CommandRule("purge_blobs", .admin, ["blob.purged"]),
    CommandRule("tag_run", .operator, ["run.tagged"]),
    CommandRule(
      "record_violation", .operator, ["violation.recorded", "study.halted"], exclusion),
    CommandRule(
      "resolve_violation", .operator, ["violation.resolved", "study.resumed"], levelEnd),
    CommandRule(
      "make_decision", .operator, ["decision.made", "study.closed", "batch.closed"]),
  ]

  private static let keys = [
    CommandRule("open_ledger", .admin, ["ledger.opened", "rules.adopted"]),
    CommandRule("enroll_key", .admin, ["key.enrolled"]),
    CommandRule("revoke_key", .admin, ["key.revoked"]),
    CommandRule("grant_role", .admin, ["role.granted"]),
    CommandRule("revoke_role", .admin, ["role.revoked"]),
    CommandRule("adopt_rules", .admin, ["rules.adopted"]),
    CommandRule("restore_ledger", .admin, ["ledger.restored"]),
    CommandRule("rekey_ledger", .admin, ["ledger.rekeyed"]),
    CommandRule("rotate_key", .runner, ["key.rotated"]),
    CommandRule("witness_checkpoint", .operator, ["checkpoint.witnessed"]),
  ]

  /// The names of the commands that the ledger decides itself.
  static let ownNames = keys.map(\.name)
}
