import StageKit
import Study
import YAML

/// Reads the gates of a stage.
struct GateReader {
  /// The keys of a gate.
  static let keys = ["name", "checks", "levels"]

  private let stage: StagePlan
  private let names: Names

  /// What the stage runs, reads and writes is known already.
  init(stage: StagePlan, names: Names) {
    self.stage = stage
    self.names = names
  }

  /// The gates, in the order of the file.
  func read(_ item: Item?) -> [GatePlan] {
    var gates: [GatePlan] = []
    for element in item?.elements() ?? [] {
      guard let gate = gate(element) else { continue }
      if gates.contains(where: { $0.name == gate.name }) {
        element.fail(
          "gate '\(gate.name)' is defined twice in stage '\(stage.name)'",
          at: element.node["name"]?.mark)
      }
      gates.append(gate)
    }
    return gates
  }

  private func gate(_ item: Item) -> GatePlan? {
    let owner = item.node["name"]?.asText.map { "gate '\($0)'" } ?? item.name
    guard let section = Section(item, owner: owner, keys: Self.keys) else { return nil }
    return gate(section, owner: owner)
  }

  /// The gate in a mapping whose keys are known to be right.
  func gate(_ section: Section, owner: String) -> GatePlan? {
    let name = section.required("name")?.identifier()
    let list = section.required("checks")
    let checks = list?.elements()
    if let checks, checks.isEmpty { list?.fail("\(owner) checks nothing") }
    let read = (checks ?? []).flatMap { CheckReader($0, stage: stage, names: names)?.read() ?? [] }
    guard let name else { return nil }
    var gate = GatePlan(name: name, checks: read)
    gate.levels = section["levels"].map(levels) ?? []
    return gate
  }

  /// The levels at which a gate judges, each one of the study's.
  private func levels(_ item: Item) -> [String] {
    let known = names.levels.map(\.name).filter { !$0.isEmpty }
    if known.isEmpty { item.fail("the study has no levels") }
    return (item.elements() ?? []).compactMap { element in
      guard let level = element.text() else { return nil }
      if !known.isEmpty, !known.contains(level) {
        element.unknown("level", level, among: known)
        return nil
      }
      return level
    }
  }
}

extension Item {
  /// A comparison with a number.
  func threshold() -> Threshold? {
    guard let text = node.asText, case .text = node.scalar, let threshold = Threshold(text) else {
      mismatch("a comparison with a number", hint: "write it in quotes, such as \">= 0.85\"")
      return nil
    }
    return threshold
  }
}
