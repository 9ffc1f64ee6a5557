import Codecs
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

extension [OutputPlan] {
  /// Whether any of the outputs covers a path, or is among what a pattern stands for.
  func declare(_ path: String) -> Bool {
    contains {
      PathPattern($0.path).matches(path) || PathPattern(path).matches($0.path)
    }
  }
}
