import Codecs

/// The coding of the commands about batches, baselines, overrides and what is said to stages.
extension Command {
  /// Writes the arguments of one of them.
  func putOperation(into fields: inout FieldsBuilder) {
    switch self {
    case .declareBatch(let study, let manifest):
      fields.put("study", study)
      fields.put("manifest", manifest)
    case .invalidateRun(let study, let run, let policy, let reason):
      fields.put("study", study)
      fields.put("run", run)
      fields.put("policy", policy)
      fields.put("reason", reason)
    case .importRun(let study, let run, let imported):
      fields.put("study", study)
      fields.put("run", run)
      imported.put(into: &fields)
    case .grantOverride(let override), .revokeOverride(let override):
      override.put(into: &fields)
    case .approve(let study, let unit, let meaning):
      fields.put("study", study)
      unit.put(into: &fields)
      fields.put("meaning", meaning)
    case .registerCandidate(let study, let name, let candidate):
      fields.put("study", study)
      fields.put("name", name)
      candidate.put(into: &fields)
    case .rejectCandidate(let study, let name, let reasons):
      fields.put("study", study)
      fields.put("name", name)
      fields.put("reasons", reasons)
    case .promote(let study, let baseline, let to, let reason):
      fields.put("study", study)
      fields.put("baseline", baseline)
      fields.put("to", to)
      if !reason.isEmpty { fields.put("reason", reason) }
    case .rollBack(let study, let baseline, let to, let reason):
      fields.put("study", study)
      fields.put("baseline", baseline)
      fields.put("to", to)
      fields.put("reason", reason)
    case .tellStage(let told): told.put(into: &fields)
    case .answerStage(let answered): answered.put(into: &fields)
    case .publishReport(let study, let report, let published):
      fields.put("study", study)
      fields.put("report", report)
      published.put(into: &fields)
    default: break
    }
  }

  /// The command of a name, if it is one of them.
  init?(operation name: String, _ fields: Fields) throws(FieldError) {
    switch name {
    case "declare_batch":
      self = .declareBatch(
        study: try fields.text("study"), try fields.record("manifest"))
    case "invalidate_run":
      self = .invalidateRun(
        study: try fields.text("study"), run: try fields.text("run"),
        policy: try fields.textIfPresent("policy"), reason: try fields.text("reason"))
    case "import_run":
      self = .importRun(
        study: try fields.text("study"), run: try fields.text("run"), try RunImported(fields))
    case "grant_override": self = .grantOverride(try OverrideCommand(fields))
    case "revoke_override": self = .revokeOverride(try OverrideCommand(fields))
    case "approve":
      self = .approve(
        study: try fields.text("study"), try UnitAddress(fields),
        meaning: try fields.text("meaning"))
    case "register_candidate":
      self = .registerCandidate(
        study: try fields.text("study"), name: try fields.text("name"),
        try CandidateRegistered(fields))
    case "reject_candidate":
      self = .rejectCandidate(
        study: try fields.text("study"), name: try fields.text("name"),
        reasons: try fields.texts("reasons"))
    case "promote":
      self = .promote(
        study: try fields.text("study"), baseline: try fields.text("baseline"),
        to: try fields.text("to"), reason: try fields.textIfPresent("reason") ?? "")
    case "roll_back":
      self = .rollBack(
        study: try fields.text("study"), baseline: try fields.text("baseline"),
        to: try fields.textIfPresent("to"), reason: try fields.text("reason"))
    case "tell_stage": self = .tellStage(try StageTold(fields))
    case "answer_stage": self = .answerStage(try StageAnswered(fields))
    case "publish_report":
      self = .publishReport(
        study: try fields.text("study"), report: try fields.text("report"),
        try ReportPublished(fields))
    default: return nil
    }
  }
}
