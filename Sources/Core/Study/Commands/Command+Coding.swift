extension Command {
  /// The name under which the ledger records the command.
  public var name: String {
    switch self {
    case .registerStudy: "register_study"
    case .reviseStudy: "revise_study"
    case .amendStudy: "amend_study"
    case .drawSchedule: "draw_schedule"
    case .checkRequirements: "check_requirements"
    case .claimWork: "claim_work"
    case .startStage: "start_stage"
    case .observeStage: "observe_stage"
    case .finishStage: "finish_stage"
    case .blockStage: "block_stage"
    case .retryStage: "retry_stage"
    case .rerunRun: "rerun_run"
    case .acceptWarning: "accept_warning"
    case .declareBatch: "declare_batch"
    case .invalidateRun: "invalidate_run"
    case .importRun: "import_run"
    case .grantOverride: "grant_override"
    case .revokeOverride: "revoke_override"
    case .approve: "approve"
    case .registerCandidate: "register_candidate"
    case .rejectCandidate: "reject_candidate"
    case .promote: "promote"
    case .rollBack: "roll_back"
    case .tellStage: "tell_stage"
    case .answerStage: "answer_stage"
    case .publishReport: "publish_report"
    case .excludeRun: "exclude_run"
    case .compareReproduction: "compare_reproduction"
    case .lockRun: "lock_run"
    case .addNote: "add_note"
    case .recordViolation: "record_violation"
    case .resolveViolation: "resolve_violation"
    case .makeDecision: "make_decision"
    case .haltStudy: "halt_study"
    case .resumeStudy: "resume_study"
    }
  }

  /// The encoding of the arguments as they are recorded; `name` is what the author calls this very
  /// command, if anything.
  public func arguments(named name: String? = nil) -> [UInt8] {
    var fields = FieldsBuilder()
    fields.put("cmd_id", name)
    put(into: &fields)
    return fields.encoded
  }

  private func put(into fields: inout FieldsBuilder) {
    switch self {
    case .registerStudy(let study), .reviseStudy(let study): study.put(into: &fields)
    case .amendStudy(let study, let reason):
      study.put(into: &fields)
      fields.put("reason", reason)
    case .drawSchedule(let study, let reason), .haltStudy(let study, let reason),
      .resumeStudy(let study, let reason):
      fields.put("study", study)
      fields.put("reason", reason)
    case .checkRequirements(let study, let found):
      fields.put("study", study)
      fields.put("found", found)
    case .claimWork(let claim): claim.put(into: &fields)
    case .startStage(let started): started.put(into: &fields)
    case .observeStage(let observed): observed.put(into: &fields)
    case .finishStage(let finished): finished.put(into: &fields)
    case .blockStage(let study, let unit, let evidence):
      fields.put("study", study)
      unit.put(into: &fields)
      fields.put("evidence", evidence)
    case .retryStage(let study, let run, let stage, let reason):
      fields.put("study", study)
      fields.put("run", run)
      fields.put("stage", stage)
      fields.put("reason", reason)
    case .rerunRun(let rerun): rerun.put(into: &fields)
    case .acceptWarning(let study, let unit, let gate, let reason):
      fields.put("study", study)
      unit.put(into: &fields)
      fields.put("gate", gate)
      fields.put("reason", reason)
    case .declareBatch, .invalidateRun, .importRun, .grantOverride, .revokeOverride, .approve,
      .registerCandidate, .rejectCandidate, .promote, .rollBack, .tellStage, .answerStage,
      .publishReport:
      putOperation(into: &fields)
    case .excludeRun(let study, let run, let rule, let reason):
      fields.put("study", study)
      fields.put("run", run)
      fields.put("rule", rule)
      fields.put("reason", reason)
    case .compareReproduction(let study, let run, let compared):
      fields.put("study", study)
      fields.put("run", run)
      compared.put(into: &fields)
    case .lockRun(let study, let run, let reason):
      fields.put("study", study)
      fields.put("run", run)
      fields.put("reason", reason)
    case .addNote(let stream, let text):
      fields.put("stream", stream.description)
      fields.put("text", text)
    case .recordViolation(let study, let violation):
      fields.put("study", study)
      violation.put(into: &fields)
    case .resolveViolation(let study, let violation, let resolution):
      fields.put("study", study)
      fields.put("violation", violation)
      fields.put("resolution", resolution)
    case .makeDecision(let stream, let decision):
      fields.put("stream", stream.description)
      decision.put(into: &fields)
    }
  }

  /// The command that a name and arguments stand for; nil when the name is not a command of the
  /// study's rules.
  ///
  /// The member `cmd_id`, which any command may carry, is passed over.
  public init?(name: String, arguments: [UInt8]) throws(FieldError) {
    try self.init(name: name, Fields(arguments))
  }

  /// The same for arguments that lie among other bytes.
  public init?(name: String, _ fields: Fields) throws(FieldError) {
    switch name {
    case "register_study": self = .registerStudy(try StudyRegistered(fields))
    case "revise_study": self = .reviseStudy(try StudyRegistered(fields))
    case "amend_study":
      self = .amendStudy(try StudyRegistered(fields), reason: try fields.text("reason"))
    case "draw_schedule":
      self = .drawSchedule(study: try fields.text("study"), reason: try fields.text("reason"))
    case "check_requirements":
      self = .checkRequirements(
        study: try fields.text("study"), found: try fields.records("found"))
    case "claim_work": self = .claimWork(try ClaimWork(fields))
    case "start_stage": self = .startStage(try StageStarted(fields))
    case "observe_stage": self = .observeStage(try StageObserved(fields))
    case "finish_stage": self = .finishStage(try StageFinished(fields))
    case "block_stage":
      self = .blockStage(
        study: try fields.text("study"), try UnitAddress(fields),
        evidence: try fields.text("evidence"))
    case "retry_stage":
      self = .retryStage(
        study: try fields.text("study"), run: try fields.text("run"),
        stage: try fields.textIfPresent("stage"), reason: try fields.text("reason"))
    case "rerun_run": self = .rerunRun(try RerunRun(fields))
    case "accept_warning":
      self = .acceptWarning(
        study: try fields.text("study"), try UnitAddress(fields), gate: try fields.text("gate"),
        reason: try fields.text("reason"))
    case "exclude_run":
      self = .excludeRun(
        study: try fields.text("study"), run: try fields.text("run"),
        rule: try fields.text("rule"), reason: try fields.text("reason"))
    case "compare_reproduction":
      self = .compareReproduction(
        study: try fields.text("study"), run: try fields.text("run"),
        try ReproductionCompared(fields))
    case "lock_run":
      self = .lockRun(
        study: try fields.text("study"), run: try fields.text("run"),
        reason: try fields.text("reason"))
    case "add_note": self = .addNote(try Self.stream(fields), text: try fields.text("text"))
    case "record_violation":
      self = .recordViolation(study: try fields.text("study"), try ViolationRecorded(fields))
    case "resolve_violation":
      self = .resolveViolation(
        study: try fields.text("study"), violation: try fields.text("violation"),
        resolution: try fields.text("resolution"))
    case "make_decision": self = .makeDecision(try Self.stream(fields), try DecisionMade(fields))
    case "halt_study":
      self = .haltStudy(study: try fields.text("study"), reason: try fields.text("reason"))
    case "resume_study":
      self = .resumeStudy(study: try fields.text("study"), reason: try fields.text("reason"))
    default:
      guard let operation = try Command(operation: name, fields) else { return nil }
      self = operation
    }
  }

  private static func stream(_ fields: Fields) throws(FieldError) -> Stream {
    guard let stream = Stream(try fields.text("stream")) else {
      throw fields.error("stream", "names no subject")
    }
    return stream
  }

  /// The subject to which a refusal is recorded.
  public var stream: Stream {
    switch self {
    case .registerStudy(let study), .reviseStudy(let study), .amendStudy(let study, _):
      .study(study.plan.study)
    case .drawSchedule(let study, _), .haltStudy(let study, _), .resumeStudy(let study, _),
      .checkRequirements(let study, _), .recordViolation(let study, _):
      .study(study)
    case .claimWork(let claim): .study(claim.study)
    case .startStage(let started): started.id.stream
    case .observeStage(let observed): observed.id.stream
    case .finishStage(let finished): finished.id.stream
    case .blockStage(let study, let unit, _), .acceptWarning(let study, let unit, _, _):
      .run(study, unit.run)
    case .retryStage(let study, let run, _, _), .lockRun(let study, let run, _),
      .excludeRun(let study, let run, _, _), .compareReproduction(let study, let run, _):
      .run(study, run)
    case .rerunRun(let rerun): .run(rerun.study, rerun.run)
    case .declareBatch(let study, let manifest): .batch(study, manifest.batch)
    case .invalidateRun(let study, let run, _, _), .importRun(let study, let run, _):
      .run(study, run)
    case .approve(let study, let unit, _): .run(study, unit.run)
    case .grantOverride(let override), .revokeOverride(let override): override.stream
    case .registerCandidate(let study, let name, _), .rejectCandidate(let study, let name, _):
      .candidate(study, name)
    case .promote(let study, let baseline, _, _), .rollBack(let study, let baseline, _, _):
      .baseline(study, baseline)
    case .tellStage(let told): told.id.stream
    case .answerStage(let answered): answered.id.stream
    case .publishReport(let study, let report, _): .report(study, report)
    case .addNote(let stream, _), .makeDecision(let stream, _): stream
    case .resolveViolation(let study, let violation, _): .violation(study, violation)
    }
  }
}
