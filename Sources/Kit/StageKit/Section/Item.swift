public import YAML

/// A value of the study file, with the words for talking about it.
public struct Item {
  /// The value.
  public let node: Node
  /// What messages call it: `seed`, `seeds[1]`, `the name of a stage`.
  public let name: String
  /// Where it stands: `stages[2].timeout`.
  public let path: String
  /// Where errors go.
  public let problems: Problems

  /// A value at a place.
  public init(node: Node, name: String, path: String, problems: Problems) {
    self.node = node
    self.name = name
    self.path = path
    self.problems = problems
  }

  /// Reports an error at the value, or at a place inside it.
  public func fail(_ message: String, hint: String? = nil, at mark: Mark? = nil) {
    problems.report(message, path: path, at: mark ?? node.mark, hint: hint)
  }

  /// Reports that the value is not of the expected kind.
  public func mismatch(_ expectation: String, hint: String? = nil) {
    fail("\(name) must be \(expectation), found \(found)", hint: hint)
  }

  /// Reports that a word is not among those there are.
  public func unknown(_ kind: String, _ word: String, among known: [String], at mark: Mark? = nil) {
    fail("unknown \(kind) '\(word)'", hint: Hint.choice(word, among: known), at: mark)
  }

  /// The value in words: `text 'abc'`, `number 5`, `a list`, `nothing`.
  public var found: String {
    switch node.scalar {
    case .null: "nothing"
    case .bool, .int, .double: "\(node.kindName) \(node.asText ?? "")"
    case .text(let text): "text '\(Self.shortened(text))'"
    case nil: "a \(node.kindName)"
    }
  }

  /// The elements of a list; reports anything else.
  public func elements() -> [Item]? {
    guard let nodes = node.asSequence else {
      mismatch("a list")
      return nil
    }
    return nodes.enumerated().map { index, node in
      Item(node: node, name: "\(name)[\(index)]", path: "\(path)[\(index)]", problems: problems)
    }
  }

  /// The keys and values of a mapping whose keys are names that the study chooses; reports anything
  /// else.
  public func members() -> [Member]? {
    guard let pairs = node.asMapping else {
      mismatch("a mapping")
      return nil
    }
    return pairs.map { pair in
      let key = pair.key.asText ?? ""
      return Member(
        name: key,
        key: Item(node: pair.key, name: name, path: inside(key), problems: problems),
        value: Item(
          node: pair.value, name: "\(name).\(key)", path: inside(key), problems: problems))
    }
  }

  /// The path of a key of this mapping.
  public func inside(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private static func shortened(_ text: String) -> String {
    text.count > 60 ? "\(text.prefix(57))..." : text
  }
}

/// A key that the study chose, with its value.
public struct Member {
  /// The key's text.
  public let name: String
  /// The key, for errors about the name.
  public let key: Item
  public let value: Item
}
