import Codecs
import StageKit

// The criteria about a JSON file that summarises others.
extension Evaluation {
  func jsonWellFormed() throws(StageError) -> CheckFinding {
    let path = try specification.expected.text("path")
    guard let bytes = try evidence.delivered.bytes(path) else {
      return .unmet("'\(path)' is not there")
    }
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(bytes)
    } catch {
      return .unmet("'\(path)' is \(error.description)")
    }
    guard let map = value.asMap else { return .unmet("'\(path)' is no JSON object") }
    let expected = try expectedFields("same_as").map
    for (key, wanted) in expected {
      guard let found = map[key] else { return .unmet("'\(path)' has no '\(key)'") }
      guard wanted.isSameKind(as: found) else {
        return .unmet("'\(key)' of '\(path)' is of the wrong kind")
      }
    }
    if specification.expected.has("time_member") {
      let key = try specification.expected.text("time_member")
      guard let text = map[key]?.asText, RFC3339.parse(text) != nil else {
        return .unmet("'\(key)' of '\(path)' is no time such as 2026-01-01T00:00:00Z")
      }
    }
    return .met("'\(path)' is a JSON object with all its members")
  }

  func countsAccurate() throws(StageError) -> CheckFinding {
    try members(["total_files", "total_lines", "largest_file"])
  }

  func fileListCompleteAndSorted() throws(StageError) -> CheckFinding { try members(["file_list"]) }

  func noFilesOutsideAccessed() throws(StageError) -> CheckFinding {
    let directory = try specification.inputs.text("directory")
    let output = try specification.expected.text("path")
    let allowed = [PathPattern("\(directory)/**"), PathPattern(output)] + alwaysReadable
    for operation in log.operations where operation.isDone {
      let isAbout = words.isAboutDirectory(operation)
      for path in operation.touched where !allowed.authorise(path) {
        if isAbout && allowed.lieBelow(path) { continue }
        return .unmet("'\(operation.word)' of '\(path)' was done, outside of '\(directory)'")
      }
    }
    for path in changedPaths where !allowed.authorise(path) {
      return .unmet("'\(path)' was changed, outside of '\(directory)'")
    }
    return .met("nothing outside of '\(directory)' was touched")
  }

  /// Whether members of the delivered object are those of the expected one.
  private func members(_ names: [String]) throws(StageError) -> CheckFinding {
    let path = try specification.expected.text("path")
    guard let map = try deliveredJSON(path)?.asMap else {
      return .unmet("'\(path)' is not there, or no JSON object")
    }
    let expected = try expectedFields("same_as").map
    for name in names {
      guard let found = map[name] else { return .unmet("'\(path)' has no '\(name)'") }
      guard let wanted = expected[name], found.isSameNumberOrEqual(to: wanted) else {
        return .unmet("'\(name)' is \(found.brief), not \(expected[name]?.brief ?? "known")")
      }
    }
    return .met("\(names.listed) of '\(path)' are right")
  }
}

extension Value {
  /// Whether both are numbers, texts, lists, objects or truth values.
  fileprivate func isSameKind(as other: Value) -> Bool {
    switch (self, other) {
    case (.int, .int), (.text, .text), (.array, .array), (.map, .map), (.bool, .bool): true
    case (.double, _): other.asDouble != nil
    case (.int, .double(let double)): double.rounded() == double
    default: false
    }
  }

  /// Whether both are equal, or the same number in two spellings.
  func isSameNumberOrEqual(to other: Value) -> Bool {
    if let first = asDouble, let second = other.asDouble { return first == second }
    return self == other
  }

  /// The value in few words.
  var brief: String {
    let text = JSON.string(self)
    return text.utf8.count <= 80 ? text : String(text.prefix(77)) + "..."
  }
}
