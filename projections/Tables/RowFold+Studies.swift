import Codecs
import SQLite
import Study

extension RowFold {
  /// What happens to a study as a whole; false when the event says nothing of it.
  func takeStudy(_ fact: EventData, _ study: String, _ place: Place) throws(SQLiteError) -> Bool {
    let key: [Cell] = [.text(study)]
    switch fact {
    case .studyRegistered(let registered):
      let plan = registered.plan
      try writer.put(
        .studies,
        [
          .text(study), .text(plan.question), Cell(plan.metric), .text(plan.design.name), "open", 1,
          0,
          .null, .int(place.at), .null,
        ] + place.origin)
    case .studyRevised(let revised): try replan(revised.plan, revised.revision, false, study)
    case .studyAmended(let amended):
      try replan(amended.plan, amended.revision, amended.postHoc, study)
    case .scheduleDrawn: try state("open", nil, study)
    case .studyHalted(let halted): try state("halted", halted.reason, study)
    case .studyResumed: try state("open", nil, study)
    case .studyClosed(let closed): try state(closed.closing.rawValue, closed.rationale, study)
    case .levelReached(let reached):
      try writer.run(
        "UPDATE studies SET level = ? WHERE study = ?", [.text(reached.level)] + key)
    case .gateEvaluated(let evaluated): try judgeStudy(evaluated, study, place)
    default: return false
    }
    return true
  }

  private func replan(
    _ plan: Plan, _ revision: Int, _ postHoc: Bool, _ study: String
  ) throws(SQLiteError) {
    try writer.run(
      """
      UPDATE studies SET objective = ?, metric = ?, revision = ?, post_hoc = post_hoc + ?, \
      state = 'open', reason = NULL WHERE study = ?
      """,
      [
        .text(plan.question), Cell(plan.metric), .int(Int64(revision)), Cell(flag: postHoc),
        .text(study),
      ])
  }

  private func state(_ state: String, _ reason: String?, _ study: String) throws(SQLiteError) {
    try writer.run(
      "UPDATE studies SET state = ?, reason = ? WHERE study = ?",
      [.text(state), Cell(reason), .text(study)])
  }

  /// What happens to a batch.
  func takeBatch(
    _ fact: EventData, _ study: String, _ batch: String, _ place: Place
  ) throws(SQLiteError) {
    switch fact {
    case .batchDeclared(let declared):
      let manifest = declared.manifest
      try writer.put(
        .batches,
        [
          .text(study), .text(batch), .text(manifest.objective), Cell(manifest.scenario),
          Cell(manifest.config), .int(place.at), .null, .null,
        ] + place.origin)
      try state("open", nil, study)
    case .batchClosed(let closed):
      try writer.run(
        "UPDATE batches SET verdict = ?, missing = ? WHERE study = ? AND batch = ?",
        [.text(closed.verdict.rawValue), Cell(list: closed.missing), .text(study), .text(batch)])
    default: try takeStatement(fact, study, run: nil, place)
    }
  }

  /// How two runs compare.
  func takePair(
    _ fact: EventData, _ study: String, _ pair: String, _ place: Place
  ) throws(SQLiteError) {
    switch fact {
    case .pairVerified:
      try writer.put(
        .pairs, [.text(study), .text(pair), "verified", .null] + place.origin)
    case .pairRejected(let rejected):
      try writer.put(
        .pairs,
        [.text(study), .text(pair), "rejected", Cell(list: rejected.differences)] + place.origin)
    default: try takeStatement(fact, study, run: nil, place)
    }
  }
}

extension Plan {
  /// The question; of a single command, its command line.
  fileprivate var question: String {
    guard !design.hasFile, let stage = stages.first else { return objective }
    return Text.command(stage.run.map(\.replacingEscapes))
  }
}

extension String {
  /// The text of a template that stands for itself.
  fileprivate var replacingEscapes: String {
    var text = ""
    var isEscaped = false
    for character in self {
      if character == "$", !isEscaped {
        isEscaped = true
        continue
      }
      isEscaped = false
      text.append(character)
    }
    return text
  }
}
