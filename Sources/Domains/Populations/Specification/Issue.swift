import Codecs

/// One thing that is wrong, or odd, with a population or a scenario.
struct Issue: Equatable, Sendable, CustomStringConvertible {
  enum Severity: String, Sendable {
    case error
    case warning
  }

  let severity: Severity
  /// What kind of problem it is, such as `WEIGHT_INVALID`.
  let code: String
  /// Where: `age`, `age[2]` for its third modifier, `seed_exposure.rules[1]`.
  let location: String
  let message: String
  let suggestion: String?

  static func error(
    _ code: String, _ location: String, _ message: String, _ suggestion: String? = nil
  ) -> Issue {
    Issue(
      severity: .error, code: code, location: location, message: message, suggestion: suggestion)
  }

  static func warning(
    _ code: String, _ location: String, _ message: String, _ suggestion: String? = nil
  ) -> Issue {
    Issue(
      severity: .warning, code: code, location: location, message: message, suggestion: suggestion)
  }

  var description: String {
    let line = "\(severity.rawValue) \(code) at \(location): \(message)"
    return suggestion.map { "\(line); \($0)" } ?? line
  }

  /// As `--json` shows it.
  var value: Value {
    [
      "severity": .text(severity.rawValue), "category": .text(code), "location": .text(location),
      "message": .text(message), "suggestion": suggestion.map(Value.text) ?? .null,
    ]
  }
}
