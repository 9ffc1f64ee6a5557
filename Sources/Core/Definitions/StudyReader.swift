import Bytes
import StageKit
import Study
import YAML

/// Reads the top level of a study file.
///
/// What stages refer to is read first, stages last.
struct StudyReader {
  private let section: Section
  private let overrides: [(String, String)]
  private let domains: [DomainSection]
  private var problems: Problems { section.item.problems }

  static let keys = [
    "study", "objective", "metric", "seed", "seeds", "inputs", "code", "params", "levels",
    "requires", "budget", "limits", "stop", "pins", "design", "domain", "lock", "exclusions",
    "baselines",
    "schema", "profile", "profiles", "stages", "notify",
    "missing", "better", "stability", "agent_safe",
  ]

  init?(_ item: Item, overrides: [(String, String)], domains: [DomainSection]) {
    guard let section = Section(item, owner: "the study", keys: Self.keys) else { return nil }
    self.section = section
    self.overrides = overrides
    self.domains = domains
  }

  /// The definition, or nil when its required parts are missing; every reason is reported.
  func read() -> StudyDefinition? {
    let slug = slug()
    let objective = section.required("objective")?.text()
    var plan = Plan(study: slug ?? "", objective: objective ?? "", seed: 1)
    plan.metric = section["metric"]?.identifier()
    readMetric(into: &plan)
    let seeds = SeedReader(section).read()
    plan.seed = seeds.seed
    plan.seeds = seeds.listed
    plan.inputs = inputs()
    plan.code = (section["code"]?.texts() ?? []).map {
      FilePin(path: $0, digest: .zero, size: 0)
    }
    plan.params = section["params"]?.parameters() ?? []
    plan.agentSafe = section["agent_safe"]?.agentSafe()
    let design = readDesign(into: &plan)
    plan.levels = LevelReader(params: plan.params, seeds: seeds, paired: plan.design.paired)
      .read(section["levels"])
    Overrides(overrides, params: plan.params, problems: problems).apply(to: &plan.levels)
    readLimits(into: &plan)
    DomainReader(domains: domains, study: StudyOutline(plan))
      .read(section["domain"], into: &plan)
    (plan.stages, plan.profile) = stages(of: plan)
    design?.finish(&plan, levels: section["levels"])
    checkLooks(plan)
    readStop(into: &plan)
    readAgentSafe(plan)
    plan.baselines = section["baselines"]?.baselines(stages: plan.stages.map(\.name)) ?? []
    guard slug != nil, objective != nil else { return nil }
    if problems.failure == nil, let problem = plan.problemOfNames {
      let place = section["design"] ?? section["levels"] ?? section.item
      place.fail(problem, hint: "shorten the names of levels, axes, values, variants or tasks")
    }
    return StudyDefinition(
      plan: plan, codePatterns: plan.code.map(\.path), environment: plan.requires.environment,
      warnings: problems.sortedWarnings)
  }

  /// What is good in the metric, and when its seeds agree.
  private func readMetric(into plan: inout Plan) {
    if let better = section["better"] {
      plan.isLowerBetter = better.word("direction", among: ["higher", "lower"]) == "lower"
      if section["metric"] == nil { better.fail("'better' goes with 'metric', and there is none") }
    }
    plan.stability = section["stability"]?.stability()
  }

  /// Refuses what an agent-safe study cannot be, at its place.
  private func readAgentSafe(_ plan: Plan) {
    guard let safe = section["agent_safe"], plan.agentSafe != nil else { return }
    if problems.failure == nil, let problem = plan.problemOfAgentSafe {
      safe.fail(problem, hint: "docs/AGENT-SAFE.md says what such a study looks like")
    }
    section["seeds"]?.fail("only the ledger draws the seeds of an agent-safe study")
  }

  private func slug() -> String? {
    guard let item = section.required("study"), let text = item.text() else { return nil }
    guard let problem = Identifier.problem(ofSlug: text) else { return text }
    let proposal = Identifier.slug(from: text)
    let isNear = Identifier.isSlug(proposal) && text.utf8.count <= Identifier.lengthMax
    item.fail("study '\(text)' \(problem)", hint: isNear ? "did you mean '\(proposal)'?" : nil)
    return nil
  }

  private func inputs() -> [InputPlan] {
    (section["inputs"]?.members() ?? []).compactMap { member in
      guard member.key.isIdentifier(member.name) else { return nil }
      return member.value.input(member.name)
    }
  }

