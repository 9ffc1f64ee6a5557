import Codecs
import Study

extension RunView {
  /// Takes in one of the run's events; `plans` are the versions of the study's plan so far.
  mutating func evolve(
    _ event: RecordedEvent, in entry: RecordedEntry, plans: [PlanView]
  ) {
    let before = status
    if counts.events == 0 {
      createdAt = entry.at
      statusAt = entry.at
    }
    counts.events += 1
    last = (entry.index, entry.at)
    plan = plans.isEmpty ? nil : plans.count - 1
    isCommand = plans.last?.plan.design == .exec
    let stamp = Stamp(event, in: entry)
    guard let fact = event.fact else {
      counts.erased += 1
      return log("\(event.type): erased", to: .agent, stamp)
    }
    if !evolveRun(fact, stamp), !evolveWork(fact, stamp, plans: plans) {
      evolveStatement(fact, stamp)
    }
    if status != before { statusAt = entry.at }
  }

  /// Writes a line to one of the logs.
  mutating func log(_ text: String, to log: RunLogs.Log, _ stamp: Stamp) {
    logs.write(text, to: log, at: stamp.time)
  }

  /// What happens to the run as a whole; false when the event says nothing of it.
  private mutating func evolveRun(_ fact: EventData, _ stamp: Stamp) -> Bool {
    switch fact {
    case .runPlanned(let planned): replan(planned, stamp)
    case .runPinned(let pinned):
      pins = pinned.pins
      log("run pinned: \(pinned.pins.keys.sorted().joined(separator: " "))", to: .agent, stamp)
    case .runStarted:
      startedAt = startedAt ?? stamp.at
      log("run started", to: .agent, stamp)
    case .runFinished(let finished):
      self.finished = finished
      finishedAt = stamp.at
      let elapsed = Text.elapsed(finished.elapsed)
      log("run finished: \(finished.verdict.rawValue) elapsed=\(elapsed)", to: .agent, stamp)
      log("run: completed with \(finished.verdict.rawValue)", to: .decision, stamp)
    case .runEvaluated(let evaluated):
      evaluations.removeAll { $0.evaluated.metric == evaluated.metric }
      evaluations.append(Evaluation(evaluated: evaluated, stamp: stamp))
      let value = Number.text(evaluated.value)
      log("run evaluated: \(evaluated.metric)=\(value)", to: .agent, stamp)
    case .runLocked(let locked):
      lock = Lock(locked: locked, stamp: stamp)
      log("run locked: \(locked.reason)", to: .agent, stamp)
      log("run: locked by \(stamp.author): \(locked.reason)", to: .decision, stamp)
    case .runCorrected(let corrected):
      replacedBy = corrected.by
      state("corrected", "by \(corrected.by): \(corrected.reason)", stamp)
    case .noteAdded(let note): state("note", note.text, stamp)
    case .decisionMade(let decision):
      log(
        "run: \(decision.choice.rawValue) by \(stamp.author): \(decision.rationale)", to: .decision,
        stamp)
    default: return false
    }
    return true
  }

  private mutating func replan(_ planned: RunPlanned, _ stamp: Stamp) {
    log(LogWords.planned(planned, isAgain: self.planned != nil), to: .agent, stamp)
    self.planned = planned
    finished = nil
    finishedAt = nil
    evaluations = []
    for stale in planned.stale {
      let work = Text.work(stale.stage, stale.unit)
      switch stale.action {
      case .redo:
        update(stale.stage, stale.unit) { unit in
          unit.stale = stale.why
          unit.bypassed = []
          unit.phase = .waiting
          unit.blocked = nil
          unit.skipped = nil
          unit.changed = stamp.event
        }
      case .judge:
        update(stale.stage, stale.unit) { unit in
          unit.judgedBefore = unit.gates.count
          // Only a succeeded attempt is judged again; what it was blocked for no longer counts.
          unit.phase = .succeeded
          unit.blocked = nil
          unit.changed = stamp.event
        }
      case .drop: remove(stale.stage, stale.unit)
      }
      log("stage stale: \(work) \(stale.action.rawValue) (\(stale.why))", to: .agent, stamp)
    }
  }

  /// What people said about the run, and whatever else may happen to it.
  ///
  /// The last of three switches over the types: it names those that have no words of their own.
  private mutating func evolveStatement(_ fact: EventData, _ stamp: Stamp) {
    switch fact {
    case .runExcluded(let excluded):
      let time = excluded.postHoc ? " (post hoc)" : ""
      state("excluded", "\(excluded.rule)\(time): \(excluded.reason)", stamp)
    case .runInvalidated(let invalidated): state("invalidated", invalidated.reason, stamp)
    case .reserved("run.abandoned", let data):
      state("abandoned", data["reason"]?.asText ?? "", stamp)
    case .runImported(let imported):
      self.imported = imported.facts
      state("imported", imported.source, stamp)
    case .reproductionCompared(let compared): state("reproduced", compared.outcome.rawValue, stamp)
    case .runTagged(let tagged):
      tags.removeAll { $0.name == tagged.name }
      if let value = tagged.value { tags.append((tagged.name, value)) }
      tags.sort { $0.name < $1.name }
      let words = tagged.value.map { "\(tagged.name)=\($0)" } ?? "\(tagged.name) taken away"
      log("run tagged by \(stamp.author): \(words)", to: .decision, stamp)
    case .overrideGranted(let granted):
      override(granted.flag, granted.value.plainText, granted.reason, stamp)
    case .overrideRevoked(let revoked): override(revoked.flag, "default", revoked.reason, stamp)
    case .approvalSigned(let signed):
      log("\(signed.subject): approved by \(stamp.author): \(signed.meaning)", to: .decision, stamp)
    case .runPlanned, .runPinned, .runStarted, .runFinished, .runEvaluated, .runLocked,
      .runCorrected, .noteAdded, .decisionMade, .stageRequested, .stageStarted, .stageObserved,
      .stageFinished, .stageRetried, .stageBlocked, .stageUnblocked, .stageSkipped,
      .gateEvaluated, .warningAccepted, .stageTold, .stageAnswered, .studyRegistered,
      .studyRevised, .studyAmended, .scheduleDrawn, .studyHalted, .studyResumed, .studyClosed,
      .levelReached, .budgetExceeded, .violationRecorded, .violationResolved, .pairVerified,
      .pairRejected, .batchDeclared, .batchClosed, .candidateRegistered, .candidateRejected,
      .windowClosed, .canaryBreached, .baselinePromoted, .baselineRolledBack, .promotionRefused,
      .reportPublished, .commandRefused, .blobPurged, .reserved:
      log("\(fact.type): \(JSON.string(.map(fact.data)))", to: .agent, stamp)
    }
  }

  private mutating func override(
    _ flag: String, _ value: String, _ reason: String, _ stamp: Stamp
  ) {
    log("override: \(flag)=\(value) by \(stamp.author): \(reason)", to: .decision, stamp)
  }

  private mutating func state(_ kind: String, _ text: String, _ stamp: Stamp) {
    statements.append(Statement(kind: kind, text: text, stamp: stamp))
    log("run \(kind) by \(stamp.author): \(text)", to: .decision, stamp)
  }
}
