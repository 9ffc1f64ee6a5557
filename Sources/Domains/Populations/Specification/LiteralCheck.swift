import Codecs

/// Compares the literals of a condition with the values that an attribute can have.
enum LiteralCheck {
  /// A warning for every literal that no value of its attribute can equal.
  static func issues(
    of condition: Expression, _ attributes: [Attribute], at place: String
  ) -> [Issue] {
    var issues: [Issue] = []
    for (name, comparison, values) in condition.literalComparisons {
      guard let attribute = attributes.first(where: { $0.name == name }) else { continue }
      for value in values {
        guard let problem = problem(attribute, comparison, value) else { continue }
        issues.append(.warning("CONDITION_VALUE", place, problem.text, problem.hint))
      }
    }
    return issues
  }

  private static func problem(
    _ attribute: Attribute, _ comparison: Expression.Comparison, _ value: Datum
  ) -> (text: String, hint: String?)? {
    switch attribute.kind {
    case .categorical:
      let options = attribute.distribution?.options ?? []
      guard case .text(let text) = value else {
        return ("'\(attribute.name)' is a category, and \(value.text) is none", nil)
      }
      guard !options.isEmpty, !options.contains(text) else { return nil }
      let near = NearWord.suggestions(for: text, among: options).first
      return (
        "'\(text)' is no option of '\(attribute.name)'",
        near.map { "did you mean '\($0)'?" } ?? "there are \(options.joined(separator: ", "))"
      )
    case .boolean:
      guard value.asNumber == 0 || value.asNumber == 1 else {
        return ("'\(attribute.name)' is true or false, and never \(value.text)", nil)
      }
      return nil
    case .int, .float:
      guard let number = value.asNumber else {
        return ("'\(attribute.name)' is a number, and '\(value.text)' is none", nil)
      }
      let low = attribute.bound(.hardMin) ?? attribute.distribution?.min
      let high = attribute.bound(.hardMax) ?? attribute.distribution?.max
      if let low, number < low { return ("'\(attribute.name)' is never below \(low)", nil) }
      if let high, number > high { return ("'\(attribute.name)' is never above \(high)", nil) }
      return nil
    }
  }
}
