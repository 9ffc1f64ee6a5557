import Numerics

/// What two joined people are to each other: weight, type, and who influences whom.
struct EdgeMaking {
  private let similarity: Similarity
  private let rules:
    [(name: String, condition: BoundExpression, sources: [(place: Int, isFirst: Bool)])]
  private let influences: [(kind: NetworkConfig.InfluenceKind, weight: Double, values: [Double])]
  private let table: AgentTable
  private let config: NetworkConfig
  /// Rules that cannot be read or name what is not there.
  let problems: [String]

  init(_ table: AgentTable, _ config: NetworkConfig) {
    self.table = table
    self.config = config
    similarity = Similarity(config, table)
    var problems: [String] = []
    var rules:
      [(name: String, condition: BoundExpression, sources: [(place: Int, isFirst: Bool)])] = []
    let ordered = config.edgeRules.enumerated().sorted {
      ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset)
    }
    for (_, rule) in ordered {
      do throws(ExpressionError) {
        let expression = try ExpressionParser.parse(rule.condition)
        var sources: [(place: Int, isFirst: Bool)] = []
        for name in expression.names {
          guard name.hasPrefix("a_") || name.hasPrefix("b_"),
            let place = table.names.firstIndex(of: String(name.dropFirst(2)))
          else { throw ExpressionError("there is no '\(name)'") }
          sources.append((place, name.hasPrefix("a_")))
        }
        rules.append((rule.name, try ExpressionScope(expression.names).bind(expression), sources))
      } catch {
        problems.append("edge type '\(rule.name)' never applies: \(error.description)")
      }
    }
    self.rules = rules
    self.problems = problems
    influences = config.influences.compactMap { factor in
      guard let column = table.column(factor.attribute) else { return nil }
      let values = column.map { value -> Double in
        switch factor.kind {
        case .ordinal: Double((factor.levels.firstIndex(of: value.text) ?? -1) + 1)
        case .boolean: value.isTrue ? 1 : 0
        case .numeric: value.asNumber ?? .nan
        }
      }
      return (factor.kind, factor.weight, values)
    }
  }

  /// The names of all types, the default last.
  var types: [String] {
    var types: [String] = []
    for name in rules.map(\.name) + [config.defaultEdgeType] where !types.contains(name) {
      types.append(name)
    }
    return types
  }

  /// The type of the first rule that holds, as a place in ``types``.
  func type(_ first: Int, _ second: Int, _ types: [String]) -> Int {
    for rule in rules {
      let row = rule.sources.map { table.rows[$0.isFirst ? first : second][$0.place] }
      if rule.condition.holds(row) { return types.firstIndex(of: rule.name) ?? 0 }
    }
    return types.firstIndex(of: config.defaultEdgeType) ?? 0
  }

  /// The edge of two people.
  func edge(_ first: Int, _ second: Int, _ types: [String]) -> SocialNetwork.Edge {
    let weight = similarity.isEmpty ? 0.5 : similarity.of(first, second)
    return SocialNetwork.Edge(
      source: Int32(first), target: Int32(second), weight: SocialNetwork.rounded(weight),
      type: type(first, second, types),
      forward: SocialNetwork.rounded(weight * factor(first, second)),
      backward: SocialNetwork.rounded(weight * factor(second, first)))
  }

  /// How much more one influences the other than a like one would: the product of all factors, none
  /// below a tenth.
  private func factor(_ source: Int, _ target: Int) -> Double {
    var product = 1.0
    for influence in influences {
      let value = Self.factor(
        influence.kind, influence.values[source], influence.values[target], influence.weight)
      product *= max(0.1, value)
    }
    return product
  }

  /// One factor of influence.
  ///
  /// `1 + w (a/b - 1)` of levels, `1 + w (a - b)` of truth values, `1 + w (sqrt(a/b) - 1)` of
  /// numbers; what has no ratio leaves it at 1.
  static func factor(
    _ kind: NetworkConfig.InfluenceKind, _ source: Double, _ target: Double, _ weight: Double
  ) -> Double {
    switch kind {
    case .boolean: return 1 + weight * (source - target)
    case .ordinal:
      guard source > 0, target > 0 else { return 1 }
      return 1 + weight * (source / target - 1)
    case .numeric:
      guard source > 0, target > 0 else { return 1 }
      return 1 + weight * ((source / target).squareRoot() - 1)
    }
  }
}
