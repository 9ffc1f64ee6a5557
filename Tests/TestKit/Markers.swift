public import Testing

/// Checks of markup.
public enum Markers {
  /// Every element is closed in order, and nothing that is no markup looks like it.
  public static func expectWellFormed(
    _ text: String, void: Set<String> = [], _ location: SourceLocation = #_sourceLocation
  ) throws {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      let end = try #require(rest[start...].firstIndex(of: ">"), sourceLocation: location)
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("?") || tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
      let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace }
      if void.contains(String(name)) { continue }
      if tag.hasPrefix("/") {
        #expect(open.popLast() == name, "</\(name)>", sourceLocation: location)
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(open)", sourceLocation: location)
  }
}
