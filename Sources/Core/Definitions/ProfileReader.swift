import StageKit
import Study
import YAML

/// Reads `profiles`: sets of gates by name, of which `profile` puts one in force.
struct ProfileReader {
  private let profiles: Item?
  private let chosen: Item?
  private let names: Names

  init(_ section: Section, names: Names) {
    profiles = section["profiles"]
    chosen = section["profile"]
    self.names = names
  }

  /// The name of the profile that is chosen; reports one that is not there.
  func choice() -> String? {
    let known = profiles?.node.asMapping?.compactMap { $0.key.asText } ?? []
    guard let chosen else {
      if let profiles, !known.isEmpty {
        profiles.problems.warn(
          "no 'profile' is chosen, so no gate of 'profiles' applies",
          line: profiles.node.mark.line)
      }
      return nil
    }
    guard let word = chosen.text() else { return nil }
    guard known.contains(word) else {
      chosen.unknown("profile", word, among: known)
      return nil
    }
    return word
  }

  /// Adds the gates of the chosen profile to the stages; the others are looked over too.
  func add(_ choice: String?, to stages: inout [StagePlan]) {
    let plain = stages
    for member in profiles?.members() ?? [] {
      guard member.key.isIdentifier(member.name),
        let section = Section(member.value, owner: "profile '\(member.name)'", keys: ["gates"])
      else { continue }
      let list = section.required("gates")
      let elements = list?.elements()
      if let elements, elements.isEmpty { list?.fail("profile '\(member.name)' has no gate") }
      var judged = plain
      for element in elements ?? [] { read(element, of: member.name, into: &judged) }
      if member.name == choice { stages = judged }
    }
  }

  private func read(_ item: Item, of profile: String, into stages: inout [StagePlan]) {
    let owner = item.node["name"]?.asText.map { "gate '\($0)'" } ?? item.name
    guard let section = Section(item, owner: owner, keys: ["stage"] + GateReader.keys),
      let stage = section.required("stage"), let name = stage.text()
    else { return }
    guard let place = stages.firstIndex(where: { $0.name == name }) else {
      stage.unknown("stage", name, among: stages.map(\.name))
      return
    }
    guard stages[place].approve == nil else {
      stage.fail("stage '\(name)' waits for a person and cannot have gates")
      return
    }
    let reader = GateReader(stage: stages[place], names: names)
    guard var gate = reader.gate(section, owner: owner) else { return }
    if stages[place].gates.contains(where: { $0.name == gate.name }) {
      item.fail(
        "gate '\(gate.name)' is defined twice in stage '\(name)'", at: item.node["name"]?.mark)
      return
    }
    gate.profile = profile
    stages[place].gates.append(gate)
  }
}
