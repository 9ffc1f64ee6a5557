import Codecs
import Study

extension StudyView {
  /// Takes in the events of an entry that concern this study.
  ///
  /// Returns the places of the runs that changed, in the order in which they did. Entries have to
  /// arrive in the order of the log; one that does not concern the study changes nothing. Events
  /// cost the same however many came before them.
  @discardableResult
  public mutating func evolve(_ entry: RecordedEntry) -> [Int] {
    var changed: [Int] = []
    var isConcerned = false
    var outcome: String?
    for place in entry.events.indices where entry.events[place].stream.study == slug {
      let event = entry.events[place]
      isConcerned = true
      // What the command may not bring about is written down, and counts for nothing.
      guard event.isAllowed else {
        outcome = "not allowed: \(event.type)"
        continue
      }
      if event.fact == nil { erasedCount += 1 }
      if case .commandRefused(let refused) = event.fact {
        outcome = "refused: \(refused.code)"
        refusedCount += 1
      }
      switch event.stream {
      // A refusal changes nothing of the run that it is about, least of all a locked one.
      case .run where event.type == "command.refused": break
      case .run(_, let id):
        let place = evolveRun(id, event, in: entry)
        if !changed.contains(place) { changed.append(place) }
      case .batch: evolveBatch(event, in: entry)
      case .baseline(_, let name): evolveBaseline(name, event, in: entry)
      case .pair(_, let id): evolvePair(id, event, in: entry, changed: changed)
      case .violation(_, let id): evolveViolation(id, event, in: entry)
      case .candidate(_, let id):
        let status = event.type.split(separator: ".").last.map(String.init) ?? ""
        tables.candidate(id, status, event.fact?.data ?? ValueMap(), Stamp(event, in: entry))
      default: evolveStudy(event, in: entry)
      }
    }
    guard isConcerned else { return [] }
    tables.command(entry, outcome: outcome)
    last = (entry.index, entry.at)
    return changed
  }

  private mutating func evolveRun(
    _ id: String, _ event: RecordedEvent, in entry: RecordedEntry
  ) -> Int {
    let isNew = knownPlace(ofRun: id) == nil
    let place = place(ofRun: id)
    if case .runPlanned(let planned) = event.fact {
      if isNew, let former = planned.of.flatMap(run) { runs[place].inherit(from: former) }
      runs[place].partner = partner(of: planned)
    }
    runs[place].evolve(event, in: entry, plans: plans)
    note(event, of: id, Stamp(event, in: entry))
    if let fact = event.fact {
      heldOut.take(fact, of: runs[place], plan, Stamp(event, in: entry))
    }
    return place
  }

  /// Keeps what tables over all runs say of an event of a run.
  private mutating func note(_ event: RecordedEvent, of run: String, _ stamp: Stamp) {
    switch event.fact {
    case .gateEvaluated(let evaluated): tables.gate(evaluated, run: run, stamp)
    case .runCorrected(let corrected):
      corrections.append(RunFact(run: run, fact: corrected, stamp: stamp))
    case .runExcluded(let excluded):
      exclusions.append(RunFact(run: run, fact: excluded, stamp: stamp))
    case .reproductionCompared(let compared):
      reproductions.append(RunFact(run: run, fact: compared, stamp: stamp))
    case .overrideGranted(_), .overrideRevoked(_):
      override(event.fact?.data ?? ValueMap(), run: run, stamp)
    default: return
    }
  }

  private mutating func evolveViolation(
    _ id: String, _ event: RecordedEvent, in entry: RecordedEntry
  ) {
    let stamp = Stamp(event, in: entry)
    updateViolation(id, stamp) { violation in
      switch event.fact {
      case .violationRecorded(let recorded): violation.recorded = recorded
      case .violationResolved(let resolved):
        violation.resolution = resolved.resolution
        violation.resolved = stamp
      case .noteAdded(let note): violation.notes.append(note.text)
      default: break
      }
    }
  }

