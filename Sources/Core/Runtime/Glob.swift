/// Matching recorded paths against declared ones.
enum Glob {
  /// Whether a declared path has wildcards.
  static func isPattern(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

  /// Whether a path matches a pattern of literal parts, `?`, `*` (within one name) and `**` (any
  /// number of names).
  ///
  /// A pattern that ends in `/` stands for everything below it.
  static func matches(_ pattern: String, _ path: String) -> Bool {
    let names = pattern.split(separator: "/", omittingEmptySubsequences: true)
    let parts = names + (pattern.hasSuffix("/") ? ["**"] : [])
    return matches(parts[...], path.split(separator: "/")[...])
  }

  private static func matches(
    _ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>
  ) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
      return (0...path.count).contains { matches(pattern.dropFirst(), path.dropFirst($0)) }
    }
    guard let name = path.first, matchesName(Array(first.utf8)[...], Array(name.utf8)[...]) else {
      return false
    }
    return matches(pattern.dropFirst(), path.dropFirst())
  }

  private static func matchesName(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == UInt8(ascii: "*") {
      return (0...name.count).contains { matchesName(pattern.dropFirst(), name.dropFirst($0)) }
    }
    guard let byte = name.first, first == UInt8(ascii: "?") || first == byte else { return false }
    return matchesName(pattern.dropFirst(), name.dropFirst())
  }
}
