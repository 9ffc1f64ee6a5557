public import Codecs

extension Plan {
  /// The members of the domains' sections that a stage sees, by section: what it does not declare
  /// is not there, so that its cache key covers all that it can read.
  public func domain(of stage: StagePlan) -> ValueMap {
    var seen = ValueMap()
    for path in stage.domain {
      let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
      guard let name = parts.first, let section = domain[name]?.asMap else { continue }
      guard parts.count > 1 else {
        seen[name] = .map(section)
        continue
      }
      var members = seen[name]?.asMap ?? ValueMap()
      members[parts[1]] = section[parts[1]]
      seen[name] = .map(members)
    }
    return seen
  }
}
