import Codecs

/// Statements about subjects: notes, violations, decisions.
extension Decider {
  static func addNote(
    _ stream: Stream, text: String, _ states: States
  ) throws(Rejection) -> [Event] {
    try demandReason(text, for: "a note")
    try demand(stream, states)
    return [Event(stream, .noteAdded(NoteAdded(text: text)))]
  }

  static func excludeRun(
    _ slug: String, _ id: String, rule: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, id, states)
    try demandReason(reason, for: "an exclusion")
    try demandReason(rule, for: "an exclusion's rule")
    if let rule = run.exclusion?.rule {
      throw Rejection(.unchanged, "run '\(id)' is excluded already, by rule '\(rule)'")
    }
    if let stated = states.plan(slug)?.exclusions.first(where: { $0.name == rule }) {
      throw Rejection(
        .outOfOrder,
        "rule '\(rule)' is applied by the ledger, and does not hold for run '\(id)': "
          + "\(stated.when)",
        facts: ["run": .text(id), "rule": .text(rule)],
        hint: "under another name, the exclusion is recorded as post hoc")
    }
    let excluded = RunExcluded(rule: rule, postHoc: true, reason: reason)
    return [Event(.run(slug, id), .runExcluded(excluded))]
  }

  static func compareReproduction(
    _ slug: String, _ id: String, _ compared: ReproductionCompared, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, id, states)
    try refuseImported(run)
    guard run.finished != nil else {
      throw Rejection(
        .outOfOrder, "run '\(id)' is not finished, so there is nothing to compare with",
        facts: ["run": .text(id)], hint: "runledger run \(slug) finishes it")
    }
    return [Event(.run(slug, id), .reproductionCompared(compared))]
  }

  static func recordViolation(
    _ slug: String, _ violation: ViolationRecorded, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(slug, states)
    try demandReason(violation.text, for: "a violation")
    if let id = violation.run { _ = try run(slug, id, states) }
    let id = Self.violationID(after: state.violationCount)
    return [Event(.violation(slug, id), .violationRecorded(violation))]
  }

  static func resolveViolation(
    _ slug: String, _ id: String, resolution: String, _ states: States
  ) throws(Rejection) -> [Event] {
    try demandReason(resolution, for: "resolving a violation")
    guard let violation = states.violation(slug, id) else {
      throw Rejection(.notFound, "there is no violation '\(id)' in study '\(slug)'")
    }
    guard !violation.isResolved else {
      throw Rejection(.unchanged, "violation '\(id)' is resolved already")
    }
    let resolved = ViolationResolved(resolution: resolution)
    return [Event(.violation(slug, id), .violationResolved(resolved))]
  }

  static func makeDecision(
    _ stream: Stream, _ decision: DecisionMade, _ states: States
  ) throws(Rejection) -> [Event] {
    try demandReason(decision.rationale, for: "a decision")
    try demand(stream, states)
    return [Event(stream, .decisionMade(decision))]
  }

  /// The identifier of the violation that follows `count` others.
  public static func violationID(after count: Int) -> String {
    let digits = "\(count + 1)"
    return "v" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Refuses a subject that is not there.
  private static func demand(_ stream: Stream, _ states: States) throws(Rejection) {
    switch stream {
    case .ledger: return
    case .study(let slug):
      _ = try study(slug, states)
      return
    case .run(let slug, let id):
      _ = try run(slug, id, states)
      return
    case .pair(let slug, let id) where states.isPair(id, of: slug): return
    case .batch(let slug, let id) where states.batch(slug, id) != nil: return
    case .candidate(let slug, let name) where states.candidate(slug, name) != nil: return
    case .baseline(let slug, let name) where states.plan(slug)?.baseline(name) != nil: return
    case .violation(let slug, let id) where states.violation(slug, id) != nil: return
    default: break
    }
    throw Rejection(.notFound, "there is no '\(stream)' in this ledger")
  }
}
