import Runtime

/// A command line, taken apart.
struct ParsedArguments: Equatable, Sendable {
  /// The values of every option that was given, by long name; empty texts for those without one.
  var options: [String: [String]] = [:]
  /// What is no option, in order.
  var operands: [String] = []

  /// Whether an option was given.
  func has(_ name: String) -> Bool { options[name] != nil }

  /// The value of an option.
  func value(_ name: String) -> String? { options[name]?.last }

  /// All values of an option that may be given several times.
  func values(_ name: String) -> [String] { options[name] ?? [] }

  /// The value of an option that has to be a whole number within bounds.
  func int(_ name: String, in range: ClosedRange<Int64>) throws(Failure) -> Int64? {
    guard let text = value(name) else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw .usage(
        "'--\(name)' takes a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not '\(text)'")
    }
    return number
  }

  /// The values of an option of the form `NAME=VALUE`.
  func pairs(_ name: String) throws(Failure) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for text in values(name) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .usage("'--\(name)' takes NAME=VALUE, not '\(text)'")
      }
      pairs.append((String(parts[0]), String(parts[1])))
    }
    return pairs
  }

  /// How the command is identified: by `--cmd-id`, or by chance.
  var commandName: CommandName { value("cmd-id").map(CommandName.text) ?? .random }

  /// Why, as `-m` says it; empty when it was not given.
  var reason: String { value("reason") ?? "" }
}
