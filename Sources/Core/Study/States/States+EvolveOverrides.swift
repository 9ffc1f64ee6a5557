import Codecs

extension States {
  /// Records what an event says of guards, approvals, and of runs that need to be rebuilt or were
  /// executed elsewhere: in their study, and in the run that it is about.
  ///
  /// False when nothing of the study changes.
  func evolveOverrides(
    _ state: inout StudyState, _ slug: String, _ event: Event, at position: EventPosition
  ) -> Bool {
    guard event.fact.effects.contains(.guards) else { return false }
    let run = event.stream.kind == .run ? event.stream.name : nil
    switch event.fact {
    case .overrideGranted(let granted):
      state.grants.append(
        GrantState(
          flag: granted.flag, value: granted.value, run: run, stage: granted.stage,
          grantedAt: position))
      return true
    case .overrideRevoked(let revoked):
      state.grants.removeAll {
        $0.flag == revoked.flag && $0.run == run && $0.stage == revoked.stage
      }
      return true
    case .approvalSigned(let signed):
      guard let run, let stage = signed.stage else { return false }
      let address = UnitAddress(run: run, stage: stage, unit: signed.unit ?? "")
      state.blocked.removeAll { $0 == address }
      if let input = signed.input { allow(input, to: self.run(slug, run), slug, &state) }
      return true
    case .stageStarted(let started):
      return touch(started.id.stage, of: self.run(slug, started.id.run), slug, &state)
    case .reproductionCompared: return touchAgain(run.flatMap { self.run(slug, $0) }, slug, &state)
    case .runInvalidated(let invalidated): return invalidate(run, slug, invalidated, &state)
    case .runImported(let imported): return takeOver(run, slug, imported, &state)
    default: return run.map { note(self.run(slug, $0), in: &state) } ?? false
    }
  }

  private func invalidate(
    _ id: String?, _ slug: String, _ invalidated: RunInvalidated, _ state: inout StudyState
  ) -> Bool {
    guard let id, var run = run(slug, id) else { return false }
    let reason = invalidated.reason
    run.invalidated = invalidated.policy.map { "\($0): \(reason)" } ?? reason
    set(run, for: slug)
    if run.replacedBy == nil { state.invalidated.append(id) }
    return true
  }

  private func takeOver(
    _ id: String?, _ slug: String, _ imported: RunImported, _ state: inout StudyState
  ) -> Bool {
    guard let id, run(slug, id) == nil else { return false }
    let run = RunState(id: id, imported: imported)
    set(run, for: slug)
    state.importedCount += 1
    if let batch = run.assignment.batch, !state.importedBatches.contains(batch) {
      state.importedBatches.append(batch)
    }
    return true
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
    guard let plan = plan(slug) else { return }
    let isAsked = plan.holdsOut || plan.stages.contains { $0.approve?.notAuthor ?? false }
    guard isAsked, !author.isEmpty, var state = study(slug), !state.authors.contains(author)
    else { return }
    state.authors.append(author)
    set(state, for: slug)
  }
}

extension States {
  /// Whether a run belongs to a batch, or to the study whose batches all rest on it.
  public func isPart(_ id: String, of batch: String, in slug: String) -> Bool {
    guard let run = run(slug, id) else { return false }
    if let own = run.assignment.batch { return own == batch }
    return run.scope == .study && run.imported == nil && self.batch(slug, batch) != nil
  }
}
