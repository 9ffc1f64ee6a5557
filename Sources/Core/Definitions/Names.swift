import Codecs
import StageKit
import Study
import YAML

/// What a stage can refer to.
struct Names {
  /// The study's inputs.
  let inputs: [String]
  /// The study's parameters.
  let params: [Parameter]
  /// The study's levels, with what they and the command line change.
  let levels: [LevelPlan]
  /// All stages, with what they declare to write.
  let stages: [StageOutline]
  /// Which kind of study it is.
  var design = Design.single
  /// The sections of domains.
  var domain = ValueMap()
  /// The domains there are.
  var domains: [DomainSection] = []
  /// What tables may be held to.
  var schemas: [SchemaMap] = []

  func stage(_ name: String) -> StageOutline? { stages.first { $0.name == name } }

  var stageNames: [String] { stages.map(\.name) }

  /// The names of all parameters.
  var paramNames: [String] { params.map(\.name) }
}

/// What other stages can know of a stage before it is read: its name and its outputs.
struct StageOutline {
  /// The keys that a stage may have.
  static let keys = [
    "name", "per", "run", "inputs", "foreach", "params", "domain", "outputs", "publish", "timeout",
    "restart", "retry", "gates", "when", "approve", "confine",
  ]

  /// The stage as it is written.
  let section: Section
  /// Its name; the empty text when it has none.
  let name: String
  /// Where the name stands.
  let nameItem: Item
  /// What it declares to write.
  let outputs: [OutputPlan]

  /// Reads the outlines of all stages, and reports names that are missing, malformed or double.
  static func read(_ items: [Item]) -> [StageOutline] {
    var outlines: [StageOutline] = []
    var lines: [String: Int] = [:]
    for item in items {
      let written = item.node["name"]?.asText.map { "stage '\($0)'" } ?? item.name
      guard let section = Section(item, owner: written, keys: keys) else { continue }
      let nameItem = section.required("name")
      let name = nameItem?.stageName()
      if let name, let nameItem,
        let line = lines.updateValue(nameItem.node.mark.line, forKey: name)
      {
        nameItem.fail("stage '\(name)' is defined twice, first on line \(line)")
      }
      outlines.append(
        StageOutline(
          section: section, name: name ?? "", nameItem: nameItem ?? item,
          outputs: section["outputs"]?.outputs() ?? []))
    }
    return outlines
  }
}

extension Item {
  fileprivate func stageName() -> String? {
    guard let name = identifier() else { return nil }
    guard !name.contains(".") else {
      fail(
        "stage '\(name)' has a '.' in its name, which separates stage and metric in conditions",
        hint: "use '-' instead")
      return nil
    }
    guard !Condition.reserved.contains(name) else {
      fail("a stage cannot be called '\(name)', with which conditions begin a reference")
      return nil
    }
    return name
  }

  /// Outputs: a mapping of paths to `blob`, `digest` or `optional`, or a list of paths that are
  /// kept.
  fileprivate func outputs() -> [OutputPlan] {
    if node.asSequence != nil {
      var outputs: [OutputPlan] = []
      for element in elements() ?? [] {
        guard let path = element.text(), element.isOutputPath(path) else { continue }
        if outputs.contains(where: { $0.path == path }) {
          element.fail("output '\(path)' is listed twice")
        } else {
          element.refuse(path, inside: outputs)
          outputs.append(OutputPlan(path: path))
        }
      }
      return outputs
    }
    var outputs: [OutputPlan] = []
    for member in members() ?? [] where member.key.isOutputPath(member.name) {
      let word = member.value.word(
        "way to keep an output", among: ["blob", "digest", "optional"])
      member.key.refuse(member.name, inside: outputs)
      outputs.append(
        OutputPlan(path: member.name, keep: word != "digest", isOptional: word == "optional"))
    }
    return outputs
  }

  /// Reports an output that another one holds, or that holds another one.
  private func refuse(_ path: String, inside others: [OutputPlan]) {
    for other in others.map(\.path) {
      guard let (outer, inner) = Self.nested(path, other) ?? Self.nested(other, path) else {
        continue
      }
      fail(
        "output '\(inner)' is part of output '\(outer)', so it would be kept in two ways",
        hint: "declare only one of them")
      return
    }
  }

  private static func nested(_ outer: String, _ inner: String) -> (String, String)? {
    inner.hasPrefix("\(outer)/") ? (outer, inner) : nil
  }
}
