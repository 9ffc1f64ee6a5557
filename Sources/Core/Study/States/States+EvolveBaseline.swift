import Codecs

extension States {
  /// What may speak for a batch, a variant of one or a candidate; nil when there is none of that
  /// name.
  public func standing(_ slug: String, of subject: String) -> PromotionEvidence? {
    batchTarget(subject, in: slug).map { $0.batch.standing(of: $0.variant) }
      ?? candidate(slug, subject)?.standing
  }

  /// Records what an event says of a candidate.
  func evolveCandidate(
    _ slug: String, _ name: String, _ fact: EventData, at position: EventPosition
  ) {
    guard study(slug) != nil else { return }
    switch fact {
    case .candidateRegistered(let registered):
      var state = CandidateState(digest: registered.digest, at: position)
      state.run = run(slug, String(registered.source.prefix { $0 != "/" }))?.id
      set(state, for: slug, name)
    case .candidateRejected(let rejected):
      guard var state = candidate(slug, name) else { return }
      state.rejections = rejected.reasons
      set(state, for: slug, name)
    default: return
    }
  }

  /// Records what an event says of a baseline.
  func evolveBaseline(_ slug: String, _ name: String, _ fact: EventData, at position: EventPosition)
  {
    guard study(slug) != nil else { return }
    var state = baseline(slug, name) ?? BaselineState()
    switch fact {
    case .windowClosed(let closed):
      guard let subject = closed.subject ?? state.current else { return }
      guard subject == state.current else {
        return watch(subject, through: closed, slug, name, moves: state.moves, at: position)
      }
      state.take(closed)
    case .baselinePromoted(let promoted):
      let values = promoted.values ?? ValueMap()
      state.keepCurrent()
      state.move(to: promoted.to, at: position, values: values)
      state.isRestored = false
      change(slug, promoted.to) {
        $0.put(PromotionState(baseline: name, at: position, values: values))
      }
    case .baselineRolledBack(let rolledBack):
      if let place = state.former.lastIndex(of: rolledBack.to) {
        state.former.removeSubrange(place...)
      } else {
        state.keepCurrent()
      }
      let promotion = standing(slug, of: rolledBack.to)?.promotion(to: name)
      state.move(to: rolledBack.to, at: position, values: promotion?.values ?? ValueMap())
      state.isRestored = true
    default: return
    }
    set(state, for: slug, name)
  }

  /// Records a window of something that the baseline does not point at.
  private func watch(
    _ subject: String, through closed: WindowClosed, _ slug: String, _ name: String, moves: Int,
    at position: EventPosition
  ) {
    let plan = plan(slug)?.baseline(name)
    change(slug, subject) { standing in
      var watch = standing.watch(for: name, moves: moves)
      watch.streak = closed.streak ?? 0
      watch.window = max(watch.window ?? 0, closed.window)
      watch.windows = watch.streak == 0 ? [] : watch.windows + [position]
      watch.windows.removeFirst(max(0, watch.windows.count - max(1, plan?.windows ?? 1)))
      watch.values = closed.values.kept(plan?.judgedValues ?? [])
      standing.put(watch)
    }
  }

  /// Records what an event says of a report: of the batch or candidate it is named after, or of the
  /// whole study.
  func evolveReport(_ slug: String, _ name: String, _ fact: EventData, at position: EventPosition) {
    guard case .reportPublished(let published) = fact, var state = study(slug) else { return }
    if standing(slug, of: name) != nil {
      change(slug, name) { $0.report = position }
      return
    }
    if let former = state.report, former.size > published.size { return }
    state.report = ReportState(size: published.size, at: position)
    set(state, for: slug)
  }

  /// Changes what speaks for a batch, a variant of one or a candidate, if there is one.
  private func change(
    _ slug: String, _ subject: String, _ change: (inout PromotionEvidence) -> Void
  ) {
    if let target = batchTarget(subject, in: slug) {
      var state = target.batch
      state.change(target.variant, change)
      set(state, for: slug, state.manifest.batch)
    } else if var state = candidate(slug, subject) {
      change(&state.standing)
      set(state, for: slug, subject)
    }
  }
}

extension Plan {
  public func baseline(_ name: String) -> BaselinePlan? { baselines.first { $0.name == name } }
}

extension ValueMap {
  /// The values that are asked for, and some more that a later plan may want, up to as many as a
  /// unit's metrics.
  func kept(_ names: [String]) -> ValueMap {
    guard count > UnitState.metricsMax else { return self }
    var room = UnitState.metricsMax - names.count(where: { self[$0] != nil })
    var map = ValueMap()
    for (name, value) in self {
      if names.contains(name) {
        map[name] = value
      } else if room > 0 {
        map[name] = value
        room -= 1
      }
    }
    return map
  }
}
