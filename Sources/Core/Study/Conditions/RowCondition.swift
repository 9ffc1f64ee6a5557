import Codecs

/// What is asked of one row of a table: comparisons of its columns, all of which hold.
public struct RowCondition: Equatable, Sendable, CustomStringConvertible {
  /// One comparison.
  public struct Term: Equatable, Sendable {
    public var column: String
    /// The relation.
    public var comparison: Comparison
    /// What it is compared with, as written: a number, a word, a word in quotes, or a column.
    public var literal: String
  }

  /// The comparisons, in the order written.
  public let terms: [Term]

  /// Parses `age > 17 and employment != child`; nil when it is no condition.
  ///
  /// Words are separated by spaces. A word stands for the column of that name where a table has
  /// one, unless it stands in quotes.
  public init?(_ text: String) {
    var terms: [Term] = []
    let words = text.split(separator: " ").map(String.init)
    for part in words.split(separator: "and", omittingEmptySubsequences: false) {
      let words = Array(part)
      guard words.count == 3, let comparison = Comparison(rawValue: words[1]) else { return nil }
      let isOrder = comparison != .equal && comparison != .notEqual
      if isOrder, Self.isQuoted(words[2]) { return nil }
      terms.append(Term(column: words[0], comparison: comparison, literal: words[2]))
    }
    self.terms = terms
  }

  /// Whether a row satisfies every comparison; nil where a cell cannot be read and nothing else
  /// decides.
  ///
  /// `value` gives the text in a column, nil for a column that the table does not have. Numbers are
  /// compared exactly, anything else as text, byte by byte. Where a number is asked for, a cell
  /// that is blank, or begins as a number and is none, cannot be read; in an order, no other text
  /// can either.
  public func truth(_ value: (String) -> String?) -> Bool? {
    var isKnown = true
    for term in terms {
      switch Self.truth(of: term, value) {
      case true?: continue
      case false?: return false
      case nil: isKnown = false
      }
    }
    return isKnown ? true : nil
  }

  private static func truth(of term: Term, _ value: (String) -> String?) -> Bool? {
    guard let text = value(term.column) else { return nil }
    let other = isQuoted(term.literal) ? nil : value(term.literal)
    let literal = other ?? unquoted(term.literal)
    if let left = number(text), let right = number(literal) {
      return term.comparison.holds(left, right)
    }
    let isOrder = term.comparison != .equal && term.comparison != .notEqual
    if isOrder { return nil }
    let isNumeric = number(literal) != nil || other != nil && number(text) != nil
    let unread = number(text) == nil ? text : literal
    if isNumeric, unread.isBlank || beginsAsNumber(unread) { return nil }
    let isSame = text.utf8.elementsEqual(literal.utf8)
    return isSame == (term.comparison == .equal)
  }

  /// The columns that a table has to have: those compared, and those that others stand in order
  /// with.
  public var columns: [String] {
    terms.flatMap { term in
      let isOrder = term.comparison != .equal && term.comparison != .notEqual
      return isOrder && Self.number(term.literal) == nil
        ? [term.column, term.literal] : [term.column]
    }
  }

  /// The form that ``init(_:)`` parses.
  public var description: String {
    terms.map { "\($0.column) \($0.comparison.rawValue) \($0.literal)" }.joined(separator: " and ")
  }

  /// The number that a cell holds, white space around it aside.
  static func number(_ text: String) -> Decimal? {
    var bytes = text.utf8[...]
    while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
    while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    return Decimal(Substring(bytes))
  }

  /// Whether a text that is no number looks like one: `16 years`, `16,5`.
  private static func beginsAsNumber(_ text: String) -> Bool {
    let bytes = text.utf8.drop { $0 == UInt8(ascii: " ") }
    let digits = bytes.drop { "+-.,".utf8.contains($0) }
    return digits.first.map { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ?? false
  }

  private static func isQuoted(_ text: String) -> Bool {
    guard let mark = text.utf8.first, text.utf8.count > 1, text.utf8.last == mark else {
      return false
    }
    return mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"")
  }

  private static func unquoted(_ text: String) -> String {
    isQuoted(text) ? String(text.dropFirst().dropLast()) : text
  }
}

extension Comparison {
  /// Whether the relation holds between two decimal numbers.
  func holds(_ left: Decimal, _ right: Decimal) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .equal: left == right
    case .notEqual: left != right
    case .greaterOrEqual: left >= right
    case .greater: left > right
    }
  }
}

extension String {
  /// Whether a cell holds nothing.
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
