import Bytes
import Codecs

/// Declaring batches.
extension Decider {
  /// The most runs of a batch that needs nobody to say so.
  public static let batchRunsMax = 100

  static func declareBatch(
    _ slug: String, _ manifest: BatchManifest, _ states: States
  ) throws(Rejection) -> [Event] {
    let state = try study(slug, states)
    guard let plan = states.plan(slug), let declared = plan.declaredBatch else {
      throw Rejection(.invalid, "study '\(slug)' is not a sweep, so it has no batches")
    }
    let id = manifest.batch
    guard Identifier.isBatch(id) else {
      throw Rejection(
        .invalid, "'\(id)' is not a batch identifier", facts: ["batch": .text(id)],
        hint: "write bYYYYMMDD-HHMM-INTENT-vNN with a valid date and a number from 01, "
          + "such as b20260213-2140-baseline-v01")
    }
    try refuseOpen(state, slug, states)
    if states.batch(slug, id) != nil || state.importedBatches.contains(id) {
      throw Rejection(
        .exists, "batch '\(id)' of study '\(slug)' was declared before",
        facts: ["batch": .text(id)], hint: "a new batch needs a new identifier: bump its -vNN")
    }
    let number = state.batch.flatMap { states.batch(slug, $0)?.manifest.number } ?? 0
    if let problem = problem(of: manifest, declared, plan, number: number + 1) {
      throw Rejection(
        .invalid, "batch '\(id)' cannot be executed: \(problem)", facts: ["batch": .text(id)])
    }
    let runs = manifest.runCount(of: plan.params)
    if runs > batchRunsMax, !manifest.isLarge {
      throw Rejection(
        .outOfOrder,
        "batch '\(id)' has \(runs) runs, and more than \(batchRunsMax) must be confirmed",
        facts: ["batch": .text(id), "runs": .int(Int64(clamping: runs))],
        hint: "add --yes, or vary one axis at a time")
    }
    try refuseUnbumped(plan, states)
    try refuseUnsafe(manifest, plan, state, states)
    let changes = manifest.overrides + manifest.variants(of: plan.params).flatMap(\.changes)
    for change in changes {
      guard let guarded = plan.params.first(where: { $0.name == change.name && $0.bypass }),
        !guarded.value.means(change.value),
        !state.grants.contains(where: {
          $0.flag == change.name && $0.value.means(change.value) && $0.run == nil && $0.stage == nil
        })
      else { continue }
      throw bypass(of: change.name)
    }
    return [Event(.batch(slug, id), .batchDeclared(BatchDeclared(manifest: manifest)))]
  }

  /// Refuses a second batch while the first is not finished.
  private static func refuseOpen(
    _ state: StudyState, _ slug: String, _ states: States
  ) throws(Rejection) {
    if let open = state.batch, states.batch(slug, open)?.isClosed == false {
      throw Rejection(
        .outOfOrder, "batch '\(open)' of study '\(slug)' is not finished",
        facts: ["batch": .text(open)], hint: wayOn(state, slug, states))
    }
  }

  /// What lets a batch go on that is not finished.
  private static func wayOn(_ state: StudyState, _ slug: String, _ states: States) -> String {
    if state.halted != nil {
      return "the study is halted: runledger status \(slug) says how to resume it"
    }
    guard let work = state.blocked.first else { return "runledger run \(slug) continues it" }
    let run = "\(slug)/\(work.run)"
    if states.plan(slug)?.stage(work.stage)?.approve != nil {
      return "runledger approve \(run)/\(work.stage) -m \"...\" lets it continue"
    }
    return "'\(work.stage)' of it is blocked; one of these lets it continue: runledger retry "
      + "\(run)/\(work.stage) -m \"...\"; runledger rerun \(run) --from \(work.stage) "
      + "-p NAME=VALUE -m \"...\"; or, once the study is mended, runledger amend \(slug) -m \"...\""
  }

  private static func problem(
    of manifest: BatchManifest, _ declared: BatchManifest, _ plan: Plan, number: Int
  ) -> String? {
    if manifest.number != number { return "it is number \(number) of its study" }
    if manifest.seeds.isEmpty { return "it has no seed" }
    if Set(manifest.seeds).count < manifest.seeds.count { return "a seed is given twice" }
    if manifest.seeds.contains(where: { $0 < 0 }) { return "a seed is negative" }
    if manifest.scenario != declared.scenario || manifest.config != declared.config {
      return "its revisions are not those of the study"
    }
    for change in manifest.axes.map(\.name) + manifest.overrides.map(\.name)
    where !plan.params.contains(where: { $0.name == change }) {
      return "there is no parameter '\(change)'"
    }
    for axis in manifest.axes where axis.values(params: plan.params).isEmpty {
      return "axis '\(axis.name)' has no value"
    }
    guard manifest.runCount(of: plan.params) <= Int(Int16.max) else {
      return "it has more than \(Int16.max) runs"
    }
    if let problem = problemOfAxes(manifest, plan) { return problem }
    let names = manifest.variants(of: plan.params).map(\.name)
    if Set(names).count < names.count { return "two of its variants have one name" }
    if let name = names.first(where: { !Identifier.isVariant("\($0)-s0") }) {
      return "'\(name)' is not a variant's name: vr-AXIS-VALUE"
    }
    return manifest.problemOfNames(names)
  }

  /// What contradicts itself in what a batch varies and sets.
  private static func problemOfAxes(_ manifest: BatchManifest, _ plan: Plan) -> String? {
    var varied: Set<String> = []
    for axis in manifest.axes {
      guard varied.insert(axis.name).inserted else { return "axis '\(axis.name)' is given twice" }
      let values = axis.values(params: plan.params)
      for (place, value) in values.enumerated()
      where values[..<place].contains(where: { $0.means(value) }) {
        return "axis '\(axis.name)' has the value \(value.plainText) twice"
      }
    }
    var set: Set<String> = []
    for override in manifest.overrides {
      guard set.insert(override.name).inserted else {
        return "parameter '\(override.name)' is set twice"
      }
      if varied.contains(override.name) {
        return "parameter '\(override.name)' is varied, so it cannot be set as well"
      }
    }
    return nil
  }
}
