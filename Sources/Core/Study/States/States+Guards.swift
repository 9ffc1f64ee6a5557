import Codecs

/// Guarded parameters: each at its default, unless a grant in force says otherwise.
extension States {
  /// The parameters of a run with every guarded one where it may be, and the guards that are
  /// bypassed with it.
  ///
  /// A guarded parameter stands at its default, or at what the nearest grant that covers the run
  /// gives it. `fixed` are the parameters that the plan or a batch sets for this very run: those
  /// stay as they are where a grant allows that value, and no grant moves them. A grant for one
  /// stage changes nothing but what that stage sees, and a guard that acts on no stage of the run
  /// is not bypassed in it. O(parameters x grants).
  public func guarded(
    _ params: [Parameter], of id: String, _ scope: Scope, fixed: [String] = [], in slug: String
  ) -> (params: [Parameter], bypasses: [GrantState]) {
    guard let cell = planCell(slug), cell.plan.params.contains(where: \.bypass) else {
      return (params, [])
    }
    let plan = cell.plan
    let all = studyCell(slug).state?.grants ?? []
    let versions = all.contains { $0.run != nil } ? self.versions(of: id, in: slug) : []
    let grants = all.filter { $0.run.map(versions.contains) ?? true }
    var bypasses: [GrantState] = []
    let guarded = params.map { parameter -> Parameter in
      guard let known = plan.params.first(where: { $0.name == parameter.name }), known.bypass else {
        return parameter
      }
      let isActing = plan.acts(known.name, on: scope)
      let own = grants.filter {
        isActing && $0.flag == known.name && !$0.value.means(known.value)
      }
      let isFixed = fixed.contains(known.name)
      let whole = Self.nearest(own, stage: nil) { !isFixed || $0.value.means(parameter.value) }
      if let whole { bypasses.append(whole) }
      let value = whole?.value ?? known.value
      for stage in plan.stages where !isFixed && stage.scope == scope {
        guard let grant = Self.nearest(own, stage: stage.name), !grant.value.means(value) else {
          continue
        }
        bypasses.append(grant)
      }
      return Parameter(name: known.name, value: value, bypass: true)
    }
    return (guarded, bypasses)
  }

  /// The grant that counts among those for a stage, or for all: a run's own before the study's.
  private static func nearest(
    _ grants: [GrantState], stage: String?, where accepts: (GrantState) -> Bool = { _ in true }
  ) -> GrantState? {
    let found = grants.filter { $0.stage == stage && accepts($0) }
    return found.first { $0.run != nil } ?? found.first
  }

  /// The guards that are bypassed in a run now, were it planned again; nil where nothing would
  /// change.
  public func changedGuards(
    of run: RunState, in slug: String
  ) -> (params: [Parameter], bypasses: [GrantState])? {
    let now = guarded(
      run.params, of: run.id, run.scope, fixed: fixedParams(of: run, in: slug), in: slug)
    let isSame =
      now.bypasses.count == run.bypasses.count
      && zip(now.bypasses, run.bypasses).allSatisfy { $0.agrees(with: $1) }
    return isSame ? nil : now
  }

  /// The parameters that the level or the batch of a run sets for it.
  public func fixedParams(of run: RunState, in slug: String) -> [String] {
    guard let plan = plan(slug) else { return [] }
    var names = plan.levels.first { $0.name == run.level }?.params.map(\.name) ?? []
    if let batch = run.assignment.batch, let manifest = self.batch(slug, batch)?.manifest {
      names += manifest.overrides.map(\.name) + manifest.axes.map(\.name)
    }
    return names
  }

  /// Every run that replaced another of the same line, the first one first: `A-s42`, `A-s42-v2`.
  public func versions(of id: String, in slug: String) -> [String] {
    var first = run(slug, id)
    while let former = first?.of.flatMap({ run(slug, $0) }) { first = former }
    var line: [String] = []
    while let version = first {
      line.append(version.id)
      first = version.replacedBy.flatMap { run(slug, $0) }
    }
    return line.contains(id) ? line : line + [id]
  }
}

extension RunState {
  /// The parameters as a stage sees them: those of the run, but for guards that are bypassed in
  /// this stage alone.
  public func params(of stage: String) -> [Parameter] {
    let own = bypasses.filter { $0.stage == stage }
    if own.isEmpty { return params }
    return params.map { parameter in
      guard let bypass = own.first(where: { $0.flag == parameter.name }) else { return parameter }
      return Parameter(name: parameter.name, value: bypass.value, bypass: true)
    }
  }

  /// The guards that are bypassed in it or in what it reads, sorted.
  ///
  /// O(units).
  public var bypassed: [String] {
    var flags = bypasses.map(\.flag)
    for unit in units { flags += unit.bypassed }
    return Set(flags).sorted()
  }

  /// Whether no guard is bypassed in it, nor in anything that it reads.
  public var isProduction: Bool { bypasses.isEmpty && !units.isAnyBypassed }
}
