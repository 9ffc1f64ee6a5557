import Codecs
import StageKit
import Study
import YAML

/// Reads `design: {sweep: ...}`: what is varied, on which revisions, and what a batch delivers.
struct SweepReader {
  private static let keys = ["scenario", "config", "axes", "seeds", "factorial", "deliverables"]

  private let section: Section
  private let plan: Plan

  /// `plan` holds the inputs and parameters that a sweep refers to.
  init?(_ item: Item, plan: Plan) {
    guard let section = Section(item, owner: "'sweep'", keys: Self.keys) else { return nil }
    self.section = section
    self.plan = plan
  }

  /// The sweep; whatever is wrong with it is reported and left out.
  func read() -> SweepPlan {
    var sweep = SweepPlan(axes: axes(), seeds: seeds())
    sweep.scenario = section["scenario"].flatMap { revision($0, "scn") }
    sweep.config = section["config"].flatMap { revision($0, "cfg") }
    sweep.isFactorial = section["factorial"]?.bool() ?? false
    return sweep
  }

  /// What a batch delivers, once the stages are known.
  func deliverables(among stages: [StagePlan]) -> DeliverablesPlan {
    guard let item = section["deliverables"],
      let section = Section(
        item, owner: "'deliverables'", keys: ["report", "segments", "stability", "caveat"])
    else { return DeliverablesPlan() }
    func output(_ item: Item) -> String? { item.output(among: stages) }
    return DeliverablesPlan(
      report: section["report"].flatMap(output),
      segments: (section["segments"]?.elements() ?? []).compactMap(output),
      stability: section["stability"].flatMap(output), caveat: section["caveat"]?.text())
  }

  private func axes() -> [Axis] {
    (section["axes"]?.members() ?? []).compactMap { member in
      guard plan.params.contains(where: { $0.name == member.name }) else {
        member.key.unknown("parameter", member.name, among: plan.params.map(\.name))
        return nil
      }
      guard let elements = member.value.elements() else { return nil }
      let values = elements.compactMap { $0.scalarValue() }
      if elements.isEmpty { member.value.fail("axis '\(member.name)' has no value") }
      if let (place, _) = values.enumerated().first(where: { place, value in
        values[..<place].contains { $0.means(value) }
      }) {
        elements[place].fail("axis '\(member.name)' has the value twice")
      }
      return Axis(name: member.name, values: values)
    }
  }

  /// Explicit seeds, so many derived ones, or the study's.
  private func seeds() -> [Int64] {
    if plan.agentSafe != nil {
      section["seeds"]?.fail("only the ledger draws the seeds of an agent-safe study")
      return [0]
    }
    guard let item = section["seeds"] else { return plan.seeds.isEmpty ? [plan.seed] : plan.seeds }
    let (listed, count) = item.seeds()
    guard let count else { return listed }
    return (0..<count).map { Seeds.derive(from: plan.seed, purpose: "run", indices: [$0]) }
  }

  private func revision(_ item: Item, _ kind: String) -> RevisionPlan? {
    guard let section = Section(item, owner: item.name, keys: ["revision", "input"]),
      let revision = section.required("revision"), let text = revision.text(),
      let input = section.required("input"), let name = input.text()
    else { return nil }
    guard text == RevisionPlan.automatic || Identifier.isRevision(text, of: kind) else {
      revision.fail(
        "'\(text)' is not a revision",
        hint: "write \(kind)-v01, or \(RevisionPlan.automatic) to have it numbered")
      return nil
    }
    guard plan.inputs.contains(where: { $0.name == name }) else {
      input.unknown("input", name, among: plan.inputs.map(\.name))
      return nil
    }
    return RevisionPlan(revision: text, input: name)
  }
}

extension Item {
  /// `stage/output`, as a stage declares it.
  fileprivate func output(among stages: [StagePlan]) -> String? {
    guard let text = text() else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
    guard parts.count == 2, let stage = stages.first(where: { $0.name == parts[0] }) else {
      fail(
        "'\(text)' is not an output of a stage",
        hint: "write STAGE/OUTPUT; the stages are \(stages.map(\.name).joined(separator: ", "))")
      return nil
    }
    guard stage.outputs.declare(parts[1]) else {
      fail("stage '\(stage.name)' declares no output '\(parts[1])'")
      return nil
    }
    return text
  }
}
