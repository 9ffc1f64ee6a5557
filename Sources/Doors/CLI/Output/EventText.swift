import Bytes
import Codecs
import Study

/// What an event says, in a few words, for people.
enum EventText {
  /// A few words; empty when type and stream say it all.
  static func summary(_ fact: EventData) -> String { Printable.text(words(fact)) }

  /// The same for recorded data; an event that this build does not know is still shown.
  static func summary(_ type: String, _ data: ValueMap) -> String {
    guard let fact = try? EventData(type: type, version: 1, data: data) else {
      return Printable.text(reserved(type, data))
    }
    return summary(fact)
  }

  /// Every type has its words here: one that is added without does not compile.
  private static func words(_ fact: EventData) -> String {
    switch fact {
    case .studyRegistered(let registered): registered.plan.objective
    case .studyRevised(let revised): "revision \(revised.revision)"
    case .studyAmended(let amended): "revision \(amended.revision)" + because(amended.reason)
    case .scheduleDrawn(let drawn): "round \(drawn.round)" + because(drawn.reason)
    case .studyHalted(let halted): halted.reason
    case .studyResumed(let resumed): resumed.reason
    case .studyClosed(let closed): closed.closing.rawValue + because(closed.rationale)
    case .levelReached(let reached): "\(reached.from) -> \(reached.level)"
    case .budgetExceeded(let exceeded): "\(exceeded.what): \(exceeded.spent) of \(exceeded.limit)"
    case .runPlanned(let planned):
      "seed \(planned.seed)" + (planned.of.map { " instead of \($0)" } ?? "")
    case .runPinned, .runStarted, .reproductionCompared: ""
    case .runFinished(let finished): finished.verdict.rawValue
    case .runEvaluated(let evaluated): "\(evaluated.metric) = \(Number.text(evaluated.value))"
    case .runLocked(let locked): locked.reason
    case .runCorrected(let corrected): "by \(corrected.by)" + because(corrected.reason)
    case .runExcluded(let excluded):
      "by rule '\(excluded.rule)'\(excluded.postHoc ? " (post hoc)" : "")"
        + because(excluded.reason)
    case .runInvalidated(let invalidated): invalidated.reason
    case .runImported(let imported): "from \(imported.source)"
    case .stageRequested(let requested):
      "\(work(requested.stage, requested.unit, requested.attempt)) \(requested.why)"
        + (requested.reuse.map { ", reuses \($0.run)" } ?? "")
    case .stageStarted(let started):
      "\(work(started.id)) pid \(started.pid)"
        + (started.confinement.map { ", confinement \($0)" } ?? "")
    case .stageObserved(let observed): "\(work(observed.id)) \(lines(observed.lines))"
    case .stageFinished(let finished): ending(finished)
    case .stageRetried(let retried):
      "\(work(retried.stage, retried.unit, retried.attempt)) after \(retried.cause)"
    case .stageBlocked(let blocked):
      "\(work(blocked.stage, blocked.unit)) \(blocked.reason): \(blocked.evidence)"
    case .stageUnblocked(let unblocked): unblocked.reason
    case .stageSkipped(let skipped): "\(work(skipped.stage, skipped.unit)): \(skipped.why)"
    case .stageTold(let told): "\(work(told.id)): \(told.text)"
    case .stageAnswered(let answered): "\(work(answered.id)): \(answered.text)"
    case .gateEvaluated(let evaluated): gate(evaluated)
    case .warningAccepted(let accepted):
      "\(work(accepted.stage, accepted.unit)) \(accepted.gate): \(accepted.reason)"
    case .decisionMade(let decision): "\(decision.choice.rawValue): \(decision.rationale)"
    case .noteAdded(let note): note.text
    case .runTagged(let tag): tag.value.map { "\(tag.name)=\($0)" } ?? "\(tag.name) taken away"
    case .violationRecorded(let violation): "\(violation.severity.rawValue): \(violation.text)"
    case .violationResolved(let resolved): resolved.resolution
    case .overrideGranted(let granted):
      "\(granted.flag)=\(granted.value.plainText) for \(granted.scope): \(granted.reason)"
    case .overrideRevoked(let revoked): "\(revoked.flag) for \(revoked.scope): \(revoked.reason)"
    case .approvalSigned(let signed): "\(signed.subject): \(signed.meaning)"
    case .pairVerified(let verified): verified.runs.joined(separator: " and ")
    case .pairRejected(let rejected):
      rejected.runs.joined(separator: " and ")
        + because(rejected.differences.joined(separator: "; "))
    case .batchDeclared(let declared): manifest(declared.manifest)
    case .batchClosed(let closed):
      closed.verdict.rawValue
        + (closed.missing.isEmpty ? "" : ", without \(closed.missing.joined(separator: ", "))")
    case .candidateRegistered(let candidate): registration(candidate)
    case .candidateRejected(let rejected): rejected.reasons.joined(separator: "; ")
    case .windowClosed(let closed): window(closed)
    case .canaryBreached(let breached):
      "window \(breached.window): \(breached.checks.joined(separator: "; "))"
    case .baselinePromoted(let promoted):
      (promoted.from.map { "\($0) -> " } ?? "") + promoted.to
        + (promoted.reason.map { ": \($0)" } ?? "")
    case .baselineRolledBack(let rolledBack):
      "\(rolledBack.from) -> \(rolledBack.to): \(rolledBack.reason)"
    case .promotionRefused(let refused):
      "\(refused.to): \(refused.reasons.joined(separator: "; "))"
    case .reportPublished(let published): "\(published.digest.hex.prefix(12)) at \(published.size)"
    case .commandRefused(let refused): refused.code
    case .blobPurged(let purged): "\(purged.digest.hex.prefix(12)): \(purged.reason)"
    case .reserved(let type, let data): reserved(type, data)
    }
  }

  /// The words of a type of which nothing but its fields is known.
  private static func reserved(_ type: String, _ data: ValueMap) -> String {
    func text(_ name: String) -> String { data[name]?.plainText ?? "" }
    switch type {
    case "ledger.opened": return text("origin")
    case "rules.adopted": return "revision \(text("revision"))"
    case "key.enrolled": return "\(text("label")) as \(text("role"))"
    case "role.granted", "role.revoked": return text("role") + because(text("reason"))
    default:
      // The first of the fields that carry a sentence.
      let names = ["reason", "text", "resolution", "why", "label"]
      return names.lazy.map(text).first { !$0.isEmpty } ?? text("stage")
    }
  }
}