  private mutating func evolveStudy(_ event: RecordedEvent, in entry: RecordedEntry) {
    let stamp = Stamp(event, in: entry)
    guard let fact = event.fact, !evolvePlan(fact, stamp) else { return }
    switch fact {
    case .scheduleDrawn(let drawn):
      closed = nil
      draw(drawn)
      round = drawn.round
      state("schedule", "round \(drawn.round): \(drawn.reason)", stamp)
    case .studyHalted(let halted):
      self.halted = halted.reason
      state("halted", halted.reason, stamp)
    case .studyResumed(let resumed):
      halted = nil
      state("resumed", resumed.reason, stamp)
    case .studyClosed(let closed): self.closed = Closed(closed: closed, stamp: stamp)
    case .levelReached(let reached): levels.append(Level(reached: reached, stamp: stamp))
    case .gateEvaluated(let evaluated):
      requirements.append(GateView(evaluated: evaluated, attempt: 0, stamp: stamp))
      tables.gate(evaluated, run: "", stamp)
    case .decisionMade(let decision):
      state("decision", "\(decision.choice.rawValue): \(decision.rationale)", stamp)
    case .noteAdded(let note): state("note", note.text, stamp)
    case .budgetExceeded(let exceeded):
      state("budget", "\(exceeded.what): \(exceeded.spent) of \(exceeded.limit)", stamp)
    case .overrideGranted, .overrideRevoked: override(fact.data, run: "", stamp)
    case .approvalSigned(let signed):
      state("approval", "\(signed.subject): \(signed.meaning)", stamp)
    // What changes the plan is taken in already; the others are about other subjects.
    case .studyRegistered, .studyRevised, .studyAmended, .runPlanned, .runPinned, .runStarted,
      .runFinished, .runEvaluated, .runLocked, .runCorrected, .runExcluded, .runInvalidated,
      .runImported, .runTagged, .reproductionCompared, .stageRequested, .stageStarted,
      .stageObserved,
      .stageFinished, .stageRetried, .stageBlocked, .stageUnblocked, .stageSkipped, .stageTold,
      .stageAnswered, .warningAccepted, .violationRecorded, .violationResolved, .pairVerified,
      .pairRejected, .batchDeclared, .batchClosed, .candidateRegistered, .candidateRejected,
      .windowClosed, .canaryBreached, .baselinePromoted, .baselineRolledBack, .promotionRefused,
      .reportPublished, .commandRefused, .blobPurged, .reserved:
      break
    }
  }

  /// What changes the plan; false when the event does not.
  private mutating func evolvePlan(_ fact: EventData, _ stamp: Stamp) -> Bool {
    switch fact {
    case .studyRegistered(let registered):
      plans.append(
        PlanView(
          plan: registered.plan, file: registered.file, origin: .registered, revision: 1,
          isPostHoc: false, reason: "", shared: registered.shared, stamp: stamp))
    case .studyRevised(let revised):
      plans.append(
        PlanView(
          plan: revised.plan, file: revised.file, origin: .revised, revision: revised.revision,
          isPostHoc: false, reason: "", shared: revised.shared, stamp: stamp))
    case .studyAmended(let amended):
      closed = nil
      plans.append(
        PlanView(
          plan: amended.plan, file: amended.file, origin: .amended, revision: amended.revision,
          isPostHoc: amended.postHoc, reason: amended.reason, shared: amended.shared,
          stamp: stamp))
    default: return false
    }
    return true
  }

  private mutating func override(_ data: ValueMap, run: String, _ stamp: Stamp) {
    overrides.append(RunFact(run: run, fact: data, stamp: stamp))
    tables.override(data, run: run, stamp)
  }

  mutating func state(_ kind: String, _ text: String, _ stamp: Stamp) {
    statements.append(RunView.Statement(kind: kind, text: text, stamp: stamp))
  }
}
