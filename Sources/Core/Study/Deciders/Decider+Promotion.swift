import Bytes
import Codecs

/// Candidates, promotion and rollback.
extension Decider {
  static func registerCandidate(
    _ slug: String, _ name: String, _ candidate: CandidateRegistered, _ states: States
  ) throws(Rejection) -> [Event] {
    _ = try study(slug, states)
    if let problem = problem(ofCandidate: name) {
      throw Rejection(.invalid, problem, facts: ["candidate": .text(name)])
    }
    if let former = states.candidate(slug, name) {
      let isSame = former.digest == candidate.digest
      throw Rejection(
        isSame ? .unchanged : .exists,
        isSame
          ? "candidate '\(name)' of study '\(slug)' is registered already"
          : "candidate '\(name)' of study '\(slug)' is registered with another digest, "
            + former.digest.hex,
        facts: ["candidate": .text(name)],
        hint: isSame ? nil : "different content needs another name")
    }
    return [Event(.candidate(slug, name), .candidateRegistered(candidate))]
  }

  static func rejectCandidate(
    _ slug: String, _ name: String, reasons: [String], _ states: States
  ) throws(Rejection) -> [Event] {
    _ = try study(slug, states)
    guard let candidate = states.candidate(slug, name) else {
      throw Rejection(
        .notFound, "there is no candidate '\(name)' in study '\(slug)'",
        facts: ["candidate": .text(name)], hint: "runledger candidate list \(slug)")
    }
    for reason in reasons { try demandReason(reason, for: "a rejection") }
    if reasons.isEmpty { try demandReason("", for: "a rejection") }
    guard candidate.rejections.isEmpty else {
      throw Rejection(
        .unchanged, "candidate '\(name)' is rejected already: \(candidate.rejections[0])")
    }
    for baseline in states.plan(slug)?.baselines ?? []
    where states.baseline(slug, baseline.name)?.current == name {
      throw Rejection(
        .outOfOrder, "baseline '\(baseline.name)' points at candidate '\(name)'",
        facts: ["baseline": .text(baseline.name), "candidate": .text(name)],
        hint: "roll it back first: runledger rollback \(slug)/\(baseline.name) -m \"...\"")
    }
    return [
      Event(.candidate(slug, name), .candidateRejected(CandidateRejected(reasons: reasons)))
    ]
  }

  /// What is wrong with a candidate's name, if anything is.
  public static func problem(ofCandidate name: String) -> String? {
    if !Identifier.isName(name) {
      return "'\(name)' is not a candidate's name: letters, digits, '.', '_' and '-', "
        + "at most \(Identifier.lengthMax)"
    }
    return Identifier.isBatch(name) ? "a candidate cannot have the name of a batch" : nil
  }

  static func promote(
    _ slug: String, _ baseline: String, to target: String, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    _ = try study(slug, states)
    let policy = try policy(slug, baseline, states)
    let state = states.baseline(slug, baseline) ?? BaselineState()
    guard states.standing(slug, of: target) != nil else {
      throw Rejection(
        .notFound, "there is no batch, variant or candidate '\(target)' in study '\(slug)'",
        facts: ["to": .text(target)], hint: "runledger candidate list \(slug) lists candidates")
    }
    if state.current == target {
      throw Rejection(
        .unchanged, "baseline '\(baseline)' points at '\(target)' already",
        facts: ["baseline": .text(baseline), "to": .text(target)])
    }
    let found = PromotionCase(target, policy, state, slug, states)
    let stream = Stream.baseline(slug, baseline)
    guard found.reasons.isEmpty else {
      let refused = PromotionRefused(to: target, reasons: found.reasons)
      return [Event(stream, .promotionRefused(refused))]
    }
    let said = (reason.isEmpty ? [] : [reason]) + found.remarks
    let promoted = BaselinePromoted(
      from: state.current, to: target, evidence: found.evidence.map(\.description),
      values: found.values.isEmpty ? nil : found.values,
      reason: said.isEmpty ? nil : said.joined(separator: "; "))
    return [Event(stream, .baselinePromoted(promoted))]
  }

  static func rollBack(
    _ slug: String, _ baseline: String, to target: String?, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    _ = try study(slug, states)
    try demandReason(reason, for: "a rollback")
    let state = states.baseline(slug, baseline)
    if state == nil { _ = try policy(slug, baseline, states) }
    guard let state, let current = state.current else {
      throw Rejection(
        .outOfOrder, "nothing was ever promoted to baseline '\(baseline)'",
        facts: ["baseline": .text(baseline)])
    }
    guard let target = target ?? states.previous(of: baseline, in: slug) else {
      throw Rejection(
        .outOfOrder,
        "baseline '\(baseline)' points at '\(current)', and nothing was promoted before it",
        facts: ["baseline": .text(baseline), "from": .text(current)])
    }
    if target == current {
      throw Rejection(
        .unchanged, "baseline '\(baseline)' points at '\(target)' already",
        facts: ["baseline": .text(baseline), "to": .text(target)])
    }
    guard states.standing(slug, of: target)?.promotion(to: baseline) != nil else {
      throw Rejection(
        .notFound, "'\(target)' was never promoted to baseline '\(baseline)'",
        facts: ["baseline": .text(baseline), "to": .text(target)],
        hint: state.former.isEmpty
          ? "only '\(current)' was" : "it pointed at \(quoted(state.former)) before")
    }
    if let why = states.candidate(slug, target)?.rejections.first {
      throw Rejection(
        .outOfOrder, "candidate '\(target)' was rejected: \(why)", facts: ["to": .text(target)])
    }
    let rolledBack = BaselineRolledBack(from: current, to: target, reason: reason)
    return [Event(.baseline(slug, baseline), .baselineRolledBack(rolledBack))]
  }

  static func publishReport(
    _ slug: String, _ report: String, _ published: ReportPublished, _ states: States
  ) throws(Rejection) -> [Event] {
    _ = try study(slug, states)
    guard Identifier.isName(report), published.size >= 0 else {
      throw Rejection(
        .invalid, "'\(report)' at \(published.size) is not a published report",
        facts: ["report": .text(report)])
    }
    return [Event(.report(slug, report), .reportPublished(published))]
  }

  /// What the plan says of a baseline, which has to be in it.
  private static func policy(
    _ slug: String, _ baseline: String, _ states: States
  ) throws(Rejection) -> BaselinePlan {
    let plans = states.plan(slug)?.baselines ?? []
    if let plan = plans.first(where: { $0.name == baseline }) { return plan }
    let near = NearWord.suggestions(for: baseline, among: plans.map(\.name)).first
    throw Rejection(
      .notFound, "study '\(slug)' has no baseline '\(baseline)'",
      facts: ["baseline": .text(baseline)],
      hint: near.map { "did you mean '\($0)'?" }
        ?? (plans.isEmpty
          ? "its study file names none under 'baselines'"
          : "it has \(quoted(plans.map(\.name)))"))
  }

  /// The last few of some names, each once, in quotes.
  private static func quoted(_ names: [String]) -> String {
    var shown: [String] = []
    for name in names.reversed() where !shown.contains("'\(name)'") && shown.count < 8 {
      shown.append("'\(name)'")
    }
    return shown.joined(separator: ", ")
  }
}

extension States {
  /// What a baseline goes back to when it is told nothing: what it pointed at before, and was not
  /// rejected since.
  public func previous(of baseline: String, in slug: String) -> String? {
    self.baseline(slug, baseline)?.former.last {
      candidate(slug, $0)?.rejections.isEmpty ?? true
    }
  }
}
