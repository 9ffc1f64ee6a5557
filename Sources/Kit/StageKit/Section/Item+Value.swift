public import Codecs
public import YAML

extension Item {
  /// The value as it is recorded: without its places, numbers and truth values as YAML reads them.
  public var value: Value { node.plainValue }
}

extension Node {
  /// The value without its places, numbers and truth values as YAML reads them.
  public var plainValue: Value {
    switch self {
    case .sequence(let nodes, _): return .array(nodes.map(\.plainValue))
    case .mapping(let pairs, _):
      var map = ValueMap()
      for pair in pairs { map[pair.key.asText ?? ""] = pair.value.plainValue }
      return .map(map)
    case .scalar(let text, _, _):
      switch scalar {
      case .null: return .null
      case .bool(let bool): return .bool(bool)
      case .int(let int): return .int(int)
      case .double(let double): return .double(double)
      case .text, nil: return .text(text)
      }
    }
  }
}
