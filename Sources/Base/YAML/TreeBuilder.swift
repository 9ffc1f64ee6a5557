/// Builds the tree of one document from its events, and refuses what we do not read.
struct TreeBuilder: ~Copyable {
  private var events: EventReader
  private var nodeCount = 0

  init(events: consuming EventReader) { self.events = events }

  /// The document's value.
  mutating func document() throws(YAMLError) -> Node {
    _ = try events.next()
    let start = try events.next()
    guard case .documentStart = start.kind else { throw Self.empty }
    let root = try node(try events.next(), depth: 1)
    if case .scalar(text: "", plain: true, _) = root { throw Self.empty }
    // The end of the document, then of the stream.
    _ = try events.next()
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw YAMLError("a second document starts here; a file holds one", at: end.mark)
    }
    return root
  }

  private static let empty = YAMLError("the document is empty", at: Mark(line: 1, column: 1))

  /// The value that starts with an event.
  private mutating func node(_ event: Event, depth: Int) throws(YAMLError) -> Node {
    try check(event, depth: depth)
    switch event.kind {
    case .scalar(let text, let plain): return .scalar(text: text, plain: plain, mark: event.mark)
    case .sequenceStart: return try sequence(at: event.mark, depth: depth)
    case .mappingStart: return try mapping(at: event.mark, depth: depth)
    case .alias(let name):
      let message = "aliases are not supported; write out the value of '*\(name)'"
      throw YAMLError(message, at: event.mark)
    default: throw YAMLError("expected a value", at: event.mark)
    }
  }

  private mutating func check(_ event: Event, depth: Int) throws(YAMLError) {
    nodeCount += 1
    if nodeCount > YAMLDocument.nodeCountMax {
      let message = "the document has more than \(YAMLDocument.nodeCountMax) values"
      throw YAMLError(message, at: event.mark)
    }
    if depth > YAMLDocument.depthMax {
      let message = "values are nested more than \(YAMLDocument.depthMax) deep"
      throw YAMLError(message, at: event.mark)
    }
    if let anchor = event.anchor {
      throw YAMLError("anchors are not supported; remove '&\(anchor)'", at: event.mark)
    }
    if let tag = event.tag {
      let message = "tags are not supported; remove '\(tag)', or quote a value to make it text"
      throw YAMLError(message, at: event.mark)
    }
  }

  private mutating func sequence(at mark: Mark, depth: Int) throws(YAMLError) -> Node {
    var nodes: [Node] = []
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { return .sequence(nodes, mark: mark) }
      nodes.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(at mark: Mark, depth: Int) throws(YAMLError) -> Node {
    var pairs: [(key: Node, value: Node)] = []
    var lines: [String: Int] = [:]
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { return .mapping(pairs, mark: mark) }
      let key = try node(event, depth: depth + 1)
      guard let text = key.asText else {
        throw YAMLError("a key must be text, not a \(key.kindName)", at: key.mark)
      }
      if let first = lines.updateValue(key.mark.line, forKey: text) {
        let message = "key '\(text)' is written twice, on lines \(first) and \(key.mark.line)"
        throw YAMLError(message, at: key.mark)
      }
      pairs.append((key, try node(try events.next(), depth: depth + 1)))
    }
  }
}
