import Bytes
import Codecs
import StageKit
import Study
import YAML

/// Reads `design: {paired: ...}`: tasks, two variants, and the conditions that both share.
struct PairedReader {
  private static let keys = ["variants", "tasks", "pairs", "minimum", "order", "identical"]

  private let section: Section

  init?(_ item: Item) {
    guard let section = Section(item, owner: "'paired'", keys: Self.keys) else { return nil }
    self.section = section
  }

  /// The design; whatever is wrong with it is reported and left out.
  func read() -> PairedPlan {
    let pairs = section.required("pairs")?.wholeNumber(in: 1...Limits.pairCountMax) ?? 1
    let minimum = section["minimum"]?.wholeNumber(in: 1...Limits.pairCountMax) ?? 1
    var plan = PairedPlan(
      variants: variants(), tasks: tasks(), pairs: Int(pairs), minimum: Int(minimum))
    plan.order = section["order"]?.pairOrder() ?? .random
    return plan
  }

  /// The stages under `identical`, once the stages are known.
  func identical(among stages: [StagePlan]) -> [String] {
    let names = stages.filter { $0.scope == .run }.map(\.name)
    return (section["identical"]?.elements() ?? []).compactMap { element in
      guard let name = element.text() else { return nil }
      if names.contains(name) { return name }
      element.unknown("stage of a run", name, among: names)
      return nil
    }
  }

  /// Refuses levels that no schedule could be drawn for.
  func check(_ levels: [LevelPlan], _ plan: PairedPlan) {
    let last = levels.last?.pairs ?? plan.pairs
    guard last < plan.minimum else { return }
    let item = section["minimum"] ?? section.item
    item.fail(
      "the sample is below the minimum: \(last) pairs per task, and \(plan.minimum) are needed",
      hint: "raise 'pairs', or lower 'minimum' before anything has run")
  }

  private func variants() -> [VariantPlan] {
    guard let item = section.required("variants"), let members = item.members() else { return [] }
    if members.count != 2 {
      item.fail("a paired study compares two variants, found \(members.count)")
    }
    return members.compactMap { member in
      guard member.key.isIdentifier(member.name),
        let section = Section(
          member.value, owner: "variant '\(member.name)'", keys: ["spec", "paradigm"])
      else { return nil }
      let paradigm = section["paradigm"]?.text() ?? member.name
      guard let path = section.required("spec")?.text() else { return nil }
      let file = FilePin(path: path, digest: .zero, size: 0)
      return VariantPlan(name: member.name, paradigm: paradigm, file: file)
    }
  }

  private func tasks() -> [TaskPlan] {
    guard let item = section.required("tasks"), let members = item.members() else { return [] }
    if members.isEmpty { item.fail("tasks must not be empty") }
    return members.compactMap { member in
      guard member.key.isIdentifier(member.name),
        let section = Section(
          member.value, owner: "task '\(member.name)'", keys: ["spec", "seed", "timeout"])
      else { return nil }
      if member.name == "study" || member.name.hasPrefix("pair-") {
        member.key.fail("a task cannot be called '\(member.name)', which names other work")
      }
      let seed = section.required("seed")?.wholeNumber(in: 0...Int64.max)
      let timeout = section.required("timeout")?.nanoseconds(in: 1...Int64.max)
      guard let path = section.required("spec")?.text(), let seed, let timeout else { return nil }
      return TaskPlan(
        name: member.name, files: InputPlan(name: member.name, pattern: path), seed: seed,
        timeoutNanoseconds: timeout)
    }
  }
}

extension Item {
  /// Which variant of a pair goes first.
  func pairOrder() -> PairOrder? {
    word("order", among: PairOrder.allCases.map(\.rawValue)).flatMap(PairOrder.init)
  }
}
