import Codecs
import Study

extension RunView {
  /// What happens to the units of the run's stages; false when the event says nothing of them.
  mutating func evolveWork(_ fact: EventData, _ stamp: Stamp, plans: [PlanView]) -> Bool {
    switch fact {
    case .stageRequested(let requested): request(requested, stamp)
    case .stageStarted(let started): start(started, stamp, plans: plans)
    case .stageObserved(let observed): observe(observed, stamp)
    case .stageFinished(let ended): end(ended, stamp, plans: plans)
    case .stageRetried(let retried): retry(retried, stamp)
    case .stageBlocked(let blocked): block(blocked, stamp)
    case .stageUnblocked(let unblocked):
      touch(unblocked.stage, unblocked.unit, .waiting, stamp) { $0.blocked = nil }
      let work = Text.work(unblocked.stage, unblocked.unit)
      log("stage unblocked: \(work)", to: .agent, stamp)
      log("\(work): try again, by \(stamp.author): \(unblocked.reason)", to: .decision, stamp)
    case .stageSkipped(let skipped):
      touch(skipped.stage, skipped.unit, .skipped, stamp) { unit in
        unit.skipped = skipped.why
        unit.stale = nil
        unit.blocked = nil
      }
      let work = Text.work(skipped.stage, skipped.unit)
      log("stage skipped: \(work) (\(skipped.why))", to: .agent, stamp)
      log("\(work): skipped: \(skipped.why)", to: .decision, stamp)
    case .approvalSigned(let signed):
      guard let stage = signed.stage else { return false }
      let phase = signed.input == nil ? UnitView.Phase.succeeded : .waiting
      touch(stage, signed.unit ?? "", phase, stamp) { $0.blocked = nil }
      log("\(signed.subject): approved by \(stamp.author): \(signed.meaning)", to: .decision, stamp)
    case .gateEvaluated(let evaluated): judge(evaluated, stamp)
    case .warningAccepted(let accepted): accept(accepted, stamp)
    default: return false
    }
    return true
  }

  /// Changes a unit and where it stands.
  private mutating func touch(
    _ stage: String, _ unit: String, _ phase: UnitView.Phase, _ stamp: Stamp,
    _ change: (inout UnitView) -> Void = { _ in }
  ) {
    latestWork = (stage, unit)
    update(stage, unit) { unit in
      unit.phase = phase
      unit.changed = stamp.event
      change(&unit)
    }
  }

  private mutating func request(_ requested: StageRequested, _ stamp: Stamp) {
    finished = nil
    finishedAt = nil
    touch(requested.stage, requested.unit, .requested, stamp) { unit in
      unit.blocked = nil
      unit.skipped = nil
      unit.bypassed = requested.bypassed
      unit.updateAttempt(requested.attempt) { attempt in
        attempt.why = requested.why
        attempt.recipe = requested.recipe
        attempt.requestedAt = stamp.at
      }
    }
    let work = Text.work(requested.stage, requested.unit)
    log(
      "stage requested: \(work) attempt \(requested.attempt) (\(requested.why))", to: .agent, stamp)
  }

  private mutating func start(_ started: StageStarted, _ stamp: Stamp, plans: [PlanView]) {
    counts.attempts += 1
    touch(started.id.stage, started.id.unit, .running, stamp) { unit in
      unit.updateAttempt(started.id.attempt) { attempt in
        attempt.startedAt = stamp.at
        attempt.command = started.command
        attempt.directory = started.directory
      }
    }
    let work = Text.work(started.id.stage, started.id.unit)
    let most = plans.last?.plan.stage(started.id.stage)?.retry.attempts ?? 1
    log("stage start: \(work) :: \(Text.command(started.command))", to: .agent, stamp)
    log("stage cwd: \(started.directory)", to: .agent, stamp)
    // Interruptions cost no retry, so that the number may pass the most that the plan allows.
    let number = started.id.attempt
    log(
      "stage attempt \(number > most ? "\(number)" : "\(number)/\(most)"): \(work)", to: .agent,
      stamp)
  }

  private mutating func observe(_ observed: StageObserved, _ stamp: Stamp) {
    update(observed.id.stage, observed.id.unit) { unit in
      unit.updateAttempt(observed.id.attempt) { attempt in
        attempt.observedCount += 1
        attempt.progress = observed.reported.last("progress") ?? attempt.progress
        attempt.takeCurves(observed)
      }
    }
    logs.observed(observed, at: stamp.time)
  }

