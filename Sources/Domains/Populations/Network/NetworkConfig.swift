import Files
import StageKit
import YAML

/// How a network is built: degree, clustering and modularity wanted, and what makes people alike.
struct NetworkConfig: Sendable {
  enum Match: String, CaseIterable, Sendable {
    case exact
    case numericRange = "numeric_range"
    case withinN = "within_n"
  }

  /// What an attribute counts for when two people are compared.
  struct Weight: Sendable {
    let attribute: String
    let weight: Double
    let match: Match
    let range: Double
    let levels: [String]
  }

  struct DegreeMultiplier: Sendable {
    let attribute: String
    let condition: String
    let multiplier: Double
  }

  struct EdgeRule: Sendable {
    let name: String
    let condition: String
    let priority: Int
  }

  enum InfluenceKind: String, CaseIterable, Sendable { case ordinal, boolean, numeric }

  struct Influence: Sendable {
    let attribute: String
    let kind: InfluenceKind
    let levels: [String]
    let weight: Double
  }

  var averageDegree = 20.0
  var rewireProbability = 0.05
  var triadicClosure = 0.6
  var targetClustering = 0.35
  var targetModularity = 0.55
  var communityCount: Int?
  var iterationsMax = 12
  var weights: [Weight] = []
  var degreeMultipliers: [DegreeMultiplier] = []
  var edgeRules: [EdgeRule] = []
  var influences: [Influence] = []
  var defaultEdgeType = "peer"

  static let keys = [
    "avg_degree", "rewire_prob", "similarity_threshold", "similarity_steepness",
    "triadic_closure_prob", "target_clustering", "target_modularity", "community_count",
    "inter_community_scale", "max_calibration_iterations", "attribute_weights",
    "degree_multipliers", "edge_type_rules", "influence_factors", "default_edge_type",
    "ordinal_levels", "generated_from", "generation_rationale", "seed",
  ]

  init() {}

  /// Reads a configuration's file.
  init(path: String, as name: String) throws(StageError) {
    self = try SourceFile.read(path, as: name) { NetworkConfig($0) }
  }

