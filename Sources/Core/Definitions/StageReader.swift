import StageKit
import Study

/// Reads one stage, once the outlines of all stages are known.
struct StageReader {
  let outline: StageOutline
  let names: Names
  var section: Section { outline.section }

  init(_ outline: StageOutline, names: Names) {
    self.outline = outline
    self.names = names
  }

  /// The stage; whatever is wrong with it is reported and left out.
  func read() -> StagePlan {
    var stage = StagePlan(name: outline.name, run: [])
    stage.scope = scope()
    stage.inputs = inputs()
    stage.outputs = outline.outputs
    stage.publish = published()
    stage.foreach = axes()
    stage.params = params()
    stage.timeoutNanoseconds = section["timeout"]?.nanoseconds(in: 1...Int64.max)
    let restart = section["restart"]?.word("way to restart", among: ["clean", "continue"])
    stage.continues = restart == "continue"
    let ways = [ConfinePlan.preferred, .required].map(\.rawValue)
    stage.confine =
      section["confine"]?.word("way to confine", among: ways).flatMap(ConfinePlan.init) ?? .none
    stage.retry = section["retry"]?.retry() ?? stage.retry
    stage.run = arguments(of: stage)
    stage.domain = domainMembers(run: stage.run)
    stage.gates = GateReader(stage: stage, names: names).read(section["gates"])
    stage.when = section["when"]?.condition(stages: names.stageNames)
    stage.approve = section["approve"]?.approval()
    checkKind()
    return stage
  }

  private func scope() -> Scope {
    guard let item = section["per"], let text = item.text() else { return .run }
    guard let scope = Scope(rawValue: text) else {
      item.unknown("scope", text, among: Scope.allCases.map(\.rawValue))
      return .run
    }
    let scopes = names.design.scopes
    guard scopes.contains(scope) else {
      let words = scopes.map { "'\($0.rawValue)'" }
      item.fail(
        "a '\(names.design.name)' study has nothing to do once per '\(text)'",
        hint: "there are \(words.dropLast().joined(separator: ", ")) and \(words.last ?? "")")
      return .run
    }
    return scope
  }

  /// Which of its outputs stand among the files of its run.
  private func published() -> [String] {
    (section["publish"]?.elements() ?? []).compactMap { element in
      guard let path = element.text(), element.isOutputPath(path) else { return nil }
      let kept = outline.outputs.filter(\.keep)
      if kept.declare(path) { return path }
      element.fail(
        "\(section.owner) keeps no output '\(path)', so it cannot be published",
        hint: "declare it under 'outputs' as a 'blob'")
      return nil
    }
  }

  private func params() -> [String] {
    (section["params"]?.elements() ?? []).compactMap { element in
      guard let name = element.text() else { return nil }
      guard names.paramNames.contains(name) else {
        element.unknown("parameter", name, among: names.paramNames)
        return nil
      }
      return name
    }
  }

  /// A stage runs a command or waits for a person.
  private func checkKind() {
    let item = section.item
    guard section["approve"] != nil else {
      if section["run"] == nil {
        item.fail("\(section.owner) has neither 'run' nor 'approve'", hint: "give it one of them")
      }
      return
    }
    let allowed = ["name", "per", "inputs", "when", "approve"]
    for key in section.keys where !allowed.contains(key.name) {
      guard StageOutline.keys.contains(key.name) else { continue }
      item.problems.report(
        "\(section.owner) waits for a person and cannot have '\(key.name)'",
        path: item.inside(key.name), at: key.mark, hint: "make it a stage of its own")
    }
  }
}

extension Item {
  /// When and how often to try again.
  ///
  /// Without `for`, any failure is worth another attempt.
  fileprivate func retry() -> RetryPlan? {
    guard let section = Section(self, owner: "'retry'", keys: ["attempts", "for", "backoff"])
    else { return nil }
    var plan = RetryPlan()
    let attempts = section.required("attempts")?.wholeNumber(in: 1...Limits.attemptCountMax)
    plan.attempts = Int(attempts ?? 1)
    plan.causes = section["for"]?.causes() ?? ["failure"]
    if let backoff = section["backoff"]?.nanoseconds(in: 0...Limits.backoffNanosecondsMax) {
      plan.backoffNanoseconds = backoff
    }
    return plan
  }

  private func causes() -> [String] {
    guard let elements = elements() else { return [] }
    if elements.isEmpty { fail("\(name) must name at least one cause") }
    return elements.compactMap { element in
      guard let cause = element.text() else { return nil }
      guard RetryPlan.isCause(cause) else {
        let known = RetryPlan.causeWords + ["exit:N"]
        element.unknown("cause", cause, among: known)
        return nil
      }
      return cause
    }
  }

  /// Who has to approve: an operator unless said otherwise.
  fileprivate func approval() -> ApprovalPlan? {
    guard let section = Section(self, owner: "'approve'", keys: ["role", "not_author"])
    else { return nil }
    let role = section["role"].map { $0.word("role of a person", among: ["operator", "admin"]) }
    return ApprovalPlan(
      role: (role ?? nil) ?? "operator", notAuthor: section["not_author"]?.bool() ?? false)
  }
}
