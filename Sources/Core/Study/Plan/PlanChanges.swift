import Codecs

/// What differs between two plans of a study, as far as it says how results are judged.
enum PlanChanges {
  /// The paths that differ, in the order of their names: members of domains one by one, the design
  /// but for its number of pairs, and the levels as a whole.
  static func paths(from former: Plan, to plan: Plan) -> [String] {
    var paths = differences(.map(former.domain), .map(plan.domain), "domain")
    paths += plan.design.changes(from: former.design)
    if former.levels != plan.levels { paths.append("levels") }
    return paths
  }

  private static func differences(_ old: Value, _ new: Value, _ path: String) -> [String] {
    if old == new { return [] }
    guard let first = old.asMap, let second = new.asMap else { return [path] }
    let names = Set(first.keys).union(second.keys)
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return names.flatMap { name in
      differences(first[name] ?? .null, second[name] ?? .null, "\(path).\(name)")
    }
  }
}
