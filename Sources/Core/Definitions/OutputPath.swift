import StageKit
import Study

extension Item {
  /// Whether a text is a path or pattern inside the stage's directory; reports that it is not.
  func isOutputPath(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let complaint: String? =
      if path.isEmpty {
        "is empty"
      } else if path.hasPrefix("/") {
        "is absolute; it has to be relative to the stage's directory"
      } else if parts.contains("..") {
        "leaves the stage's directory"
      } else if parts.contains(".") || parts.contains("") {
        "has empty parts; write it without '.' and double '/'"
      } else if path.contains("${") {
        "has a '${...}', which only 'run' may have; every attempt has its own directory"
      } else if path.utf8.contains(0) {
        "has a zero byte"
      } else {
        nil
      }
    guard let complaint else { return true }
    fail("output '\(path)' \(complaint)")
    return false
  }
}

/// Patterns of paths, as outputs use them: `*` and `?` inside a part, `[...]`, and `**` for any
/// number of parts.
enum PathPattern {
  /// Whether a declared path or pattern covers a path.
  static func covers(_ declared: String, _ path: String) -> Bool {
    if declared == path { return true }
    let pattern = declared.split(separator: "/").map { Array($0.unicodeScalars) }
    return parts(pattern[...], path.split(separator: "/").map { Array($0.unicodeScalars) }[...])
  }

  private static func parts(
    _ pattern: ArraySlice<[Unicode.Scalar]>, _ path: ArraySlice<[Unicode.Scalar]>
  ) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == ["*", "*"] {
      return parts(pattern.dropFirst(), path)
        || (!path.isEmpty && parts(pattern, path.dropFirst()))
    }
    guard let name = path.first, part(first[...], name[...]) else { return false }
    return parts(pattern.dropFirst(), path.dropFirst())
  }

  private static func part(
    _ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case "*": return part(rest, text) || (!text.isEmpty && part(pattern, text.dropFirst()))
    case "[":
      // Which characters a set holds is left to the one who matches files: any will do here.
      guard let end = rest.dropFirst().firstIndex(of: "]") else { break }
      return !text.isEmpty && part(pattern[(end + 1)...], text.dropFirst())
    case "?": return !text.isEmpty && part(rest, text.dropFirst())
    default: break
    }
    return text.first == first && part(rest, text.dropFirst())
  }
}

extension [OutputPlan] {
  /// Whether any of the outputs covers a path, or is among what a pattern stands for.
  func declare(_ path: String) -> Bool {
    contains { PathPattern.covers($0.path, path) || PathPattern.covers(path, $0.path) }
  }
}
