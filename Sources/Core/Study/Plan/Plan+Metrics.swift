extension Plan {
  /// The metrics of a stage that a condition, a stability check, a baseline or the study itself
  /// refers to: the ones that states keep whatever else there is.
  public func metricsInUse(of stage: String) -> [String] {
    var names: [String] = []
    func use(_ name: String?) {
      if let name, !names.contains(name) { names.append(name) }
    }
    func use(_ condition: Condition?) {
      for reference in condition?.references ?? [] {
        if case .metric(let name, stage: stage?, _) = reference { use(name) }
      }
    }
    use(metric)
    for name in baselines.flatMap(\.judgedValues) {
      use(name.hasPrefix("\(stage).") ? String(name.dropFirst(stage.count + 1)) : name)
    }
    use(stop.success)
    use(stop.failure)
    use(stop.look)
    for other in stages {
      use(other.when)
      for gate in other.gates {
        for check in gate.checks {
          switch check.subject {
          case .stability(let subject, let metric, _) where subject == stage: use(metric)
          case .metric(let metric, file: nil) where other.name == stage: use(metric)
          default: break
          }
        }
      }
    }
    return names
  }
}
