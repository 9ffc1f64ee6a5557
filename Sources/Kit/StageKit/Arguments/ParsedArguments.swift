/// A command line, taken apart.
public struct ParsedArguments: Equatable, Sendable {
  /// The values of every option that was given, by long name; empty texts for those without one.
  public var options: [String: [String]] = [:]
  /// What is no option, in order.
  public var operands: [String] = []

  /// Arguments that were taken apart elsewhere.
  public init(options: [String: [String]] = [:], operands: [String] = []) {
    self.options = options
    self.operands = operands
  }

  /// Whether an option was given.
  public func has(_ name: String) -> Bool { options[name] != nil }

  /// The value of an option.
  public func value(_ name: String) -> String? { options[name]?.last }

  /// All values of an option that may be given several times.
  public func values(_ name: String) -> [String] { options[name] ?? [] }

  /// The value of an option that has to be a whole number within bounds.
  public func int(_ name: String, in range: ClosedRange<Int64>) throws(StageError) -> Int64? {
    guard let text = value(name) else { return nil }
    guard let number = Int64(text), range.contains(number) else {
      throw .usage(
        "'--\(name)' takes a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not '\(text)'")
    }
    return number
  }

  /// The value of an option that has to be a finite number.
  public func number(_ name: String) throws(StageError) -> Double? {
    guard let text = value(name) else { return nil }
    guard let number = Double(text), number.isFinite else {
      throw .usage("'--\(name)' takes a number, not '\(text)'")
    }
    return number
  }

  /// The values of an option of the form `NAME=VALUE`; no name may be there twice.
  public func pairs(_ name: String) throws(StageError) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for text in values(name) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .usage("'--\(name)' takes NAME=VALUE, not '\(text)'")
      }
      if pairs.contains(where: { $0.0.utf8.elementsEqual(parts[0].utf8) }) {
        throw .usage("'--\(name)' names '\(parts[0])' twice", hint: "say once what is meant")
      }
      pairs.append((String(parts[0]), String(parts[1])))
    }
    return pairs
  }
}
