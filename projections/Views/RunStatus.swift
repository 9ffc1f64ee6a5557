public import Study

/// Where a run stands, in one word.
public enum RunStatus: String, Equatable, Sendable, CaseIterable {
  /// Nothing of it was started.
  case planned
  /// Work on it has begun.
  case running
  /// Some of its work waits for a person.
  case blocked
  /// It was a single command, and did not end well.
  case failed
  /// Every stage is done or skipped.
  case finished
  /// Its facts are frozen.
  case locked
  /// It was executed elsewhere and taken over.
  case imported
  /// It was abandoned for good; nothing of it runs any more.
  case abandoned
  /// It does not count in the analysis.
  case excluded
  /// It has to be rebuilt.
  case invalidated
  /// Another run counts instead.
  case corrected
}

extension RunView {
  /// Where the run stands.
  ///
  /// A statement about the run goes before what it did itself.
  /// O(statements).
  public var status: RunStatus {
    for statement in statements.reversed() {
      if let status = RunStatus(rawValue: statement.kind) { return status }
    }
    if lock != nil { return .locked }
    if finished != nil { return .finished }
    if blockedCount > 0 { return isCommand ? .failed : .blocked }
    return startedAt == nil ? .planned : .running
  }

  /// Whether its results count in the analysis.
  public var isCounted: Bool {
    switch status {
    case .abandoned, .excluded, .invalidated, .corrected: false
    case .planned, .running, .blocked, .failed, .finished, .locked, .imported: true
    }
  }

  /// The run whose results it took over first; nil where it took over none.
  public var reusedFrom: String? {
    for stage in stages {
      for unit in stage.units {
        if let reused = unit.result?.reused { return reused.run }
      }
    }
    return nil
  }

  /// Whether all of its results are those of another run: nothing of it was executed.
  public var isReused: Bool { startedAt == nil && reusedFrom != nil }

  /// The metrics of which a value is another run's.
  var reusedMetrics: Set<String> {
    var names: Set<String> = []
    for stage in stages {
      for unit in stage.units {
        guard let end = unit.result?.end, end.reused != nil else { continue }
        names.formUnion(end.metrics.map(\.name))
      }
    }
    return names
  }

  /// The work that was completed last; nil when none was.
  public var lastCompleted: (stage: String, unit: String)? {
    var latest: (position: EventPosition, stage: String, unit: String)?
    for stage in stages {
      for unit in stage.units where unit.isDone {
        guard let changed = unit.changed, latest.map({ $0.position < changed }) ?? true else {
          continue
        }
        latest = (changed, stage.name, unit.key)
      }
    }
    return latest.map { ($0.stage, $0.unit) }
  }

  /// The first work in the order of a plan that is not done; nil when all is.
  public func next(in plan: Plan) -> (stage: String, unit: String)? {
    guard let planned else { return nil }
    for stage in plan.stages where stage.scope == planned.scope {
      let view = self.stage(stage.name)
      for unit in stage.units(params: planned.params) where view?.unit(unit)?.isDone != true {
        return (stage.name, unit)
      }
    }
    return nil
  }

  /// The metrics of the attempts that count, stage by stage, unit by unit.
  public var metrics: [(stage: String, unit: String, metric: MetricValue)] {
    stages.flatMap { stage in
      stage.units.flatMap { unit in
        (unit.result?.end?.metrics ?? []).map { (stage.name, unit.key, $0) }
      }
    }
  }
}
