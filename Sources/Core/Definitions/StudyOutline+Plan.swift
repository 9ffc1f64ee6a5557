import StageKit
import Study

extension StudyOutline {
  /// What a domain may know of a plan whose stages have yet to be read.
  init(_ plan: Plan) {
    let paired = plan.design.paired
    let tasks = paired?.tasks.map(\.name) ?? []
    self.init(
      metric: plan.metric, params: plan.params.map(\.name), inputs: plan.inputs.map(\.name),
      variants: paired?.variants.map(\.name) ?? [], tasks: tasks, minimum: paired?.minimum ?? 0,
      levels: plan.levels.map { level in
        Level(
          name: level.name, tasks: level.tasks.isEmpty ? tasks : level.tasks,
          pairsPerTask: level.pairs ?? paired?.pairs ?? 0)
      })
  }
}
