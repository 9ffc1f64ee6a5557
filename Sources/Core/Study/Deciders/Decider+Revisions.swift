import Bytes
import Codecs
import LedgerFormat

/// Revisions: another content needs another number, and the next one.
extension Decider {
  /// Refuses a plan in which a revision stands for another content than the one that was executed
  /// under it.
  static func refuseUnbumped(_ plan: Plan, _ states: States) throws(Rejection) {
    guard let state = states.study(plan.study), let former = states.plan(plan.study) else { return }
    for revision in plan.design.revisions {
      guard let executed = state.revisions[revision.revision],
        let now = plan.input(revision.input)?.digest, executed != .bytes(now.bytes)
      else { continue }
      let before =
        former.design.revisions.first { $0.revision == revision.revision }?.fields ?? ValueMap()
      let changed = changedFields(before, revision.fields)
      let what = changed.isEmpty ? "its content" : changed.joined(separator: ", ")
      throw Rejection(
        .changedStudy,
        "revision '\(revision.revision)' was executed with other content: \(what) changed",
        facts: [
          "revision": .text(revision.revision), "fields": .array(changed.map(Value.text)),
        ],
        hint: "bump it: the next is '\(bumped(revision.revision))'")
    }
    try refuseChangedDefaults(plan, from: former, state)
    try refuseLeap(plan, from: former, state)
  }

  /// Refuses other defaults of parameters under a revision of the configuration that was executed.
  private static func refuseChangedDefaults(
    _ plan: Plan, from former: Plan, _ state: StudyState
  ) throws(Rejection) {
    guard let config = plan.design.configuration,
      let executed = state.revisions[StudyState.defaults(of: config.revision)]
    else { return }
    let now = plan.params(level: 0)
    guard executed != .bytes(Hashing.digest(of: now.encoded).bytes) else { return }
    let before = former.params(level: 0)
    let names = before.map(\.name) + now.map(\.name)
    var changed: [String] = []
    for name in names where !changed.contains(name) {
      let values = [before, now].map { params in params.first { $0.name == name }?.value }
      if values[0] != values[1] { changed.append(name) }
    }
    let what = changed.isEmpty ? "defaults of parameters" : changed.joined(separator: ", ")
    throw Rejection(
      .changedStudy,
      "revision '\(config.revision)' was executed with other defaults: \(what) changed",
      facts: [
        "revision": .text(config.revision), "fields": .array(changed.map(Value.text)),
      ],
      hint: "bump it: the next is '\(bumped(config.revision))'; or set the value for one batch")
  }

  /// Refuses a number that does not follow the one that was executed, unless it was executed too.
  private static func refuseLeap(
    _ plan: Plan, from former: Plan, _ state: StudyState
  ) throws(Rejection) {
    for revision in plan.design.revisions {
      guard state.revisions[revision.revision] == nil,
        let before = former.design.revisions.first(where: {
          $0.revision.prefix(3) == revision.revision.prefix(3)
        })?.revision, state.revisions[before] != nil, revision.revision != bumped(before)
      else { continue }
      throw Rejection(
        .invalid, "revision '\(revision.revision)' does not follow '\(before)'",
        facts: ["revision": .text(revision.revision)],
        hint: "revisions rise by one: the next is '\(bumped(before))'")
    }
  }

  /// The paths of the fields that differ, were added or are gone, sorted.
  private static func changedFields(_ before: ValueMap, _ after: ValueMap) -> [String] {
    let names = before.map(\.key) + after.map(\.key).filter { before[$0] == nil }
    return names.filter { before[$0] != after[$0] }.sorted()
  }

  /// The revision with the next number.
  static func bumped(_ revision: String) -> String {
    let number = (Int(revision.suffix(2)) ?? 0) + 1
    return revision.dropLast(2) + (number < 10 ? "0\(number)" : "\(number)")
  }
}
