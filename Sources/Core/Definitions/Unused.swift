import StageKit
import Study
import YAML

/// Parameters and inputs that no stage can see, which are mistyped more often than meant.
enum Unused {
  /// Warns of each at its place in the file.
  static func warn(of plan: Plan, stages: [StagePlan], section: Section) {
    var params = Set(stages.flatMap(\.visibleParams))
    var inputs = Set(plan.design.revisions.map(\.input))
    for stage in stages {
      params.formUnion(stage.foreach.compactMap(\.param))
      for input in stage.inputs {
        if case .study(let name) = input.source { inputs.insert(name) }
      }
      inputs.formUnion(stage.namedInputs)
    }
    for name in plan.params.map(\.name) where !params.contains(name) {
      warn("parameter '\(name)' is used by no stage", of: name, in: section["params"])
    }
    // What a domain's section names may be read through it.
    for name in plan.inputs.map(\.name) where !inputs.contains(name) && plan.domain.isEmpty {
      warn("input '\(name)' is read by no stage", of: name, in: section["inputs"])
    }
  }

  private static func warn(_ message: String, of name: String, in item: Item?) {
    guard let item, let member = item.node.asMapping?.first(where: { $0.key.asText == name })
    else { return }
    item.problems.warn(message, line: member.key.mark.line)
  }
}
