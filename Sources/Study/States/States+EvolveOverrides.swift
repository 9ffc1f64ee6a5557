import Codecs

extension States {
  /// Records what an event says of guards, approvals, and of runs that need to be rebuilt or were
  /// executed elsewhere.
  func evolveOverrides(_ event: Event, at position: EventPosition) {
    guard let slug = event.stream.study, var state = study(slug) else { return }
    let run = event.stream.kind == .run ? event.stream.name : nil
    switch event.fact {
    case .overrideGranted(let granted):
      state.grants.append(
        GrantState(
          flag: granted.flag, value: granted.value, run: run, stage: granted.stage,
          grantedAt: position))
    case .overrideRevoked(let revoked):
      state.grants.removeAll {
        $0.flag == revoked.flag && $0.run == run && $0.stage == revoked.stage
      }
    case .approvalSigned(let signed):
      guard let run, let stage = signed.stage else { return }
      let address = UnitAddress(run: run, stage: stage, unit: signed.unit ?? "")
      state.blocked.removeAll { $0 == address }
    case .runInvalidated(let invalidated):
      guard let run, var changed = self.run(slug, run) else { return }
      changed.invalidated =
        invalidated.policy.map { "\($0): \(invalidated.reason)" }
        ?? invalidated.reason
      set(changed, for: slug)
      if changed.replacedBy == nil { state.invalidated.append(run) }
    case .runImported(let imported):
      guard let run, self.run(slug, run) == nil else { return }
      let taken = RunState(id: run, imported: imported)
      set(taken, for: slug)
      state.importedCount += 1
      if let batch = taken.assignment.batch, !state.importedBatches.contains(batch) {
        state.importedBatches.append(batch)
      }
    case .runPlanned, .stageRequested, .runCorrected:
      guard let run, note(self.run(slug, run), in: &state) else { return }
    default: return
    }
    set(state, for: slug)
  }

  /// Notes whether a run is for production, and whether it still needs to be rebuilt; false when
  /// nothing changes.
  private func note(_ run: RunState?, in state: inout StudyState) -> Bool {
    guard let run else { return false }
    let before = (state.nonProduction.count, state.invalidated.count)
    if run.isProduction || run.replacedBy != nil {
      state.nonProduction.removeAll { $0 == run.id }
    } else if !state.nonProduction.contains(run.id) {
      state.nonProduction.append(run.id)
    }
    if run.replacedBy != nil { state.invalidated.removeAll { $0 == run.id } }
    return (state.nonProduction.count, state.invalidated.count) != before
  }

  /// Remembers who wrote the plan in force, where somebody else has to approve something.
  func setAuthor(_ author: String, of slug: String) {
    let isAsked = plan(slug)?.stages.contains { $0.approve?.notAuthor ?? false } ?? false
    guard isAsked, !author.isEmpty, var state = study(slug), !state.authors.contains(author)
    else { return }
    state.authors.append(author)
    set(state, for: slug)
  }
}

extension States {
  /// The runs of a batch that have to be rebuilt before it is evidence of anything; those that all
  /// batches of the study share are among them.
  public func invalidatedRuns(of batch: String, in slug: String) -> [String] {
    (study(slug)?.invalidated ?? []).filter { isPart($0, of: batch, in: slug) }
  }

  /// The runs of a batch that are not for production, because a guard is bypassed in them or in
  /// what they read.
  public func nonProductionRuns(of batch: String, in slug: String) -> [String] {
    (study(slug)?.nonProduction ?? []).filter { isPart($0, of: batch, in: slug) }
  }

  /// Whether a run belongs to a batch, or to the study whose batches all rest on it.
  public func isPart(_ id: String, of batch: String, in slug: String) -> Bool {
    guard let run = run(slug, id) else { return false }
    if let own = run.assignment.batch { return own == batch }
    return run.scope == .study && run.imported == nil && self.batch(slug, batch) != nil
  }
}
