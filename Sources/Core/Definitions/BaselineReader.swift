import StageKit
import Study
import YAML

/// Reads one entry of `baselines`: what a promotion needs, what windows are held to, and what
/// happens when one fails afterwards.
struct BaselineReader {
  private let name: String
  private let section: Section
  private let stages: [String]

  init?(_ member: Member, stages: [String]) {
    guard member.key.isIdentifier(member.name),
      let section = Section(
        member.value, owner: "baseline '\(member.name)'", keys: ["needs", "canary", "rollback"])
    else { return nil }
    name = member.name
    self.section = section
    self.stages = stages
  }

  /// The baseline; whatever is wrong with it is reported and left out.
  func read() -> BaselinePlan {
    var plan = BaselinePlan(name: name)
    readNeeds(into: &plan)
    plan.canary = canary()
    let words = BaselinePlan.Rollback.allCases.map(\.rawValue)
    plan.rollback =
      section["rollback"]?.word("way to roll back", among: words)
      .flatMap(BaselinePlan.Rollback.init) ?? .propose
    if plan.windows > 0, plan.canary.isEmpty, plan.ticks == nil {
      section.item.problems.warn(
        "baseline '\(name)' asks for windows and has no canary to judge them",
        line: section.item.node.mark.line)
    }
    return plan
  }

  private func readNeeds(into plan: inout BaselinePlan) {
    guard let item = section["needs"],
      let needs = Section(
        item, owner: "'needs' of baseline '\(name)'",
        keys: [
          "gates", "report", "deliverables", "violations", "windows", "ticks", "metric", "better",
          "tolerance",
        ])
    else { return }
    plan.needsGates = needs["gates"]?.word("need", among: ["pass", "any"]) != "any"
    plan.needsReport = needs["report"]?.bool() ?? true
    plan.needsDeliverables = needs["deliverables"]?.bool() ?? true
    plan.needsNoViolation = needs["violations"]?.word("need", among: ["none", "any"]) != "any"
    plan.windows = Int(needs["windows"]?.wholeNumber(in: 0...Limits.windowCountMax) ?? 0)
    plan.ticks = needs["ticks"]?.wholeNumber(in: 1...Int64(Int32.max)).map { Int($0) }
    plan.metric = needs["metric"]?.stageMetric(among: stages)
    plan.isLowerBetter = needs["better"]?.word("direction", among: ["higher", "lower"]) == "lower"
    plan.tolerance = needs["tolerance"]?.distance() ?? 0
    for key in ["better", "tolerance"] where needs["metric"] == nil {
      needs[key]?.fail("'\(key)' goes with a metric, and baseline '\(name)' names none")
    }
  }

  private func canary() -> [CanaryCheck] {
    guard let item = section["canary"], let elements = item.elements() else { return [] }
    guard elements.count <= Limits.canaryCountMax else {
      item.fail("a canary has at most \(Limits.canaryCountMax) checks, found \(elements.count)")
      return []
    }
    return elements.compactMap { element in
      guard
        let check = Section(element, owner: "a check of the canary", keys: ["metric", "pass"])
      else { return nil }
      let metric = check.required("metric")?.identifier()
      guard let pass = check.required("pass"), let metric else { return nil }
      return pass.canaryCheck(of: metric)
    }
  }
}

extension Item {
  /// Named pointers, each with what a promotion needs.
  func baselines(stages: [String]) -> [BaselinePlan] {
    guard let members = members() else { return [] }
    guard members.count <= Limits.baselineCountMax else {
      fail("a study has at most \(Limits.baselineCountMax) baselines, found \(members.count)")
      return []
    }
    return members.compactMap { BaselineReader($0, stages: stages)?.read() }
  }

  /// A metric of a stage: `classify.accuracy`.
  fileprivate func stageMetric(among stages: [String]) -> String? {
    guard let text = text() else { return nil }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, Identifier.isName(String(parts[1])) else {
      mismatch("a metric of a stage, such as 'classify.accuracy'")
      return nil
    }
    guard stages.contains(String(parts[0])) else {
      unknown("stage", String(parts[0]), among: stages)
      return nil
    }
    return text
  }

  /// A finite number that is not negative.
  func distance() -> Double? {
    guard let number = node.asDouble, number.isFinite, number >= 0 else {
      mismatch("a number from 0")
      return nil
    }
    return number
  }

  /// A comparison with a number, or with a multiple of the baseline's value.
  fileprivate func canaryCheck(of metric: String) -> CanaryCheck? {
    guard let text = node.asText, case .text = node.scalar,
      let check = CanaryCheck(metric: metric, parsing: text)
    else {
      mismatch(
        "a comparison with a number or with the baseline",
        hint: "write it in quotes, such as \"<= 0.25\" or \"<= baseline * 2\"")
      return nil
    }
    return check
  }
}
