public import Bytes

extension Plan {
  /// Whether a batch may take over what an equal run of an earlier one gave: in a sweep, but not
  /// where an agent chooses what is tried.
  public var reusesResults: Bool { design.hasBatches && agentSafe == nil }
}

extension States {
  /// Remembers a result under what it depends on, for later batches; the newest one counts.
  func offer(_ ended: StageFinished, _ slug: String) {
    let id = ended.id
    guard ended.outcome == .succeeded, ended.reused == nil, plan(slug)?.reusesResults == true,
      let run = run(slug, id.run), run.scope == .run, run.assignment.batch != nil,
      let unit = run.unit(id.stage, id.unit)
    else { return }
    set(ReusedResult(of: id), recipe: unit.recipe, for: slug)
  }

  /// The result of an earlier batch that a run may take over instead of executing a unit anew.
  ///
  /// It has to be of the same stage and unit and to depend on the very same things, to count as far
  /// as anybody said, to have passed its gates, and to tell what the gates in force look at. What
  /// is repeated takes nothing over, and held-out data are used afresh each time.
  public func reusable(
    _ recipe: Digest, _ stage: StagePlan, _ unit: UnitState, of run: RunState, in slug: String
  ) -> ReusedResult? {
    guard let plan = plan(slug), plan.reusesResults, run.scope == .run, run.of == nil,
      let batch = run.assignment.batch, unit.attempt == 0, unit.why == "first",
      plan.heldOutInputs(of: stage).isEmpty, !stage.readsEarlier,
      let known = result(recipe, of: slug), known.stage == stage.name, known.unit == unit.unit,
      let source = self.run(slug, known.run), source.assignment.batch != batch,
      source.exclusion == nil, source.invalidated == nil, source.imported == nil,
      let result = source.unit(known.stage, known.unit), result.phase == .ended,
      result.outcome == .succeeded, result.recipe == recipe, result.attempt == known.attempt,
      result.verdict != .fail, !result.isInDoubt, result.hasTold(stage.gates(at: run.level))
    else { return nil }
    return known
  }

  /// Why the end of an attempt is not what the run that it names as its source recorded; nil when
  /// it is.
  public func problem(ofReused ended: StageFinished, _ unit: UnitState) -> String? {
    guard let reused = ended.reused else { return nil }
    guard unit.phase == .requested, unit.reuse == reused else {
      return "was not requested to take over the result of \(reused.id(in: ended.id.study))"
    }
    let source = run(ended.id.study, reused.run)?.unit(reused.stage, reused.unit)
    guard let source, source.phase == .ended, source.attempt == reused.attempt,
      source.recipe == unit.recipe, ended.outcome == .succeeded, ended.elapsed == 0,
      source.outputs == ended.outputsDigest,
      source.observations.encoded == ended.observations.encoded,
      source.metrics.allSatisfy({ one in ended.metrics.contains { $0.isSame(as: one) } })
    else { return "is not what \(reused.id(in: ended.id.study)) recorded" }
    return nil
  }
}

extension UnitState {
  /// Whether what it told is all that some gates look at.
  public func hasTold(_ gates: [GatePlan]) -> Bool {
    gates.allSatisfy { gate in
      gate.checks.allSatisfy { check in
        if check.isStability { return true }
        if case .metric(let name, nil) = check.subject {
          return metrics.contains { $0.name == name }
        }
        return observations.contains { $0.gate == gate.name && $0.check == check.name }
      }
    }
  }
}

extension StagePlan {
  /// Whether it reads what was tried before, which is more each time.
  fileprivate var readsEarlier: Bool {
    inputs.contains { input in
      if case .earlier = input.source { true } else { false }
    }
  }
}

extension MetricValue {
  /// Whether name and value are the same; two that are no numbers are.
  fileprivate func isSame(as other: MetricValue) -> Bool {
    name == other.name && (value == other.value || value.isNaN && other.value.isNaN)
  }
}
