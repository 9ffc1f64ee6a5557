public import Bytes
import Codecs
import LedgerFormat

extension States {
  /// Records what an event says of a run.
  func evolveRun(_ slug: String, _ id: String, _ fact: EventData, at position: EventPosition) {
    if case .runPlanned(let planned) = fact {
      set(replanned(slug, id, planned), for: slug)
      return
    }
    if case .stageObserved = fact { return }
    guard case .stageFinished(let ended) = fact else {
      return change(id, of: slug) { $0.evolve(fact, at: position, keep: []) }
    }
    let kept = planCell(slug)?.plan.metricsInUse(of: ended.id.stage) ?? []
    change(id, of: slug) { $0.evolve(fact, at: position, keep: kept) }
    offer(ended, slug)
  }

  /// A run's state after `run.planned`: new, copied from the run it replaces, or taken up again.
  public func replanned(_ slug: String, _ id: String, _ planned: RunPlanned) -> RunState {
    var state = RunState(id: id, planned: planned)
    if let former = run(slug, id) {
      state.of = former.of
      state.pins = former.pins
      state.isStarted = former.isStarted
      state.isLocked = former.isLocked
      state.elapsed = former.elapsed
      state.units = former.units
      state.invalidated = former.invalidated
      state.exclusion = former.exclusion
    } else if let original = planned.of, let former = run(slug, original) {
      state.units = UnitTable(former.units.compactMap(\.inherited))
    }
    for stale in planned.stale {
      switch stale.action {
      case .redo: state.update(stale.stage, stale.unit) { $0.becomeStale() }
      case .judge: state.update(stale.stage, stale.unit) { $0.becomeUnjudged() }
      case .drop:
        // The number of its attempts stays, so that a unit that comes back repeats none.
        guard state.unit(stale.stage, stale.unit) != nil else { continue }
        state.update(stale.stage, stale.unit) { $0.becomeStale() }
      }
    }
    return state
  }
}

extension RunState {
  /// Records what an event says, and of an end the metrics that `keep` names and a few others;
  /// false when it says nothing.
  fileprivate mutating func evolve(
    _ fact: EventData, at position: EventPosition, keep: [String]
  ) -> Bool {
    switch fact {
    case .runPinned(let pinned): pins = Hashing.digest(of: CBOR.encode(pinned.pins))
    case .runStarted: isStarted = true
    case .runFinished(let finished): self.finished = finished.verdict
    case .runLocked: isLocked = true
    case .runExcluded(let excluded): exclusion = excluded
    case .runCorrected(let corrected): replacedBy = corrected.by
    case .gateEvaluated(let evaluated):
      guard let stage = evaluated.stage, let unit = evaluated.unit else { return false }
      update(stage, unit) { $0.judged(by: evaluated) }
    case .warningAccepted(let accepted):
      update(accepted.stage, accepted.unit) { $0.accept(accepted.gate) }
    case .stageFinished(let ended):
      elapsed = elapsed.adding(ended.elapsed)
      update(ended.id.stage, ended.id.unit) { $0.ended(ended, at: position, keep: keep) }
    default: return evolveStage(fact, at: position)
    }
    return true
  }

  /// Records what a stage's event says; false when it says nothing of a unit.
  fileprivate mutating func evolveStage(_ fact: EventData, at position: EventPosition) -> Bool {
    switch fact {
    case .stageRequested(let requested):
      update(requested.stage, requested.unit) { unit in
        unit.phase = .requested
        unit.attempt = requested.attempt
        unit.recipe = requested.recipe
        unit.bypassed = requested.bypassed
        unit.requestedAt = position
        unit.why = requested.why
        unit.reuse = requested.reuse
      }
    case .stageStarted(let started):
      update(started.id.stage, started.id.unit) { unit in
        unit.phase = .started
        unit.startedAt = position
        unit.reuse = nil
      }
    case .stageRetried(let retried):
      update(retried.stage, retried.unit) { unit in
        unit.phase = .retrying
        unit.notBefore = retried.notBefore
        unit.why = retried.counts ? "retry" : "interrupted"
      }
    case .stageBlocked(let blocked):
      update(blocked.stage, blocked.unit) { unit in
        unit.phase = .blocked
        // What is to be approved is new, whatever was approved before.
        if let recipe = blocked.recipe {
          unit.recipe = recipe
          unit.bypassed = blocked.bypassed
          unit.outcome = nil
        }
      }
    case .approvalSigned(let signed):
      guard let stage = signed.stage else { return false }
      update(stage, signed.unit ?? "") { unit in
        guard signed.input != nil else { return unit.approved(at: position) }
        unit.phase = .waiting
        unit.why = "approved"
      }
    case .stageUnblocked(let unblocked):
      update(unblocked.stage, unblocked.unit) { unit in
        unit.phase = .waiting
        unit.failures = 0
        unit.interruptions = 0
        unit.forgetVerdicts()
        unit.why = "unblocked"
      }
    case .stageSkipped(let skipped):
      update(skipped.stage, skipped.unit) { $0.phase = .skipped }
    default: return false
    }
    return true
  }
}

