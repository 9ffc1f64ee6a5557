public import YAML

/// A mapping whose keys are fixed, as most of a study file is.
public struct Section {
  /// The mapping.
  public let item: Item
  /// What messages call it: `stage 'classify'`.
  public let owner: String

  /// Takes a mapping and reports every key that is not among the known ones; nil when it is none.
  public init?(_ item: Item, owner: String, keys: [String]) {
    guard let pairs = item.node.asMapping else {
      item.mismatch("a mapping")
      return nil
    }
    self.item = item
    self.owner = owner
    for (node, _) in pairs {
      guard let key = node.asText, !keys.contains(key) else { continue }
      item.problems.report(
        "unknown key '\(key)' in \(owner)", path: item.inside(key), at: node.mark,
        hint: Hint.choice(key, among: keys))
    }
  }

  /// The value of a key, if it is there.
  public subscript(key: String) -> Item? {
    guard let node = item.node[key] else { return nil }
    return Item(node: node, name: key, path: item.inside(key), problems: item.problems)
  }

  /// The value of a key; reports that it is missing.
  public func required(_ key: String) -> Item? {
    if let value = self[key] { return value }
    item.problems.report("\(owner) has no '\(key)'", path: item.inside(key), at: item.node.mark)
    return nil
  }

  /// The keys as they are written, with the place of each.
  public var keys: [(name: String, mark: Mark)] {
    (item.node.asMapping ?? []).map { ($0.key.asText ?? "", $0.key.mark) }
  }
}
