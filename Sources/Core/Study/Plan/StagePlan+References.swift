extension StagePlan {
  /// The parameters that the stage may see: those that `run` names, and those it lists.
  public var visibleParams: [String] {
    var names = params
    for argument in run {
      for reference in (try? Template(parsing: argument))?.references ?? [] {
        if case .param(let name) = reference, !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// Whether the stage may see a parameter, or has its units from it.
  public func sees(_ param: String) -> Bool {
    visibleParams.contains(param) || foreach.contains { $0.param == param }
  }

  /// The inputs that `run` names, each once.
  public var namedInputs: [String] {
    var names: [String] = []
    for argument in run {
      for reference in (try? Template(parsing: argument))?.references ?? [] {
        if case .input(let name) = reference, !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// Whether the stage reads an input: it has it under `inputs`, or `run` names it.
  public func reads(_ input: String) -> Bool {
    inputs.contains { $0.name == input } || namedInputs.contains(input)
  }

  /// The study's inputs that `run` names directly, without an entry under `inputs`.
  public func namedStudyInputs(of plan: Plan) -> [String] {
    namedInputs.filter { name in
      plan.input(name) != nil && !inputs.contains { $0.name == name }
    }
  }
}

extension Plan {
  /// Whether a guard acts on a stage: the stage sees it, or none is known to.
  public func acts(_ flag: String, on stage: StagePlan) -> Bool {
    stage.sees(flag) || !stages.contains { $0.sees(flag) }
  }

  /// Whether a guard acts on any stage that is done once for a scope.
  public func acts(_ flag: String, on scope: Scope) -> Bool {
    stages.contains { $0.scope == scope && acts(flag, on: $0) }
  }
}
