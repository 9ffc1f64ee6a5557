import StageKit
import YAML

/// A population as `base.yaml` and `population.yaml` describe it.
struct PopulationSpec: Sendable {
  /// The most attributes one may have.
  static let attributesMax = 500
  /// The most people one may have.
  static let sizeMax = 1_000_000

  let description: String
  let size: Int
  let geography: String?
  let scenarioDescription: String?
  let attributes: [Attribute]
  let samplingOrder: [String]
  let correlations: [Correlations.Pair]
  /// What the study is for, as far as it is known.
  let study: [(key: String, value: String)]
  /// The file as it was read.
  let node: Node

  /// The attribute of a name.
  func attribute(_ name: String) -> Attribute? { attributes.first { $0.name == name } }

  /// Reads a population's file.
  init(path: String, as name: String) throws(StageError) {
    self = try SourceFile.read(path, as: name) { PopulationSpec($0) }
  }

  /// Reads a population; reports what is wrong.
  init?(_ item: Item) {
    guard
      let section = Section(
        item, owner: "the population",
        keys: [
          "meta", "grounding", "attributes", "sampling_order", "assumptions", "correlations",
          "study",
        ]),
      let metaItem = section.required("meta"),
      let meta = Section(
        metaItem, owner: "meta",
        keys: [
          "description", "size", "geography", "created_at", "version", "persona_template",
          "scenario_description", "catalogue", "catalogue_sha256", "templates", "provider", "model",
        ]), section.required("attributes") != nil
    else { return nil }
    description = meta.text("description") ?? ""
    size = meta.integer("size") ?? 1000
    if size < 1 || size > Self.sizeMax {
      (meta["size"] ?? metaItem).fail(
        "a population has from 1 to \(Self.sizeMax) people, not \(size)")
    }
    geography = meta.text("geography")
    scenarioDescription = meta.text("scenario_description")
    let items = section.list("attributes")
    attributes = items.prefix(Self.attributesMax).compactMap { Attribute($0) }
    if items.count > Self.attributesMax {
      item.fail("a population has at most \(Self.attributesMax) attributes, not \(items.count)")
    }
    samplingOrder = section.texts("sampling_order")
    study = Preconditions.answers(in: section["study"]?.node)
    correlations = section.list("correlations").compactMap { item in
      guard let inner = Section(item, owner: "a correlation", keys: ["between", "rank"]),
        let rank = inner.required("rank")?.number()
      else { return nil }
      let names = inner.texts("between")
      if names.count != 2 { item.fail("a correlation is 'between' two attributes") }
      return names.count == 2 ? .init(first: names[0], second: names[1], rank: rank) : nil
    }
    node = item.node
  }

  /// How far the sources of some attributes carry, as `grounding` of the file says it.
  static func grounding(of attributes: [Attribute]) -> Node {
    func count(_ level: Attribute.Grounding.Level) -> Int {
      attributes.count { ($0.grounding?.level ?? .low) == level }
    }
    let strong = count(.strong)
    let medium = count(.medium)
    let total = Double(max(1, attributes.count))
    let overall =
      Double(strong) / total >= 0.6
      ? "strong" : Double(strong + medium) / total >= 0.5 ? "medium" : "low"
    var sources: [String] = []
    for attribute in attributes {
      if let source = attribute.grounding?.source, !sources.contains(source) {
        sources.append(source)
      }
    }
    return .map([
      ("overall", .text(overall)), ("sources_count", .int(sources.count)),
      ("strong_count", .int(strong)), ("medium_count", .int(medium)),
      ("low_count", .int(count(.low))), ("sources", .list(sources.map(Node.text))),
    ])
  }
}
