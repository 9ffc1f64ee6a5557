import YAML

/// A value of the study file, with the words for talking about it.
struct Item {
  /// The value.
  let node: Node
  /// What messages call it: `seed`, `seeds[1]`, `the name of a stage`.
  let name: String
  /// Where it stands: `stages[2].timeout`.
  let path: String
  /// Where errors go.
  let problems: Problems

  /// Reports an error at the value, or at a place inside it.
  func fail(_ message: String, hint: String? = nil, at mark: Mark? = nil) {
    problems.report(message, path: path, at: mark ?? node.mark, hint: hint)
  }

  /// Reports that the value is not of the expected kind.
  func mismatch(_ expectation: String, hint: String? = nil) {
    fail("\(name) must be \(expectation), found \(found)", hint: hint)
  }

  /// Reports that a word is not among those there are.
  func unknown(_ kind: String, _ word: String, among known: [String], at mark: Mark? = nil) {
    fail("unknown \(kind) '\(word)'", hint: Hint.choice(word, among: known), at: mark)
  }

  /// The value in words: `text 'abc'`, `number 5`, `a list`, `nothing`.
  var found: String {
    switch node.scalar {
    case .null: "nothing"
    case .bool, .int, .double: "\(node.kindName) \(node.asText ?? "")"
    case .text(let text): "text '\(Self.shortened(text))'"
    case nil: "a \(node.kindName)"
    }
  }

  /// The elements of a list; reports anything else.
  func elements() -> [Item]? {
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
  func members() -> [Member]? {
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
  func inside(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  private static func shortened(_ text: String) -> String {
    text.count > 60 ? "\(text.prefix(57))..." : text
  }
}

/// A key that the study chose, with its value.
struct Member {
  /// The key's text.
  let name: String
  /// The key, for errors about the name.
  let key: Item
  /// The value.
  let value: Item
}