  private init?(_ item: Item) {
    guard let section = Section(item, owner: "the network's configuration", keys: Self.keys) else {
      return nil
    }
    func positive(_ key: String, _ fallback: Double, _ range: ClosedRange<Double>) -> Double {
      guard let value = section.number(key) else { return fallback }
      if !range.contains(value) {
        section[key]?.fail("'\(key)' lies from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }
    averageDegree = positive("avg_degree", 20, 1...1000)
    rewireProbability = positive("rewire_prob", 0.05, 0...1)
    triadicClosure = positive("triadic_closure_prob", 0.6, 0...1)
    targetClustering = positive("target_clustering", 0.35, 0...1)
    targetModularity = positive("target_modularity", 0.55, 0...1)
    communityCount = section.integer("community_count")
    iterationsMax = section.integer("max_calibration_iterations") ?? 12
    let levels = section.members("ordinal_levels").map { member in
      (member.name, (member.value.elements() ?? []).compactMap { $0.scalarText() })
    }
    weights = section.members("attribute_weights").compactMap { member in
      guard
        let inner = Section(
          member.value, owner: "weight '\(member.name)'",
          keys: ["weight", "match_type", "range_value", "ordinal_levels"])
      else { return nil }
      let own = inner.texts("ordinal_levels")
      let range = inner.number("range_value") ?? 1
      if range <= 0 { inner["range_value"]?.fail("'range_value' is above zero") }
      return Weight(
        attribute: member.name, weight: inner.number("weight") ?? 1,
        match: inner.word("match_type") ?? .exact, range: range,
        levels: own.isEmpty ? levels.first { $0.0 == member.name }?.1 ?? [] : own)
    }
    degreeMultipliers = section.list("degree_multipliers").compactMap { item in
      guard
        let inner = Section(
          item, owner: "a degree multiplier",
          keys: ["attribute", "condition", "multiplier", "rationale"]),
        let attribute = inner.required("attribute")?.scalarText()
      else { return nil }
      return DegreeMultiplier(
        attribute: attribute, condition: inner.text("condition") ?? "",
        multiplier: inner.number("multiplier") ?? 1)
    }
    edgeRules = section.list("edge_type_rules").compactMap { item in
      guard
        let inner = Section(
          item, owner: "an edge type", keys: ["name", "condition", "priority", "description"]),
        let name = inner.required("name")?.scalarText(),
        let condition = inner.required("condition")?.scalarText()
      else { return nil }
      return EdgeRule(name: name, condition: condition, priority: inner.integer("priority") ?? 0)
    }
    influences = section.list("influence_factors").compactMap { item in
      guard
        let inner = Section(
          item, owner: "an influence factor", keys: ["attribute", "type", "levels", "weight"]),
        let attribute = inner.required("attribute")?.scalarText(),
        let kind: InfluenceKind = inner.required("type").flatMap({ _ in inner.word("type") })
      else { return nil }
      return Influence(
        attribute: attribute, kind: kind, levels: inner.texts("levels"),
        weight: inner.number("weight") ?? 0.2)
    }
    defaultEdgeType = section.text("default_edge_type") ?? "peer"
  }

  /// A configuration made from what a population's attributes are.
  ///
  /// Categories match or do not; numbers match by their distance over two spreads. Place, age and
  /// schooling count most, because that is where people meet.
  init(generatedFrom spec: PopulationSpec, _ table: AgentTable) {
    let strong = ["age": 2.0, "region_type": 3.0, "education": 1.5, "employment_status": 1.0]
    for attribute in spec.attributes {
      guard attribute.category != .contextSpecific else { continue }
      let weight = strong[attribute.name] ?? (attribute.category == .universal ? 0.5 : 0.25)
      if attribute.isNumeric {
        let values = (table.column(attribute.name) ?? []).compactMap(\.asNumber).sorted()
        guard values.count > 10 else { continue }
        let spread = values[values.count * 9 / 10] - values[values.count / 10]
        guard spread > 0 else { continue }
        weights.append(
          Weight(
            attribute: attribute.name, weight: weight, match: .numericRange, range: spread,
            levels: []))
      } else {
        weights.append(
          Weight(
            attribute: attribute.name, weight: weight, match: .exact, range: 1, levels: []))
      }
    }
    if spec.attribute("social_media_hours") != nil {
      influences.append(
        Influence(attribute: "social_media_hours", kind: .numeric, levels: [], weight: 0.1))
    }
    if let education = spec.attribute("education"), let options = education.distribution?.options {
      influences.append(
        Influence(attribute: "education", kind: .ordinal, levels: options, weight: 0.2))
    }
    if spec.attribute("region_type") != nil, spec.attribute("age") != nil {
      edgeRules = [
        EdgeRule(
          name: "close_friend",
          condition: "a_region_type == b_region_type and abs(a_age - b_age) <= 5", priority: 2),
        EdgeRule(name: "neighbour", condition: "a_region_type == b_region_type", priority: 1),
      ]
    }
  }

  /// The configuration as a file.
  var node: Node {
    .map([
      ("avg_degree", .number(averageDegree)), ("rewire_prob", .number(rewireProbability)),
      ("triadic_closure_prob", .number(triadicClosure)),
      ("target_clustering", .number(targetClustering)),
      ("target_modularity", .number(targetModularity)),
      ("community_count", communityCount.map(Node.int)),
      ("max_calibration_iterations", .int(iterationsMax)),
      (
        "attribute_weights",
        .map(
          weights.map { weight in
            (
              weight.attribute,
              .map([
                ("weight", .number(weight.weight)), ("match_type", .text(weight.match.rawValue)),
                ("range_value", weight.match == .exact ? nil : .number(weight.range)),
                (
                  "ordinal_levels",
                  weight.levels.isEmpty ? nil : .list(weight.levels.map(Node.text))
                ),
              ])
            )
          })
      ),
      (
        "degree_multipliers",
        .list(
          degreeMultipliers.map {
            .map([
              ("attribute", .text($0.attribute)), ("condition", .text($0.condition)),
              ("multiplier", .number($0.multiplier)),
            ])
          })
      ),
      (
        "edge_type_rules",
        .list(
          edgeRules.map {
            .map([
              ("name", .text($0.name)), ("condition", .text($0.condition)),
              ("priority", .int($0.priority)),
            ])
          })
      ),
      (
        "influence_factors",
        .list(
          influences.map {
            .map([
              ("attribute", .text($0.attribute)), ("type", .text($0.kind.rawValue)),
              ("levels", $0.levels.isEmpty ? nil : .list($0.levels.map(Node.text))),
              ("weight", .number($0.weight)),
            ])
          })
      ),
      ("default_edge_type", .text(defaultEdgeType)),
    ])
  }
}
