import Codecs
import Study

/// Recorded results of a level, as conditions and stability checks look at them.
struct Results {
  let slug: String
  let plan: Plan
  let level: Int
  let states: States
  /// The run that looks; its own stages are seen for itself alone.
  let viewer: RunState?

  /// The results of the level at which a study stands.
  init?(_ slug: String, level: Int? = nil, viewer: RunState? = nil, _ states: States) {
    guard let plan = states.plan(slug), let study = states.study(slug) else { return nil }
    self.slug = slug
    self.plan = plan
    self.level = level ?? study.level
    self.states = states
    self.viewer = viewer
  }

  /// Whether a condition holds; nil where that is unknown.
  func truth(_ condition: Condition) -> Bool? { condition.truth(value) }

  /// What a reference of a condition on results stands for.
  private func value(_ reference: Condition.Reference) -> Condition.Literal? {
    switch reference {
    case .metric(let name, stage: let stage?, let statistic):
      metric(name, of: stage, statistic).map(Condition.Literal.number)
    case .verdict(let stage): verdict(stage).map { .text($0.rawValue) }
    default: nil
    }
  }

  /// Why a condition does not hold, with the values that its references have; nil when it does.
  func reasonAgainst(_ condition: Condition) -> String? {
    switch truth(condition) {
    case true?: nil
    case false?: "does not hold: \(explain(condition))"
    case nil: "is unknown, so it does not hold: \(explain(condition))"
    }
  }

  /// The condition with the values that its references have.
  func explain(_ condition: Condition) -> String {
    let values = condition.references.map { "\($0) = \(shown($0))" }
    return "\(condition) (\(values.joined(separator: ", ")))"
  }

  /// What the units of a stage reported of a metric over all runs that count, in the order of the
  /// schedule.
  func evidence(of name: String, _ metric: String) -> Evidence {
    var evidence = Evidence()
    guard let stage = plan.stage(name) else { return evidence }
    for (id, run) in runs(of: stage.scope) {
      for key in stage.units(params: run?.params ?? plan.params(level: level)) {
        let called = key.isEmpty ? id : "\(id)[\(key)]"
        evidence.look(at: run?.unit(name, key), for: metric, called: called)
      }
    }
    return evidence
  }

  /// A statistic of a metric; nil where there is none, or not all of it.
  private func metric(_ name: String, of stage: String, _ statistic: Statistic?) -> Double? {
    let evidence = evidence(of: stage, name)
    if evidence.unread > 0 { return nil }
    return evidence.statistic(statistic ?? .mean, allowsMissing: plan.allowsMissing)
  }

  /// The value of a reference, with how much of it there is.
  private func shown(_ reference: Condition.Reference) -> String {
    guard case .metric(let name, stage: let stage?, let statistic) = reference else {
      if case .verdict(let stage) = reference, let verdict = verdict(stage) {
        return verdict.rawValue
      }
      return "nothing recorded"
    }
    let evidence = evidence(of: stage, name)
    let value = metric(name, of: stage, statistic).map(Number.text)
    if evidence.unread > 0 { return "unknown: \(Evidence.unreadable(evidence.unread))" }
    if evidence.values.isEmpty { return value ?? "nothing recorded" }
    guard let gap = evidence.gap else { return value ?? "nothing recorded" }
    return value.map { "\($0), of \(gap)" } ?? "unknown: reported by \(gap)"
  }

  /// The worst verdict on a stage; nil while another one may yet make it worse.
  private func verdict(_ name: String) -> Verdict? {
    guard let stage = plan.stage(name) else { return nil }
    var worst: Verdict?
    var isComplete = true
    for (_, run) in runs(of: stage.scope) {
      for key in stage.units(params: run?.params ?? plan.params(level: level)) {
        let unit = run?.unit(name, key)
        if unit?.phase == .skipped { continue }
        if let unit, unit.phase == .ended || !unit.verdicts.isEmpty {
          worst = max(worst ?? .pass, unit.verdict)
        } else {
          isComplete = false
        }
      }
    }
    return isComplete || worst == .fail ? worst : nil
  }

  /// The runs of a scope that count in the analysis, with what is known of each.
  private func runs(of scope: Scope) -> [(id: String, run: RunState?)] {
    if let viewer, viewer.scope == scope { return [(viewer.id, viewer)] }
    guard let study = states.study(slug) else { return [] }
    let assignment = viewer?.assignment ?? Assignment()
    return states.schedule(slug, level: level, round: study.round)
      .filter { $0.scope == scope && $0.assignment.agrees(with: assignment) }
      .map { ($0.id, states.current($0.id, of: slug)) }
      .filter { $0.1?.exclusion == nil }
  }
}

extension Evidence {
  /// Says that lines cannot be read.
  static func unreadable(_ count: Int) -> String {
    count == 1
      ? "a line of what was reported cannot be read"
      : "\(count) lines of what was reported cannot be read"
  }
}
