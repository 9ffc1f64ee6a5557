import Study

/// Closes a batch when every variant is done, and says what it lacks.
enum BatchEngine: Engine {
  static let name = "batches"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    guard case .studyClosed(let closed) = event.fact, let slug = event.stream.study,
      let study = states.study(slug), let plan = states.plan(slug),
      let id = study.batch, let batch = states.batch(slug, id), !batch.isClosed
    else { return [] }
    let runs = states.schedule(slug, level: study.level, round: study.round)
      .compactMap { states.current($0.id, of: slug) }.filter { $0.exclusion == nil }
    let verdicts = runs.map { $0.finished ?? .fail }
    let isFailed = closed.closing == .stopped || closed.closing == .failure
    let verdict = isFailed ? .fail : verdicts.max() ?? .fail
    let lacking = missing(plan.design.deliverables, batch.manifest, runs, plan)
    return [
      Event(.batch(slug, id), .batchClosed(BatchClosed(verdict: verdict, missing: lacking)))
    ]
  }

  /// What a batch has to deliver and does not, a sentence each.
  private static func missing(
    _ deliverables: DeliverablesPlan, _ batch: BatchManifest, _ runs: [RunState], _ plan: Plan
  ) -> [String] {
    func isThere(_ output: String) -> Bool {
      let stage = String(output.prefix { $0 != "/" })
      let units = runs.flatMap(\.units).filter { $0.stage == stage }
      return !units.isEmpty
        && units.allSatisfy { $0.phase == .ended && $0.outcome == .succeeded }
    }
    var missing: [String] = []
    if let report = deliverables.report {
      if !isThere(report) { missing.append("the report '\(report)'") }
    } else {
      missing.append("a report")
    }
    let segments = deliverables.segments.count(where: isThere)
    if segments < 2 { missing.append("two segment analyses; there are \(segments)") }
    if let stability = deliverables.stability {
      if !isThere(stability) { missing.append("the table of stability '\(stability)'") }
    } else if batch.seeds.count > 1 || deliverables.caveat == nil {
      missing.append(
        batch.seeds.count > 1
          ? "a table of stability over its seeds" : "a caveat that says it has a single seed")
    }
    return missing
  }
}
