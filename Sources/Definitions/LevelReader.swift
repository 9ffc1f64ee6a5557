import Codecs
import Study
import YAML

/// Reads `levels`: the scopes in which the same stages run, in the order of the file.
struct LevelReader {
  private let params: [Parameter]
  private let seeds: SeedsRead

  /// `params` are those of the study, `seeds` what levels without seeds of their own use.
  init(params: [Parameter], seeds: SeedsRead) {
    self.params = params
    self.seeds = seeds
  }

  /// The levels; one without a name when the study has none.
  func read(_ item: Item?) -> [LevelPlan] {
    guard let item, let members = item.members() else {
      return [LevelPlan(name: "", seedCount: seeds.count)]
    }
    if members.isEmpty { item.fail("levels must not be empty", hint: "leave it out instead") }
    let levels = members.map { level($0) }
    let allHaveSeeds = members.allSatisfy { $0.value.node["seeds"] != nil }
    if let place = seeds.place, allHaveSeeds, !members.isEmpty {
      place.problems.warn(
        "'seeds' is not used, since every level has its own", line: place.node.mark.line)
    }
    return levels
  }

  private func level(_ member: Member) -> LevelPlan {
    _ = member.key.isIdentifier(member.name)
    var level = LevelPlan(name: member.name)
    guard
      let section = Section(
        member.value, owner: "level '\(member.name)'", keys: ["params", "seeds"])
    else { return level }
    if let own = section["seeds"] {
      let (listed, count) = own.seeds()
      level.seeds = listed
      level.seedCount = count
    } else {
      level.seedCount = seeds.count
    }
    for param in section["params"]?.members() ?? [] {
      guard let known = params.first(where: { $0.name == param.name }) else {
        param.key.unknown("parameter", param.name, among: params.map(\.name))
        continue
      }
      guard let value = param.value.parameterValue() else { continue }
      if let difference = known.difference(from: value) {
        param.value.problems.warn(
          "\(difference) at level '\(member.name)'", line: param.value.node.mark.line)
      }
      level.params.append(Parameter(name: param.name, value: value))
    }
    return level
  }
}
