/// What is asked of one row of a table: comparisons of columns with literals, all of which hold.
public struct RowCondition: Equatable, Sendable, CustomStringConvertible {
  /// One comparison.
  public struct Term: Equatable, Sendable {
    /// The column.
    public var column: String
    /// The relation.
    public var comparison: Comparison
    /// What it is compared with, as written.
    public var literal: String
  }

  /// The comparisons, in the order written.
  public let terms: [Term]

  /// Parses `age > 17 and employment != child`; nil when it is no condition.
  ///
  /// Words are separated by spaces; only numbers stand in an order.
  public init?(_ text: String) {
    var terms: [Term] = []
    let words = text.split(separator: " ").map(String.init)
    for part in words.split(separator: "and", omittingEmptySubsequences: false) {
      let words = Array(part)
      guard words.count == 3, let comparison = Comparison(rawValue: words[1]) else { return nil }
      let isOrder = comparison != .equal && comparison != .notEqual
      if isOrder, Self.number(words[2]) == nil { return nil }
      terms.append(Term(column: words[0], comparison: comparison, literal: words[2]))
    }
    self.terms = terms
  }

  /// Whether a row satisfies every comparison; `value` gives the text in a column.
  ///
  /// Two numbers are compared as such, anything else as text. A text that is no number stands in no
  /// order with one.
  public func holds(_ value: (String) -> String) -> Bool {
    terms.allSatisfy { term in
      let text = value(term.column)
      if let left = Self.number(text), let right = Self.number(term.literal) {
        return term.comparison.holds(left, right)
      }
      switch term.comparison {
      case .equal: return text == term.literal
      case .notEqual: return text != term.literal
      default: return false
      }
    }
  }

  /// The columns that it looks at.
  public var columns: [String] { terms.map(\.column) }

  /// The form that ``init(_:)`` parses.
  public var description: String {
    terms.map { "\($0.column) \($0.comparison.rawValue) \($0.literal)" }.joined(separator: " and ")
  }

  /// The finite number that a cell holds.
  static func number(_ text: String) -> Double? {
    // `Double` would also take words such as "inf" and hexadecimal numbers.
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let number = Double(text)
    else { return nil }
    return number.isFinite ? number : nil
  }
}