extension UnitState {
  /// Records the end of an attempt, with the metrics that `keep` names and a few others.
  fileprivate mutating func ended(
    _ ended: StageFinished, at position: EventPosition, keep: [String]
  ) {
    phase = .ended
    outcome = ended.outcome
    next = ended.next
    forgetVerdicts()
    if ended.outcome != .interrupted {
      let hasFailed = ended.outcome != .succeeded
      failure = hasFailed ? ended.failure ?? ended.outcome.rawValue : nil
      failureExit = hasFailed ? ended.exit : nil
    }
    if ended.outcome == .timedOut { hasTimedOut = true }
    switch ended.outcome {
    case .succeeded:
      endedAt = position
      outputs = ended.outputsDigest
      observations = ended.observations
      unread = ended.unread
      var room = Self.metricsMax - keep.count
      metrics = ended.metrics.filter { metric in
        if keep.contains(metric.name) { return true }
        room -= 1
        return room >= 0
      }
    case .interrupted: interruptions += 1
    case .failed, .timedOut, .crashed: failures += 1
    }
  }

  /// Records a gate's verdict.
  fileprivate mutating func judged(by evaluated: GateEvaluated) {
    verdicts.append(GateVerdict(gate: evaluated.gate, verdict: evaluated.verdict))
    if evaluated.verdict == .fail {
      gateFailures += 1
    } else {
      failedBefore.removeAll { $0 == evaluated.gate }
    }
  }

  /// Forgets the verdicts on a result, but for which gates failed.
  fileprivate mutating func forgetVerdicts() {
    for gate in failedGates where !failedBefore.contains(gate) { failedBefore.append(gate) }
    verdicts = []
  }

  /// Records that a person approved what it waited with.
  fileprivate mutating func approved(at position: EventPosition) {
    phase = .ended
    outcome = .succeeded
    endedAt = position
    outputs = Hashing.digest(of: [])
  }

  /// What a run that replaces this one's takes over: a result, or that its gates failed.
  fileprivate var inherited: UnitState? {
    var unit = self
    unit.tally = nil
    unit.talliedUnread = 0
    if phase == .ended || phase == .skipped { return unit }
    unit = UnitState(stage: stage, unit: self.unit)
    unit.failedBefore = failedBefore + failedGates.filter { !failedBefore.contains($0) }
    return unit.failedBefore.isEmpty ? nil : unit
  }

  /// Records that a warning was accepted.
  fileprivate mutating func accept(_ gate: String) {
    for place in verdicts.indices where verdicts[place].gate == gate {
      verdicts[place].isAccepted = true
    }
  }

  /// Forgets the verdicts on a result that is to be judged again.
  fileprivate mutating func becomeUnjudged() {
    phase = .ended
    forgetVerdicts()
  }

  /// Forgets a result that no longer counts; the number of the attempt goes on.
  fileprivate mutating func becomeStale() {
    phase = .waiting
    failures = 0
    interruptions = 0
    outcome = nil
    endedAt = nil
    outputs = nil
    bypassed = []
    forgetVerdicts()
    observations = []
    metrics = []
    unread = 0
    failure = nil
    failureExit = nil
    hasTimedOut = false
    next = nil
    why = "stale"
    reuse = nil
  }
}

extension Int64 {
  /// The sum, or the greatest number when it would exceed that: a sum must not end the program.
  func adding(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

extension StageFinished {
  /// One digest over path, content and size of everything the attempt wrote.
  public var outputsDigest: Digest {
    Hashing.digest(of: outputs.encoded)
  }
}
