import Study

/// Says when a run starts and when all of it is done.
enum RunEngine: Engine {
  static let name = "runs"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .stageStarted, .stageFinished, .gateEvaluated, .stageSkipped, .runPlanned, .approvalSigned:
      break
    default: return []
    }
    guard let (slug, id) = event.runAddress, let run = states.run(slug, id) else { return [] }
    switch event.fact {
    case .stageStarted where !run.isStarted: return [Event(event.stream, .runStarted(RunStarted()))]
    case .stageFinished, .gateEvaluated, .stageSkipped, .runPlanned, .approvalSigned:
      guard run.finished == nil, run.replacedBy == nil, let completion = Completion(slug, states),
        completion.isComplete(run)
      else { return [] }
      return finish(run, slug, completion.plan, states)
    default: return []
    }
  }

  private static func finish(
    _ run: RunState, _ slug: String, _ plan: Plan, _ states: States
  ) -> [Event] {
    let stream = Stream.run(slug, run.id)
    let units = run.units.filter { unit in
      unit.phase == .ended
        && plan.stage(unit.stage)?.has(unit.unit, in: run, of: slug, states) ?? false
    }
    var events: [Event] = []
    if let metric = plan.metric {
      // The units of every stage that reported it; nothing is read off the run where one is silent.
      let reporting = Set(units.filter { unit in unit.reports(metric) }.map(\.stage))
      var evidence = Evidence()
      for unit in run.units where reporting.contains(unit.stage) {
        evidence.look(at: unit, for: metric, called: unit.unit)
      }
      if let value = evidence.statistic(.mean, allowsMissing: plan.allowsMissing) {
        events.append(
          Event(stream, .runEvaluated(RunEvaluated(metric: metric, value: value))))
      }
    }
    let verdict = units.map(\.verdict).max() ?? .pass
    let finished = RunFinished(verdict: verdict, elapsed: run.elapsed)
    return events + [Event(stream, .runFinished(finished))]
  }
}

extension UnitState {
  /// Whether it reported a metric.
  fileprivate func reports(_ metric: String) -> Bool { metrics.contains { $0.name == metric } }
}
