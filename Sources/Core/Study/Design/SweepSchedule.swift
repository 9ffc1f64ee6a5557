import Codecs

/// One variant of a batch: what it is called and what differs in it.
public struct Variant: Equatable, Sendable {
  /// Its name without a seed: `vr-threshold-3`.
  public var name: String
  /// The parameters that differ from the batch's.
  public var changes: [Parameter]
}

extension BatchManifest {
  /// The variants in the order of the axes: one axis at a time with the others at their defaults,
  /// or all combinations in a factorial batch.
  ///
  /// A batch without axes has one variant. O(variants).
  public func variants(of params: [Parameter]) -> [Variant] {
    guard !axes.isEmpty else { return [Variant(name: "vr-baseline-0", changes: [])] }
    if !isFactorial {
      return axes.flatMap { axis in
        axis.values(params: params).map { value in
          Variant(
            name: Self.name([axis.name], [value]),
            changes: [Parameter(name: axis.name, value: value)])
        }
      }
    }
    var combined: [[Parameter]] = [[]]
    for axis in axes {
      combined = combined.flatMap { former in
        axis.values(params: params).map { former + [Parameter(name: axis.name, value: $0)] }
      }
    }
    return combined.map { changes in
      Variant(name: Self.name(changes.map(\.name), changes.map(\.value)), changes: changes)
    }
  }

  /// How many runs the batch has.
  ///
  /// O(axes), and never overflows.
  public func runCount(of params: [Parameter]) -> Int {
    let counts = axes.map { $0.values(params: params).count }
    var variants = isFactorial ? 1 : axes.isEmpty ? 1 : counts.reduce(0, +)
    if isFactorial {
      for count in counts {
        let (product, overflow) = variants.multipliedReportingOverflow(by: count)
        variants = overflow ? .max : product
      }
    }
    if let draw { return draw.baselineSeeds.count + seeds.count }
    let (runs, overflow) = variants.multipliedReportingOverflow(by: seeds.count)
    return overflow ? .max : runs
  }

  /// `vr-<axes>-<values>`, with what an identifier may hold of them; several joined by `x`.
  private static func name(_ axes: [String], _ values: [Value]) -> String {
    let axis = axes.map { name in
      String(name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }
    let value = values.map { value -> String in
      var text = value.plainText
      if text.hasPrefix("-") { text = "m" + text.dropFirst() }
      return String(
        text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") })
    }
    return "vr-\(axis.joined(separator: "x"))-\(value.joined(separator: "x"))"
  }
}

extension Plan {
  /// The batch that the study file of a sweep describes, under a name as long as the one that is
  /// chosen where none is given; nil in a study without batches.
  public var declaredBatch: BatchManifest? {
    design.sweep.map { sweep in
      var batch = BatchManifest(
        batch: "b20260101-0000-baseline-v01", axes: sweep.axes, seeds: sweep.seeds)
      batch.scenario = sweep.scenario?.revision
      batch.config = sweep.config?.revision
      batch.isFactorial = sweep.isFactorial
      if let safe = agentSafe {
        // As many runs, with names as long as they may become.
        batch.seeds = Seeds.placeholders(safe.candidateSeeds)
        batch.draw = CandidateDraw()
        batch.draw?.baselineSeeds = Seeds.placeholders(safe.baselineSeeds)
      }
      return batch
    }
  }

  /// The runs of a batch: the one of the study's own stages, which all batches share; every variant
  /// with every seed, and the variant's own stages after them; last the batch's.
  func sweepSchedule(_ batch: BatchManifest) -> [ScheduledRun] {
    var runs: [ScheduledRun] = []
    func add(
      _ name: String, _ scope: Scope, _ seed: Int64, _ assignment: Assignment,
      _ changes: [Parameter]
    ) {
      guard stages.contains(where: { $0.scope == scope }) else { return }
      runs.append(
        ScheduledRun(
          id: name, index: runs.count, seed: seed, scope: scope, assignment: assignment,
          changes: changes))
    }
    add("study", .study, seed, Assignment(), [])
    for (place, variant) in batch.variants(of: params).enumerated() {
      var assignment = Assignment(variant: variant.name)
      assignment.batch = batch.batch
      let arm = batch.arm(at: place)
      let changes = arm.overrides + variant.changes
      for seed in arm.seeds {
        add("\(batch.batch).\(variant.name)-s\(seed)", .run, seed, assignment, changes)
      }
      add("\(batch.batch).\(variant.name)", .variant, seed, assignment, changes)
    }
    var assignment = Assignment()
    assignment.batch = batch.batch
    add(batch.batch, .batch, seed, assignment, batch.overrides)
    return runs
  }

  /// The parameters of a scheduled run: the level's, with what differs in it.
  public func params(of scheduled: ScheduledRun, level: Int) -> [Parameter] {
    params(level: level).map { parameter in
      scheduled.changes.last { $0.name == parameter.name }.map { change in
        Parameter(name: parameter.name, value: change.value, bypass: parameter.bypass)
      } ?? parameter
    }
  }
}
