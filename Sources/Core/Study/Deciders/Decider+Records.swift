import Codecs

/// Statements about what was executed before: runs that have to be rebuilt, and runs that were
/// executed elsewhere.
extension Decider {
  static func invalidateRun(
    _ slug: String, _ id: String, policy: String?, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, id, states)
    try demandReason(reason, for: "an invalidation")
    if let why = run.invalidated {
      throw Rejection(.unchanged, "run '\(id)' is invalidated already: \(why)")
    }
    let invalidated = RunInvalidated(
      reason: reason, policy: policy,
      promotions: states.promotions(restingOn: run, in: slug).map { "\($0)" })
    return [Event(.run(slug, id), .runInvalidated(invalidated))]
  }

  static func importRun(
    _ slug: String, _ id: String, _ imported: RunImported, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(slug, states)
    if let problem = ImportedRow.problems(of: imported.facts).first {
      throw Rejection(.invalid, "run '\(id)' cannot be imported: \(problem)")
    }
    guard id == ImportedRow.identifier(imported.facts),
      imported.facts["study"]?.asText == slug
    else {
      throw Rejection(.invalid, "run '\(id)' of study '\(slug)' is not what its facts say")
    }
    if let run = states.run(slug, id) {
      throw Rejection(
        .exists,
        "there is a run '\(id)' in study '\(slug)' already"
          + (run.imported.map { ", imported from '\($0)'" } ?? ""),
        facts: ["run": .text(id)])
    }
    let batch = imported.facts["batch_id"]?.asText ?? ""
    let isDeclared = !batch.isEmpty && states.batch(slug, batch) != nil
    if isDeclared || states.scheduled(id, of: slug) != nil || state.batch == batch {
      throw Rejection(
        .exists,
        "batch '\(batch)' of study '\(slug)' is executed here, so none of its runs can be "
          + "imported", facts: ["run": .text(id), "batch": .text(batch)])
    }
    return [Event(.run(slug, id), .runImported(imported))]
  }
}

extension States {
  /// The latest promotions of everything that rests on a run: of its batch, of what all batches
  /// read, or of a candidate that came out of it.
  public func promotions(restingOn run: RunState, in slug: String) -> [EventPosition] {
    var subjects = [run.assignment.batch].compactMap(\.self)
    for baseline in plan(slug)?.baselines ?? [] {
      guard let state = self.baseline(slug, baseline.name) else { continue }
      for subject in state.former + [state.current].compactMap(\.self)
      where !subjects.contains(subject) {
        let isOwn = candidate(slug, subject)?.run == run.id
        if isOwn || rests(on: run, subject, in: slug) { subjects.append(subject) }
      }
    }
    return subjects.flatMap { standing(slug, of: $0)?.promotions.map(\.at) ?? [] }.sorted()
  }

  /// Whether a batch, or a variant of one, was measured on a run or on what the run made for it.
  private func rests(on run: RunState, _ subject: String, in slug: String) -> Bool {
    guard let (batch, variant) = batchTarget(subject, in: slug),
      isPart(run.id, of: batch.manifest.batch, in: slug)
    else { return false }
    return variant == nil || run.assignment.variant == nil || run.assignment.variant == variant
  }
}