  private mutating func end(_ ended: StageFinished, _ stamp: Stamp, plans: [PlanView]) {
    switch ended.outcome {
    case .succeeded: break
    case .interrupted: counts.interruptions += 1
    case .timedOut: counts.timeouts += 1
    case .failed, .crashed: counts.failures += 1
    }
    let phase = ended.outcome == .succeeded ? UnitView.Phase.succeeded : .failed
    touch(ended.id.stage, ended.id.unit, phase, stamp) { unit in
      unit.stale = nil
      unit.inherited = nil
      unit.updateAttempt(ended.id.attempt) { attempt in
        attempt.endedAt = stamp.at
        attempt.end = ended
        if ended.reused != nil { attempt.directory = Text.directory(of: ended.id) }
      }
    }
    log(LogWords.ended(ended), to: .agent, stamp)
    log(LogWords.decided(ended), to: .decision, stamp)
    let stage = plans.last?.plan.stage(ended.id.stage)
    if ended.outcome == .succeeded, stage?.gates(at: planned?.level ?? "").isEmpty ?? true {
      let work = Text.work(ended.id.stage, ended.id.unit)
      log("\(work): no validations configured", to: .validation, stamp)
    }
  }

  private mutating func retry(_ retried: StageRetried, _ stamp: Stamp) {
    if retried.counts { counts.retries += 1 }
    touch(retried.stage, retried.unit, .retrying, stamp)
    let work = Text.work(retried.stage, retried.unit)
    let words = "attempt \(retried.attempt) (\(retried.cause))"
    let time = Text.time(retried.notBefore)
    log("stage retry: \(work) \(words) not before \(time)", to: .agent, stamp)
    log("\(work): adjust: \(words)", to: .decision, stamp)
  }

  private mutating func block(_ blocked: StageBlocked, _ stamp: Stamp) {
    counts.blocks += 1
    touch(blocked.stage, blocked.unit, .blocked, stamp) { unit in
      unit.blocked = blocked
      if blocked.recipe != nil {
        unit.bypassed = blocked.bypassed
        unit.stale = nil
      }
    }
    let work = Text.work(blocked.stage, blocked.unit)
    let command = blocked.command.map { " (\($0))" } ?? ""
    log("stage blocked: \(work) \(blocked.reason): \(blocked.evidence)", to: .agent, stamp)
    let verb = blocked.escalated ? "escalate" : "stop"
    log(
      "\(work): \(verb): \(blocked.reason); proposed: \(blocked.proposal)\(command)", to: .decision,
      stamp)
  }

  private mutating func judge(_ evaluated: GateEvaluated, _ stamp: Stamp) {
    let stage = evaluated.stage ?? ""
    let unit = evaluated.unit ?? ""
    latestWork = (stage, unit)
    update(stage, unit) { unit in
      unit.changed = stamp.event
      unit.gates.append(
        GateView(evaluated: evaluated, attempt: unit.attempts.last?.number ?? 0, stamp: stamp))
    }
    let work = "\(Text.work(stage, unit)): \(evaluated.gate):"
    for check in evaluated.checks {
      log("\(work) \(LogWords.check(check))", to: .validation, stamp)
    }
    log("\(work) \(evaluated.verdict.rawValue)", to: .validation, stamp)
    let words =
      switch evaluated.verdict {
      case .pass: "continue: \(evaluated.gate) PASS"
      case .warn: "wait: \(evaluated.gate) WARN, to be accepted"
      case .inconclusive: "continue: \(evaluated.gate) INCONCLUSIVE: not judged is not failed"
      case .fail: "validation failed: \(evaluated.gate) FAIL"
      }
    log("\(Text.work(stage, unit)): \(words)", to: .decision, stamp)
  }

  private mutating func accept(_ accepted: WarningAccepted, _ stamp: Stamp) {
    update(accepted.stage, accepted.unit) { unit in
      unit.changed = stamp.event
      guard let place = unit.gates.lastIndex(where: { $0.evaluated.gate == accepted.gate }) else {
        return
      }
      unit.gates[place].accepted = stamp
      unit.gates[place].acceptance = accepted.reason
    }
    let words = "WARN accepted by \(stamp.author): \(accepted.reason)"
    let work = Text.work(accepted.stage, accepted.unit)
    log("\(work): \(accepted.gate): \(words)", to: .validation, stamp)
    log("\(work): continue: \(accepted.gate) \(words)", to: .decision, stamp)
  }
}
