import Study

/// Compares what a study has spent with what it may.
enum BudgetEngine: Engine {
  static let name = "budget"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    guard case .stageFinished(let finished) = event.fact,
      let study = states.study(finished.id.study), let plan = states.plan(finished.id.study)
    else { return [] }
    var exceeded: [BudgetExceeded] = []
    if let limit = plan.budget.runtimeNanoseconds, study.elapsed > limit {
      exceeded.append(BudgetExceeded(what: "runtime", limit: limit, spent: study.elapsed))
    }
    if let limit = plan.budget.memoryBytes, let memory = finished.memory, memory > limit {
      exceeded.append(BudgetExceeded(what: "memory", limit: limit, spent: memory))
    }
    return exceeded.filter { !study.exceeded.contains($0.what) }
      .map { Event(.study(finished.id.study), .budgetExceeded($0)) }
  }
}
