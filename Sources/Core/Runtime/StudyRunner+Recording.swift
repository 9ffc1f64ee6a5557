import Bytes
import Codecs
import Engines
import Ledger
import Study

extension StudyRunner {
  /// The attempts whose process has ended, with what is to be recorded of them.
  func reap() throws -> [StageFinished] {
    var finished: [StageFinished] = []
    for attempt in attempts {
      let ended = try lookingAfterOthers(than: attempt) { try attempt.finished() }
      if let ended { finished.append(ended) }
    }
    return finished
  }

  /// Records, in one commit: what stages reported, what ended, and a claim for more work.
  ///
  /// True when anything was recorded.
  func record(_ ended: [StageFinished], claim: ClaimWork?) throws -> Bool {
    let reports = takeReports(ended)
    let moment = CommandContext(
      entry: try workspace.ledger.head().size, at: workspace.world.now())
    let states = try workspace.handler.states()
    // Whether the ended attempts make work ready is known only inside; without them it is known.
    let isClaiming = claim.map { claim in
      !ended.isEmpty || Rules.hasAnswer(to: claim, at: moment, states)
    }
    guard !reports.isEmpty || !ended.isEmpty || isClaiming == true else { return false }
    let handler = workspace.handler
    let submissions = try handler.transact { batch -> [Submission] in
      var submissions: [Submission] = []
      for report in reports {
        submissions.append(
          try handler.submit(ObserveStage(report), by: self.signer, in: &batch))
      }
      for finished in ended {
        submissions.append(try self.submit(finished, in: &batch))
      }
      if let claim, isClaiming == true {
        let now = CommandContext(entry: batch.head.size, at: self.workspace.world.now())
        if Rules.hasAnswer(to: claim, at: now, states) {
          submissions.append(
            try handler.submit(
              claim, by: self.signer, id: self.commandName, in: &batch))
        }
      }
      return submissions
    }
    if submissions.contains(where: { $0.command == "claim_work" }) { commandName = .random }
    settle(ended)
    for submission in submissions { absorb(submission) }
    return true
  }

  /// Records the end of an attempt.
  ///
  /// All ways for it to end share one command identifier, so that it ends once.
  func submit(_ finished: StageFinished, in batch: inout Batch) throws -> Submission {
    let states = try workspace.handler.states(in: batch)
    let id = finished.id
    let requested = states.run(slug, id.run)?.unit(id.stage, id.unit)?.requestedAt
    var name = CommandName.random
    if let requested, requested.entry < batch.head.size,
      let leaf = try? workspace.ledger.entry(requested.entry).leaf
    {
      name = .derived(
        cause: leaf, ordinal: UInt32(requested.ordinal), n: UInt32(id.attempt))
    }
    return try workspace.handler.submit(FinishStage(finished), by: signer, id: name, in: &batch)
  }

  /// What running stages reported: once a second for each, and all of it for those that ended.
  private func takeReports(_ ended: [StageFinished]) -> [StageObserved] {
    let now = machine.monotonic
    var reports: [StageObserved] = []
    for attempt in attempts where !attempt.pending.isEmpty {
      let isEnded = ended.contains { $0.id == attempt.id }
      guard isEnded || now - attempt.recordedAt >= 1_000_000_000 else { continue }
      reports += StageObserved.divided(attempt.pending, of: attempt.id)
      attempt.pending = []
      attempt.recordedAt = now
    }
    return reports
  }

  private func settle(_ ended: [StageFinished]) {
    for finished in ended {
      attempts.removeAll { $0.id == finished.id }
      last = finished
      switch finished.outcome {
      case .succeeded: progress.done += 1
      case .interrupted: break
      case .failed, .timedOut, .crashed: progress.failed += 1
      }
    }
  }

  /// Counts what a submission brought, and passes it on.
  func absorb(_ submission: Submission) {
    for event in submission.events {
      switch event.fact {
      case .stageRetried(let retried) where retried.counts: progress.retried += 1
      case .stageBlocked: progress.blocked += 1
      case .stageSkipped: progress.done += 1
      default: break
      }
      if progress.comparison != nil, let states = try? workspace.handler.states() {
        progress.comparison?.take(event, states)
      }
    }
    delegate?.recorded(submission)
  }
}
