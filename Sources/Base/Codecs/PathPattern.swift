/// A path with wildcards: the one language of patterns, for inputs, outputs, what is published,
/// tolerances and permissions.
///
/// `*` is any run of characters within one name and `?` one character, `[a-z]` and `[!a-z]` one
/// character of a class, `**` any number of names, none included, and `\` makes the next character
/// plain. A pattern that ends in `/` stands for everything below it. An unclosed `[` is itself, and
/// so is every pattern: it matches the path that is written like it.
///
/// Wildcards match names that begin with a dot: nothing escapes a rule by its name. Only a search
/// for inputs passes hidden names over, unless the dot is written out.
public struct PathPattern: Sendable, Hashable {
  /// The pattern as it was written.
  public let text: String

  /// The names between slashes; an absolute path has an empty one first.
  let components: [Component]

  /// Reads a pattern; every text is one.
  public init(_ text: String) {
    self.text = text
    components =
      Self.names(text).map(Component.init)
      + (text.utf8.count > 1 && text.utf8.last == UInt8(ascii: "/") ? [.anyNames] : [])
  }

  /// Whether a text has wildcards or escapes, so that it may stand for another path than itself.
  public static func isPattern(_ text: String) -> Bool {
    PathPattern(text).components.contains { !$0.isLiteral }
      || text.utf8.contains(UInt8(ascii: "\\"))
  }

  /// Whether the pattern stands for a path.
  ///
  /// `work/**` stands for `work` too: the directory belongs to what is in it. Paths are compared as
  /// texts; whoever asks has made them normal before.
  public func matches(_ path: String) -> Bool {
    path == text || Self.matches(components[...], Self.names(path)[...])
  }

  /// Whether the pattern names one path only.
  public var isPlain: Bool { components.allSatisfy(\.isLiteral) }

  /// The path before the first wildcard, and whether the pattern is all that lies below it.
  public var root: (path: String, isTree: Bool) {
    let fixed = components.prefix { $0.isLiteral }
    let path = fixed.map(\.literal).joined(separator: "/")
    return (path, components.count == fixed.count + 1 && components.last == .anyNames)
  }

  private static func names(_ path: String) -> [Substring] {
    let names = path.split(separator: "/")
    return path.utf8.first == UInt8(ascii: "/") ? [""] + names : names
  }

  private static func matches(
    _ pattern: ArraySlice<Component>, _ names: ArraySlice<Substring>
  ) -> Bool {
    guard let first = pattern.first else { return names.isEmpty }
    let rest = pattern.dropFirst()
    if first == .anyNames {
      if rest.isEmpty { return true }
      return (0...names.count).contains { matches(rest, names.dropFirst($0)) }
    }
    guard let name = names.first, first.matches(name) else { return false }
    return matches(rest, names.dropFirst())
  }
}

extension PathPattern {
  /// What a search asks of a directory, name by name.
  public enum Search: Sendable {
    /// Nothing is left: what was reached is found.
    case found
    /// One entry of this name.
    case entry(String, then: PathPattern)
    /// Entries that match and are not hidden.
    case entries(PathPattern, then: PathPattern)
    /// Any number of directories that are not hidden, this one included.
    case directories(then: PathPattern)
  }

  /// The next step of a search from some directory; an absolute pattern starts at the root.
  public var search: Search {
    guard let first = components.first else { return .found }
    if first == .literal("") { return rest.search }
    switch first {
    case .literal(let name): return .entry(name, then: rest)
    case .anyNames:
      // As the last name it stands for everything below.
      return .directories(then: rest.components.isEmpty ? PathPattern([.name([.run])]) : rest)
    case .name: return .entries(PathPattern([first]), then: rest)
    }
  }

  /// Whether a name in a directory matches, where a leading dot has to be written out.
  public func finds(_ name: String) -> Bool {
    guard components.count == 1 else { return false }
    return (!name.hasPrefix(".") || components[0].writesDot) && components[0].matches(name[...])
  }

  private var rest: PathPattern { PathPattern(Array(components.dropFirst())) }

  private init(_ components: [Component]) {
    text = ""
    self.components = components
  }
}
