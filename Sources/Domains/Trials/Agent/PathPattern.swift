/// A pattern of a permission set: `**` is any number of components, `*` any run of characters
/// within one, everything else is itself.
///
/// Patterns and paths are compared as texts; whoever asks has made the path normal before. Unlike
/// a shell's, these wildcards match names that begin with a dot: nothing escapes a rule by its
/// name.
struct PathPattern: Sendable, Equatable {
  /// The pattern as it was written.
  let text: String

  private let components: [Substring]

  init(_ text: String) {
    self.text = text
    components = Self.components(text)
  }

  /// Whether the pattern stands for a path.
  ///
  /// `work/**` stands for `work` too: the directory belongs to what is in it.
  func matches(_ path: String) -> Bool {
    Self.matches(components[...], Self.components(path)[...])
  }

  /// The path before the first wildcard, and whether the pattern is all that lies below it.
  var root: (path: String, isTree: Bool) {
    let fixed = components.prefix { !$0.contains("*") }
    let path = fixed.joined(separator: "/")
    return (path, components.count == fixed.count + 1 && components.last == "**")
  }

  /// Whether the pattern names one path only.
  var isPlain: Bool { !components.contains { $0.contains("*") } }

  /// The components; an absolute path has an empty one first.
  private static func components(_ path: String) -> [Substring] {
    let parts = path.split(separator: "/")
    return path.utf8.first == UInt8(ascii: "/") ? [""] + parts : parts
  }

  private static func matches(
    _ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>
  ) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    let rest = pattern.dropFirst()
    if first == "**" {
      if rest.isEmpty { return true }
      return path.indices.contains { matches(rest, path[$0...]) } || matches(rest, [])
    }
    guard let name = path.first, matches(Array(first.utf8), Array(name.utf8)) else { return false }
    return matches(rest, path.dropFirst())
  }

  /// Matches one component with one point of return, the latest `*`.
  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var (piece, byte) = (0, 0)
    var retry: (piece: Int, byte: Int)?
    while byte < name.count {
      if piece < pattern.count, pattern[piece] == UInt8(ascii: "*") {
        retry = (piece + 1, byte)
        piece += 1
      } else if piece < pattern.count, pattern[piece] == name[byte] {
        (piece, byte) = (piece + 1, byte + 1)
      } else if let last = retry {
        (piece, byte) = (last.piece, last.byte + 1)
        retry = (piece, byte)
      } else {
        return false
      }
    }
    return pattern[piece...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
