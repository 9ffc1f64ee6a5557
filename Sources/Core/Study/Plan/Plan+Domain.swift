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

  /// The registered files that these members name: every text in them that is the path of an input
  /// or of code, or of a directory that holds some, stands for it.
  ///
  /// In the order of inputs and code, each once. O(texts x files).
  public func domainFiles(of stage: StagePlan) -> [FilePin] {
    let paths = Value.map(domain(of: stage)).texts
    guard !paths.isEmpty else { return [] }
    var files: [FilePin] = []
    for pin in inputs.flatMap(\.files) + code
    where paths.contains(where: { $0 == pin.path || pin.path.hasPrefix("\($0)/") }) {
      if !files.contains(where: { $0.path == pin.path }) { files.append(pin) }
    }
    return files
  }
}

extension Value {
  /// All texts inside it, as paths: without `./` in front.
  fileprivate var texts: [String] {
    switch self {
    case .text(let text):
      var path = Substring(text)
      while path.hasPrefix("./") { path = path.dropFirst(2) }
      return path.isEmpty ? [] : [String(path)]
    case .array(let values): return values.flatMap(\.texts)
    case .map(let map): return map.flatMap(\.value.texts)
    case .null, .bool, .int, .double, .bytes: return []
    }
  }
}