  private func readLimits(into plan: inout Plan) {
    plan.requires = section["requires"]?.requirements() ?? plan.requires
    plan.budget = section["budget"]?.budget() ?? plan.budget
    plan.limits = section["limits"]?.limits() ?? plan.limits
    if let pins = section["pins"] { pins.readPins(into: &plan) }
    plan.notify = section["notify"]?.texts() ?? []
    plan.exclusions = (section["exclusions"]?.members() ?? []).compactMap { member in
      exclusion(member)
    }
  }

  /// A rule of exclusion: when it holds, and why such runs do not count.
  ///
  /// A rule in words alone is nobody's to apply but a person's, after the fact.
  private func exclusion(_ member: Member) -> ExclusionRule? {
    guard member.key.isIdentifier(member.name) else { return nil }
    if case .text? = member.value.node.scalar, member.value.node.asText?.isEmpty == false {
      member.value.problems.warn(
        "exclusion '\(member.name)' has no 'when', so the ledger cannot apply it: an "
          + "exclusion by it is recorded as post hoc",
        line: member.value.node.mark.line)
      return nil
    }
    guard member.value.node.asMapping != nil else {
      member.value.mismatch(
        "a mapping",
        hint: "say when it holds: {when: 'run.timed_out = true', reason: ...}")
      return nil
    }
    guard
      let section = Section(
        member.value, owner: "exclusion '\(member.name)'", keys: ["when", "reason"])
    else { return nil }
    let condition = section.required("when")?.exclusion()
    guard let reason = section.required("reason")?.text(), let condition else { return nil }
    return ExclusionRule(name: member.name, when: condition, reason: reason)
  }

  /// Which kind of study it is.
  private func readDesign(into plan: inout Plan) -> DesignReader? {
    plan.locksFinished = section["lock"]?.word("time to lock", among: ["finished"]) != nil
    guard let item = section["design"], let reader = DesignReader(item, plan: plan) else {
      return nil
    }
    reader.read(into: &plan)
    return reader
  }

  /// The stages, with the gates of the profile that is chosen, and its name.
  private func stages(of plan: Plan) -> ([StagePlan], profile: String?) {
    guard let item = section.required("stages"), let elements = item.elements() else {
      return ([], nil)
    }
    guard !elements.isEmpty else {
      item.fail("stages must not be empty")
      return ([], nil)
    }
    guard elements.count <= Limits.stageCountMax else {
      item.fail("a study has at most \(Limits.stageCountMax) stages, found \(elements.count)")
      return ([], nil)
    }
    let outlines = StageOutline.read(elements)
    let names = Names(
      inputs: plan.inputs.map(\.name), params: plan.params, levels: plan.levels, stages: outlines,
      design: plan.design, domain: plan.domain, domains: domains,
      schemas: section["schema"]?.schemaMaps() ?? [])
    var stages = outlines.map { StageReader($0, names: names).read() }
    let profiles = ProfileReader(section, names: names)
    let profile = profiles.choice()
    profiles.add(profile, to: &stages)
    Cycles.check(stages, places: outlines.map(\.nameItem))
    Unused.warn(of: plan, stages: stages, section: section)
    return (stages, profile)
  }

  /// Refuses looks that no stage would make, and stages that would look at nothing registered.
  private func checkLooks(_ plan: Plan) {
    let looking = plan.stages.first { $0.scope == .look }
    if let looking, plan.looks.isEmpty {
      (section["domain"] ?? section.item).fail(
        "stage '\(looking.name)' is done once per 'look', and no look is registered",
        hint: "register looks in the section of its domain: looks: [{at: PAIRS, alpha: A}]")
    }
    if looking == nil, !plan.looks.isEmpty {
      section["domain"]?.fail(
        "looks are registered, and no stage is done once per 'look'",
        hint: "give the stages that collect and analyse at a look 'per: look'")
    }
  }

  private func readStop(into plan: inout Plan) {
    let words = ["refuse", "allow"]
    plan.allowsMissing = section["missing"]?.word("answer", among: words) == "allow"
    guard let item = section["stop"],
      let stop = Section(item, owner: "'stop'", keys: ["success", "failure", "look"])
    else { return }
    let stages = plan.stages.map(\.name)
    plan.stop.success = stop["success"]?.condition(stages: stages)
    plan.stop.failure = stop["failure"]?.condition(stages: stages)
    plan.stop.look = stop["look"]?.condition(stages: stages)
    if let look = stop["look"], !plan.stages.contains(where: { $0.scope == .look }) {
      look.fail(
        "'stop.look' is asked at a look, and no stage is done once per 'look'",
        hint: "give the stages that make it 'per: look'")
    }
  }
}
