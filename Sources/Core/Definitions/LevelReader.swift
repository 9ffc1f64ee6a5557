import Codecs
import StageKit
import Study
import YAML

/// Reads `levels`: the scopes in which the same stages run, in the order of the file.
struct LevelReader {
  private let params: [Parameter]
  private let seeds: SeedsRead
  private let paired: PairedPlan?

  /// `params` are those of the study, `seeds` what levels without seeds of their own use, `paired`
  /// the design of a paired study.
  init(params: [Parameter], seeds: SeedsRead, paired: PairedPlan? = nil) {
    self.params = params
    self.seeds = seeds
    self.paired = paired
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
        member.value, owner: "level '\(member.name)'",
        keys: paired == nil ? ["params", "seeds"] : ["params", "pairs", "tasks", "order"])
    else { return level }
    if let paired { readPairs(section, paired, into: &level) }
    if let own = section["seeds"] {
      let (listed, count) = own.seeds()
      level.seeds = listed
      level.seedCount = count
    } else {
      level.seedCount = seeds.count
    }
    readParams(section, into: &level)
    return level
  }

  /// What a level of a paired study has fewer of.
  private func readPairs(_ section: Section, _ paired: PairedPlan, into level: inout LevelPlan) {
    level.pairs = section["pairs"]?.wholeNumber(in: 1...Limits.pairCountMax).map { Int($0) }
    level.order = section["order"]?.pairOrder()
    for element in section["tasks"]?.elements() ?? [] {
      guard let name = element.text() else { continue }
      if paired.task(name) == nil {
        element.unknown("task", name, among: paired.tasks.map(\.name))
      } else if level.tasks.contains(name) {
        element.fail("task '\(name)' is listed twice")
      } else {
        level.tasks.append(name)
      }
    }
  }

  private func readParams(_ section: Section, into level: inout LevelPlan) {
    for param in section["params"]?.members() ?? [] {
      guard let known = params.first(where: { $0.name == param.name }) else {
        param.key.unknown("parameter", param.name, among: params.map(\.name))
        continue
      }
      guard let value = param.value.parameterValue() else { continue }
      if let difference = known.difference(from: value) {
        param.value.problems.warn(
          "\(difference) at level '\(level.name)'", line: param.value.node.mark.line)
      }
      level.params.append(Parameter(name: param.name, value: value))
    }
  }
}
