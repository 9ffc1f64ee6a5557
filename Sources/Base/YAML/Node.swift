/// A YAML value that knows where it was written.
public enum Node: Sendable {
  /// A text.
  ///
  /// Plain ones, written without quotes, may also be read as a number, a boolean or null.
  case scalar(text: String, plain: Bool, mark: Mark)

  /// A list.
  case sequence([Node], mark: Mark)

  /// Keys with values in the order they were written.
  ///
  /// Every key is a scalar, and no two are equal.
  case mapping([(key: Node, value: Node)], mark: Mark)

  /// Where the value starts.
  public var mark: Mark {
    switch self {
    case .scalar(_, _, let mark), .sequence(_, let mark), .mapping(_, let mark): mark
    }
  }

  /// The word for the value's kind, for messages: `text`, `number`, `boolean`, `null`, `list`,
  /// `mapping`.
  public var kindName: String {
    switch self {
    case .sequence: "list"
    case .mapping: "mapping"
    case .scalar:
      switch scalar {
      case .null: "null"
      case .bool: "boolean"
      case .int, .double: "number"
      case .text, nil: "text"
      }
    }
  }

  /// The text of a scalar, as written, whether or not it could also be read as a number.
  public var asText: String? {
    if case .scalar(let text, _, _) = self { text } else { nil }
  }

  /// The elements of a list.
  public var asSequence: [Node]? {
    if case .sequence(let nodes, _) = self { nodes } else { nil }
  }

  public var asMapping: [(key: Node, value: Node)]? {
    if case .mapping(let pairs, _) = self { pairs } else { nil }
  }

  /// The value of a key; nil without such a key, or without keys at all.
  public subscript(key: String) -> Node? {
    asMapping?.first { $0.key.asText == key }?.value
  }
}
